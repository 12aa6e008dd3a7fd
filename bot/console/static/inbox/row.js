// One conversation in the list: a face, what was said last and by whom, how long it waits, when its window closes.

import { fill, h } from "../phone/dom.js";
import { hasWords, t } from "./words.js";
import { plain } from "../phone/format.js";
import { icon } from "./marks.js";
import { present, shortTime, span } from "./moments.js";
import { avatar, chip } from "./pieces.js";
import { isSnoozed, windowLeft } from "./store.js";

const CLOSING = 3 * 3600_000; // milliseconds before the end of a window that are worth a warning
const LATE_FROM = 0.6; // of the way to `due_at`: amber; past it: red
const PATIENCE = 5 * 60_000; // milliseconds, where nothing is said about when an answer is due

export class RowView {
  /** @param {any} row @param {{isMine: (row: any) => boolean, select: (id: string, on: boolean) => void, isSelected: (id: string) => boolean}} around */
  constructor(row, around) {
    this.around = around;
    this.link = h("a", { class: "conv", href: `?c=${encodeURIComponent(row.id)}`, draggable: "false" });
    this.box = h("input", { type: "checkbox", class: "row-check", onchange: () => around.select(row.id, this.box.checked) });
    this.element = h("li", { class: "row-item", dataset: { id: row.id } }, this.link, this.box);
    this.update(row);
  }

  /** Draw again only what is different. */
  update(row) {
    this.row = row;
    const shape = JSON.stringify([row.name, row.phone, row.owner, row.unread, row.touched_at, row.preview, row.waiting_since, row.due_at, row.window_closes_at, row.snoozed_until, row.viewers, row.vip, row.tags, this.around.found(row.id), this.#moment()]);
    this.element.classList.toggle("row-picked", this.around.isSelected(row.id));
    this.box.checked = this.around.isSelected(row.id);
    if (shape === this.shape) return;
    this.shape = shape;
    this.box.setAttribute("aria-label", t("list.pick", { name: row.name || row.phone }));
    this.link.classList.toggle("row-unread", row.unread > 0);
    fill(this.link, avatar(row), h("span", { class: "row-name" }, h("bdi", null, row.name || row.phone), row.vip && icon("star", 14)), row.touched_at && h("time", { class: "row-time", datetime: row.touched_at }, shortTime(row.touched_at)), this.#preview(), h("span", { class: "row-chips" }, this.#chips()));
  }

  /** What changes by itself as time passes. */
  #moment() {
    const { touched_at: touched } = this.row;
    return [touched && shortTime(touched), this.#chips().map((each) => each.textContent + each.className)];
  }

  #preview() {
    const typing = (this.row.viewers || []).find((each) => each.typing && !this.around.isMe(each.id));
    if (typing) return h("span", { class: "row-preview row-typing" }, t("presence.typing", { name: typing.name }));
    const found = this.around.found(this.row.id);
    return h("span", { class: "row-preview" }, found ? [icon("search", 14), h("bdi", null, plain(found))] : previewOf(this.row.preview));
  }

  #chips() {
    const { row } = this;
    const others = (row.viewers || []).filter((each) => !this.around.isMe(each.id));
    return [
      others.length > 0 && h("span", { class: "chip chip-viewer", title: t("presence.viewing", { name: others.map((each) => each.name).join(", ") }) }, icon("person", 13), h("span", { class: "visually-hidden" }, t("presence.viewing", { name: others[0].name })), h("span", { "aria-hidden": "true" }, [...others[0].name][0])),
      isSnoozed(row) && chip("quiet", icon("snooze", 13), shortUntil(row.snoozed_until)),
      windowChip(row),
      waitChip(row),
      row.owner.kind === "agent" && agentChip(row.owner.name || "?", Boolean(waitChip(row)) || others.length > 0),
      row.unread > 0 && h("span", { class: "unread" }, h("span", { "aria-hidden": "true" }, row.unread > 99 ? "99+" : row.unread), h("span", { class: "visually-hidden" }, t("list.unread", { count: row.unread }))),
    ].filter(Boolean);
  }
}

/** Whose it is: by name, or by a letter where room is short. */
function agentChip(name, isShort) {
  return h("span", { class: `chip chip-agent${isShort ? " chip-letter" : ""}`, title: name }, h("bdi", { "aria-hidden": isShort }, isShort ? [...name][0] : name), isShort && h("span", { class: "visually-hidden" }, name));
}

/** Who said it and what: an icon for the bot, “You” or a name for agents, nothing for the contact. */
export function previewOf(preview) {
  if (!preview) return "";
  const from = { bot: "bot", journey: "bot", note: "note", agent: "reply" }[preview.from];
  const kind = preview.kind && !["text", "button", "list", "line", "note", "template"].includes(preview.kind) && hasWords(`kind.${preview.kind}`) ? t(`kind.${preview.kind}`) : "";
  return [from && [icon(from, 14), h("span", { class: "visually-hidden" }, t(`from.${preview.from}`))], h("bdi", null, [kind, plain(preview.text || "")].filter(Boolean).join(" · ") || t("kind.unsupported"))];
}

/** How long somebody waits for a person: grey, amber, red. */
export function waitChip(row) {
  if (row.owner.kind !== "queue" && !(row.owner.kind === "agent" && row.waiting_since)) return null;
  const since = Date.parse(row.waiting_since || row.touched_at);
  const due = row.due_at ? Date.parse(row.due_at) : since + PATIENCE;
  const waited = present() - since;
  const kind = present() >= due ? "late" : waited > LATE_FROM * (due - since) ? "soon" : "wait";
  return h("span", { class: `chip chip-${kind}`, title: t("list.waits", { time: span(waited) }) }, icon("clock", 13), h("span", { class: "visually-hidden" }, t("list.waits_short")), span(waited));
}

/** Only when the window closes soon or has closed. */
function windowChip(row) {
  const left = windowLeft(row);
  if (left === null || left > CLOSING || left <= 0) return null;
  return h("span", { class: "chip chip-window", title: t("list.window_closing", { time: span(left) }) }, "⏳", h("span", { class: "visually-hidden" }, t("list.window_closing_short")), span(left));
}

function shortUntil(moment) {
  const left = Date.parse(moment) - present();
  return span(left);
}
