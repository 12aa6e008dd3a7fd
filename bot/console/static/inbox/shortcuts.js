// What the keys do, with the words of the `?` sheet.

import { openHelp, openPalette } from "./palette.js"; // at hand, not fetched: what follows Ctrl+K is typed at once

/** @param {any} inbox @returns {import("./keys.js").Shortcut[]} */
export function shortcutsOf(inbox) {
  const { actions, composer, head } = inbox;
  const here = (act) => () => inbox.id && act(inbox.id);
  const help = () => openHelp(inbox.shortcuts);
  const palette = () => openPalette({ store: inbox.store, shortcuts: inbox.shortcuts, open: (id) => inbox.open(id) });
  return [
    { key: "j", words: "keys.next", group: "moving", mark: "down", act: () => inbox.move(1) },
    { key: "k", words: "keys.previous", group: "moving", mark: "down", act: () => inbox.move(-1) },
    { key: "/", words: "keys.search", group: "moving", mark: "search", act: () => inbox.list.filters.input.focus() },
    { key: "Ctrl+k", shown: "Ctrl K", words: "keys.palette", group: "moving", mark: "list", act: palette },
    { key: "?", words: "keys.help", group: "moving", mark: "keyboard", act: help },
    { key: "i", words: "keys.side", group: "moving", mark: "side", act: () => inbox.toggleSide() },
    { key: "Escape", shown: "Esc", words: "keys.close", group: "moving", mark: "close", act: () => inbox.id && inbox.close() },
    { key: "r", words: "keys.reply", group: "doing", mark: "reply", act: here(() => composer.setMode("reply")) },
    { key: "n", words: "keys.note", group: "doing", mark: "note", act: here(() => composer.setMode("note")) },
    { key: "m", words: "keys.template", group: "doing", mark: "form", opens: true, act: here(() => composer.openTemplates()) },
    { key: "t", words: "keys.take", group: "doing", mark: "person", act: here((id) => actions.take(id)) },
    { key: "b", words: "keys.release", group: "doing", mark: "bot", act: here((id) => actions.release(id)) },
    { key: "Shift+b", shown: "⇧ B", words: "keys.release_how", group: "doing", mark: "bot", act: here((id) => head.releaseButton?.isConnected && actions.releaseMenu(id, head.releaseButton)) },
    { key: "a", words: "keys.assign", group: "doing", mark: "assign", act: here((id) => actions.assignMenu(id, head.assignButton)) },
    { key: "s", words: "keys.snooze", group: "doing", mark: "snooze", act: here((id) => actions.snoozeMenu(id, head.snoozeButton)) },
    { key: "e", words: "keys.resolve", group: "doing", mark: "check", act: here((id) => actions.resolve(id)) },
  ];
}
