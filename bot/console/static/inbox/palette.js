// Ctrl+K: everything by name, conversations too. And the sheet of keys (`?`).

import { fill, freshId, h, whenQuiet } from "../phone/dom.js";
import { get, query } from "./api.js";
import { icon } from "./marks.js";
import { avatar, kbd, openDialog } from "./pieces.js";
import { t } from "./words.js";

const MOST = 9;

/** @param {{store: any, shortcuts: any[], open: (id: string) => void}} parts */
export function openPalette({ store, shortcuts, open }) {
  const id = freshId("palette");
  const list = h("div", { class: "palette-list", role: "listbox", id, "aria-label": t("palette.title") });
  const input = h("input", { type: "text", class: "input palette-input", role: "combobox", "aria-expanded": "true", "aria-controls": id, "aria-autocomplete": "list", "aria-label": t("palette.title"), placeholder: t("palette.placeholder"), autocomplete: "off", autofocus: true, dir: "auto" });
  let entries = [];
  let place = 0;
  let found = [];

  const look = () => {
    const word = input.value.trim().toLocaleLowerCase();
    const known = word ? [...new Map([...[...store.rows.values()].filter((row) => `${row.name} ${row.phone}`.toLocaleLowerCase().includes(word)), ...found].map((row) => [row.id, row])).values()] : [...store.rows.values()].slice(0, 4);
    const deeds = shortcuts.filter((each) => t(each.words).toLocaleLowerCase().includes(word));
    const people = known.slice(0, 5).map((row) => ({ row, act: () => open(row.id) }));
    entries = (word ? [...people, ...deeds] : [...deeds, ...people]).slice(0, MOST);
    place = Math.min(place, Math.max(0, entries.length - 1));
    draw();
  };
  const ask = whenQuiet(200, async () => {
    const word = input.value.trim();
    if (word.length < 2) return;
    const told = await get(`/search${query({ q: word })}`).catch(() => null);
    found = (told?.rows || []).map((row) => store.put(row));
    look();
  });
  const draw = () => {
    fill(list, entries.map((each, n) => h("div", { class: "palette-row", role: "option", id: `${id}-${n}`, "aria-selected": String(n === place), onclick: () => choose(each) }, each.row ? [avatar(each.row, "face-small"), h("bdi", null, each.row.name || each.row.phone), h("small", { dir: "ltr" }, each.row.phone)] : [icon(each.mark || "play", 18), h("span", null, t(each.words)), kbd(each.shown || each.key.toUpperCase())])), entries.length === 0 && h("p", { class: "side-none" }, t("palette.none")));
    input.setAttribute("aria-activedescendant", entries.length ? `${id}-${place}` : "");
  };
  const choose = (entry) => {
    dialog.close();
    setTimeout(entry.act, 0);
  };
  input.addEventListener("input", () => ((place = 0), look(), ask()));
  input.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by && entries.length) ((place = (place + by + entries.length) % entries.length), draw(), event.preventDefault());
    if (event.key === "Enter" && !event.isComposing && entries[place]) (event.preventDefault(), choose(entries[place]));
  });
  const dialog = openDialog({ title: t("palette.title"), content: [input, list], kind: "dialog-palette" });
  look();
}

/** @param {any[]} shortcuts */
export function openHelp(shortcuts) {
  const groups = [...new Set(shortcuts.map((each) => each.group))];
  const rows = (group) => shortcuts.filter((each) => each.group === group).map((each) => h("div", null, h("dt", null, (each.shown || each.key.toUpperCase()).split(" ").map((key) => kbd(key))), h("dd", null, t(each.words))));
  const more = [["/", "hint.canned"], ["1 – 9", "keys.macro"], ["⏎", "hint.send"], ["⇧⏎", "hint.newline"]].map(([key, words]) => h("div", null, h("dt", null, kbd(key)), h("dd", null, t(words))));
  openDialog({ title: t("keys.title"), kind: "dialog-wide", content: h("div", { class: "help" }, groups.map((group) => h("section", null, h("h3", null, t(`keys.${group}`)), h("dl", null, rows(group)))), h("section", null, h("h3", null, t("keys.writing")), h("dl", null, more))) });
}
