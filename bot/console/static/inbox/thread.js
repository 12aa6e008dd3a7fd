// The messages of one conversation: keyed rows, days, the new-messages line, pages of 40, at most 300 in the page.

import { fill, h, oncePerFrame } from "../phone/dom.js";
import { t } from "./words.js";
import { at, get, query } from "./api.js";
import { drawItem, canUndo, showStatus } from "./bubble.js";
import { firstUnreadOf, mergeItems, sideOf } from "./items.js";
import { icon } from "./marks.js";
import { dayKey, dayName, present } from "./moments.js";
import { sayFault } from "./pieces.js";
import { Pin } from "./scroll.js";

const MOST = 300; // bubbles in the page
const PAGE = 40;
const TOGETHER = 5 * 60_000; // milliseconds between bubbles of one group
const CHANGING = new Set(["status", "reason", "code", "can_retry", "can_undo_until", "cursor"]);

export class Thread {
  /** @param {{around: any, seen: () => void}} parts */
  constructor({ around, seen }) {
    Object.assign(this, { seen, around: { ...around, expanded: new Set(), jump: (id) => this.jump(id) } });
    this.draw = oncePerFrame(() => this.#draw());
    this.#build();
    this.close();
  }

  #build() {
    this.rowsBox = h("div", { class: "bubbles", role: "log", "aria-live": "polite", "aria-relevant": "additions", "aria-label": t("thread.label") });
    this.scroller = h("div", { class: "scroller", tabindex: "0", role: "region", "aria-label": t("thread.label") }, this.rowsBox);
    this.badge = h("span", { class: "unread", hidden: true });
    this.down = h("button", { class: "to-end", type: "button", hidden: true, onclick: () => this.toEnd() }, icon("down", 22), this.badge);
    this.element = h("div", { class: "thread" }, this.scroller, this.down);
    this.pin = new Pin(this.scroller, this.rowsBox, () => this.#moved());
    document.addEventListener("visibilitychange", () => this.#moved());
  }

  close() {
    Object.assign(this, { id: null, items: [], rows: new Map(), before: null, newer: false, firstUnread: null, missed: 0, opening: false });
    this.locals = new Map();
  }

  /** The outline of a conversation before anything is known of it. */
  outline(id) {
    this.close();
    this.id = id;
    this.opening = true;
    this.pin.atEnd = true;
    const bones = [46, 62, 38, 70, 52, 30].map((width, n) => h("div", { class: `bubble-row outline outline-${width} ${n % 2 ? "row-out" : "row-in"}`, "aria-hidden": "true" }, h("div", { class: "bubble" })));
    fill(this.rowsBox, bones);
    this.down.hidden = true;
  }

  /** @param {string} id @param {{items: any[], before: string | null, row: any}} told */
  open(id, { items, before, row }) {
    if (this.id !== id) this.outline(id);
    this.items = [];
    this.before = before;
    this.newer = false;
    mergeItems(this.items, items);
    this.firstUnread = firstUnreadOf(items, row.unread);
    this.opening = false;
    this.#draw();
    const line = this.rows.get("unread")?.element;
    if (line && this.rowsBox.scrollHeight > this.scroller.clientHeight) this.pin.show(line);
    else this.pin.toEnd();
    this.#moved();
  }

  /** The newest page again: new messages, and what became of the old ones. */
  async refresh() {
    const { id } = this;
    if (!id || this.opening || this.#isSending) return;
    const told = await get(at(id, `/items${query({ limit: PAGE })}`));
    if (id !== this.id || this.newer || this.#isSending) return;
    const known = new Set(this.items.map((each) => each.id));
    const gap = told.items.length > 0 && this.items.length > 0 && !told.items.some((each) => known.has(each.id));
    if (gap) this.items = [];
    if (gap) this.before = told.before;
    const fresh = told.items.filter((each) => !known.has(each.id) && each.from === "contact");
    if (fresh.length && (!this.pin.atEnd || document.hidden)) {
      this.missed += fresh.length;
      this.firstUnread ??= fresh[0].id;
    }
    mergeItems(this.items, told.items);
    if (this.pin.atEnd) this.#drop(0, this.items.length - MOST);
    this.draw();
  }

  /** Its answer comes at any moment, and would otherwise be there twice. */
  get #isSending() {
    return [...this.locals.values()].some((each) => each.status === "sending");
  }

  async older() {
    if (!this.before || this.reading) return;
    const { id } = this;
    this.reading = true;
    try {
      const told = await get(at(id, `/items${query({ before: this.before, limit: PAGE })}`));
      if (id !== this.id) return;
      const known = new Set(this.items.map((each) => each.id));
      this.items.unshift(...told.items.filter((each) => !known.has(each.id)));
      this.before = told.items.length ? told.before : null;
      this.newer = this.#drop(MOST, this.items.length - MOST) || this.newer;
      this.#draw();
    } catch (fault) {
      sayFault(fault);
    } finally {
      this.reading = false;
    }
  }

  #drop(start, count) {
    if (count <= 0) return false;
    this.items.splice(start, count);
    if (start === 0) this.before = this.items[0].cursor;
    return true;
  }

  /** A message that is on its way, shown before the server has answered. */
  add(item) {
    this.locals.set(item.id, item);
    this.firstUnread = null;
    this.pin.atEnd = true;
    this.draw();
  }

  /** The server's answer in place of the guess; null takes it away. */
  settle(localId, item) {
    this.locals.delete(localId);
    const row = this.rows.get(localId);
    if (item?.id && row) {
      this.rows.delete(localId);
      this.rows.set(item.id, row);
      mergeItems(this.items, [item]);
    }
    this.draw();
    this.refresh().catch(() => {}); // what came meanwhile
  }

  change(id, values) {
    const item = this.items.find((each) => each.id === id);
    if (item) Object.assign(item, values);
    this.draw();
  }

  #draw() {
    if (!this.id || this.opening) return;
    const nodes = [];
    if (this.before) nodes.push(this.#mark("older", () => h("button", { class: "older", type: "button", onclick: () => this.older() }, t("thread.older"))));
    let last = null;
    for (const item of [...this.items, ...this.locals.values()]) {
      const newDay = !last || dayKey(last.at) !== dayKey(item.at);
      if (newDay) nodes.push(this.#mark(`day ${dayKey(item.at)}`, () => h("div", { class: "day" }, h("span", null, dayName(item.at)))));
      const divider = item.id === this.firstUnread;
      if (divider) nodes.push(this.#mark("unread", () => h("div", { class: "unread-line", role: "separator", "aria-label": t("thread.new") }, h("span", null, t("thread.new")))));
      const first = newDay || divider || sideOf(last) !== sideOf(item) || last.who !== item.who || Date.parse(item.at) - Date.parse(last.at) > TOGETHER;
      nodes.push(this.#row(item, first));
      last = item;
    }
    if (!last) nodes.push(this.#mark("empty", () => h("p", { class: "line" }, h("span", null, t("thread.empty")))));
    this.#place(nodes);
    this.#forget();
    this.pin.hold();
    this.#moved();
  }

  #mark(key, make) {
    if (!this.rows.has(key)) this.rows.set(key, { element: make() });
    return this.rows.get(key).element;
  }

  /** Touch only what moved: a bubble that stays where it is keeps its focus, its sound and its selection. */
  #place(nodes) {
    const wanted = new Set(nodes);
    for (const child of [...this.rowsBox.children]) if (!wanted.has(child)) child.remove();
    nodes.forEach((node, place) => {
      if (this.rowsBox.children[place] !== node) this.rowsBox.insertBefore(node, this.rowsBox.children[place] || null);
    });
  }

  #row(item, first) {
    const shape = JSON.stringify(item, (key, value) => (CHANGING.has(key) ? undefined : value));
    const row = this.rows.get(item.id) || { element: h("div", { dataset: { item: item.id } }) };
    if (row.shape !== shape) fill(row.element, (row.shell = drawItem(item, this.around)));
    else showStatus(row.shell, item, this.around);
    row.shape = shape;
    row.element.className = `bubble-row row-${sideOf(item)}${first ? " row-first" : ""}`;
    this.rows.set(item.id, row);
    if (canUndo(item)) setTimeout(() => this.draw(), Date.parse(item.can_undo_until) - present() + 300);
    return row.element;
  }

  #forget() {
    for (const [key, row] of this.rows) if (!row.element.isConnected) this.rows.delete(key);
  }

  #moved() {
    if (!this.id || this.opening) return;
    if (this.scroller.scrollTop < 600 && this.before && this.rowsBox.scrollHeight > this.scroller.clientHeight) this.older();
    if (this.pin.atEnd && !this.newer && !document.hidden) {
      this.missed = 0;
      this.seen();
    }
    this.down.hidden = this.pin.atEnd && !this.newer;
    this.badge.hidden = this.missed === 0;
    this.badge.textContent = String(this.missed);
    this.down.setAttribute("aria-label", t(this.missed ? "thread.to_end_new" : "thread.to_end", { count: this.missed }));
  }

  async toEnd() {
    if (!this.newer) return this.pin.toEnd(true);
    this.newer = false;
    this.items = [];
    const told = await get(at(this.id, `/items${query({ limit: PAGE })}`)).catch(sayFault);
    if (!told?.items) return;
    this.before = told.before;
    mergeItems(this.items, told.items);
    this.pin.atEnd = true;
    this.#draw();
  }

  get newest() {
    return this.newer ? null : this.items.at(-1);
  }

  jump(id) {
    const row = this.rows.get(id)?.element;
    if (!row) return;
    this.pin.show(row, { centre: true });
    row.classList.remove("row-lit");
    requestAnimationFrame(() => row.classList.add("row-lit"));
  }
}
