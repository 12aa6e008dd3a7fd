// The conversation of one phone: keyed rows, days, the unread line, and a scroll position that never jumps.

import { drawBubble, showStatus } from "./bubble.js";
import { fill, h, oncePerFrame } from "./dom.js";
import { icon } from "./icons.js";
import { dayKey, dayName, t } from "./words.js";

const NEAR = 48; // pixels from the end that still count as “at the end”
const AT_ONCE = 200; // bubbles in the page; older ones on demand
const TOGETHER = 5 * 60_000; // milliseconds between bubbles of one group

export class Thread {
  /**
   * @param {{store: import("./store.js").Store, shop: string, screen: () => HTMLElement, act: any, onseen: () => void, onunread: () => void}} parts
   */
  constructor({ store, shop, screen, act, onseen, onunread }) {
    Object.assign(this, { store, shop, screen, act, onseen, onunread });
    this.rows = new Map();
    this.expanded = new Set();
    this.limit = AT_ONCE;
    this.atEnd = true;
    this.lastTop = 0;
    this.unread = { first: null, count: 0 };
    this.known = new Set(); // bubbles of the shop that have been counted
    this.draw = oncePerFrame(() => this.#draw());
    this.#build();
  }

  #build() {
    this.rowsBox = h("div", { class: "rows", role: "log", "aria-live": "polite", "aria-relevant": "additions", "aria-label": t("thread.label", { shop: this.shop }) });
    this.rowsBox.append(...outline());
    this.typingRow = typingRow();
    this.empty = h("div", { class: "empty", hidden: true }, h("p", null, t("thread.empty", { shop: this.shop })), h("p", null, t("thread.empty_hint")));
    this.scroller = h("div", { class: "scroller", tabindex: "0", role: "group", "aria-label": t("thread.region") }, this.empty, this.rowsBox);
    this.badge = h("span", { class: "badge", hidden: true });
    this.downButton = h("button", { class: "to-end", type: "button", hidden: true, onclick: () => this.toEnd({ smooth: true }) }, icon("down", 24), this.badge);
    this.element = h("div", { class: "thread" }, this.scroller, this.downButton);
    this.scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    new ResizeObserver(() => this.#pin()).observe(this.rowsBox); // late pictures
    new ResizeObserver(() => this.#pin()).observe(this.scroller); // keyboards, turned phones
    document.addEventListener("visibilitychange", () => this.#seen());
  }

  #pin() {
    if (this.atEnd) this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    if (scrollHeight - scrollTop - clientHeight < NEAR) this.atEnd = true;
    else if (scrollTop < this.lastTop - 1) this.atEnd = false; // a late picture also opens a gap, but does not scroll up
    this.lastTop = scrollTop;
    this.downButton.hidden = this.atEnd;
    this.#seen();
  }

  #seen() {
    if (!this.opened || this.opening || !this.atEnd || document.hidden) return;
    this.unread.count = 0;
    this.#showBadge();
    this.onseen();
  }

  toEnd({ smooth = false } = {}) {
    this.atEnd = !smooth;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior: smooth && !calm ? "smooth" : "instant" });
  }

  /** What was sent from here: the reading line goes, the end comes into view. */
  sent() {
    this.unread = { first: null, count: 0 };
    this.atEnd = true;
    this.draw();
  }

  setTyping(typing) {
    if (this.typing === typing) return;
    this.typing = typing;
    this.draw();
  }

  /** The whole thread has been read for the first time: until then there is only its outline. */
  open() {
    if (this.opened) return;
    this.opening = true;
    this.opened = true;
    this.#draw();
    this.opening = false;
    this.#openAtUnread();
    this.#seen();
    this.#showBadge();
  }

  #draw() {
    if (!this.opened) return;
    const all = this.store.all;
    this.#count(all);
    const shown = all.slice(-this.limit);
    this.tapped = new Set(all.filter((each) => each.tapped).map((each) => `${each.from_shop ? each.sid : each.quote} ${each.tapped}`));
    const nodes = [this.#earlier(all.length - shown.length), ...this.#withDays(shown), this.typing && this.typingRow];
    this.#place(nodes.filter(Boolean));
    this.#pin();
    this.#seen();
    this.#showBadge();
    this.empty.hidden = all.length > 0;
  }

  /** Touch only what moved: a bubble that stays where it is keeps its focus, its sound and its selection. */
  #place(nodes) {
    const wanted = new Set(nodes);
    for (const child of [...this.rowsBox.children]) if (!wanted.has(child)) child.remove();
    nodes.forEach((node, place) => {
      if (this.rowsBox.children[place] !== node) this.rowsBox.insertBefore(node, this.rowsBox.children[place] || null);
    });
  }

  #withDays(shown) {
    const nodes = [];
    let before = null;
    for (const bubble of shown) {
      const moment = new Date(bubble.at);
      const newDay = !before || dayKey(before.moment) !== dayKey(moment);
      if (newDay) nodes.push(this.#mark(`day ${dayKey(moment)}`, () => h("div", { class: "day" }, h("span", null, dayName(moment)))));
      const divider = bubble.sid === this.unread.first;
      if (divider) nodes.push(this.#mark("unread", () => h("div", { class: "unread-line" }, h("span", null, t("thread.unread")))));
      const first = newDay || divider || before.from_shop !== bubble.from_shop || moment - before.moment > TOGETHER;
      nodes.push(this.#row(bubble, first));
      before = { moment, from_shop: bubble.from_shop };
    }
    return nodes;
  }

  #mark(key, make) {
    if (!this.rows.has(key)) this.rows.set(key, { element: make() });
    return this.rows.get(key).element;
  }

  #row(bubble, first) {
    const note = bubble.note || this.store.notes.get(bubble.sid);
    const around = { screen: this.screen(), shop: this.shop, act: this.act, expanded: this.expanded, tapped: this.tapped, note, find: (sid) => this.store.find(sid) };
    const { status, error, tapped, seq, retry, ...lasting } = bubble; // what may change without a new drawing
    const shape = JSON.stringify([lasting, note, Boolean(bubble.quote && this.store.find(bubble.quote))]);
    const row = this.rows.get(bubble.sid) || { element: h("div", { dataset: { sid: bubble.sid } }) };
    if (row.shape !== shape) fill(row.element, (row.shell = drawBubble(bubble, around)));
    else showStatus(row.shell, bubble, around);
    row.shape = shape;
    row.element.className = `row ${bubble.from_shop ? "row-in" : "row-out"}${first ? " row-first" : ""}`;
    this.rows.set(bubble.sid, row);
    return row.element;
  }

  #earlier(hidden) {
    if (hidden <= 0) return null;
    const more = () => {
      const height = this.scroller.scrollHeight - this.scroller.scrollTop;
      this.limit += AT_ONCE;
      this.#draw();
      this.scroller.scrollTop = this.scroller.scrollHeight - height;
    };
    return h("button", { class: "earlier", type: "button", onclick: more }, t("thread.earlier", { count: hidden }));
  }

  #count(all) {
    for (const bubble of all) {
      if (!bubble.from_shop || this.known.has(bubble.sid)) continue;
      this.known.add(bubble.sid);
      const missed = !["read", "failed", "undelivered"].includes(bubble.status) && (document.hidden || !this.atEnd || this.opening);
      if (!missed) continue;
      this.unread.first ??= bubble.sid;
      this.unread.count += 1;
    }
  }

  #openAtUnread() {
    const row = this.rows.get("unread")?.element;
    if (!row || this.rowsBox.scrollHeight <= this.scroller.clientHeight) return;
    this.atEnd = false;
    this.downButton.hidden = false;
    this.scroller.scrollTop = row.offsetTop - 60;
    this.lastTop = this.scroller.scrollTop;
    this.#scrolled();
  }

  #showBadge() {
    const { count } = this.unread;
    this.badge.hidden = count === 0;
    this.badge.textContent = String(count);
    this.onunread();
    this.downButton.setAttribute("aria-label", t(count ? "thread.to_end_unread" : "thread.to_end", { count }));
  }

  /** Bring a bubble into view and let it light up. */
  jump(sid) {
    const row = this.rows.get(sid)?.element;
    if (!row) return;
    this.atEnd = false;
    row.scrollIntoView({ block: "center" });
    row.classList.remove("row-lit");
    requestAnimationFrame(() => row.classList.add("row-lit"));
    setTimeout(() => row.classList.remove("row-lit"), 1600);
  }
}

function typingRow() {
  return h("div", { class: "row row-in row-first", "aria-hidden": "true" }, h("div", { class: "bubble bubble-typing" }, h("i"), h("i"), h("i")));
}

/** Before anything is known: the outline of a conversation, never a spinner. */
function outline() {
  const widths = ["46", "62", "38", "70"];
  return widths.map((width, n) => h("div", { class: `row outline outline-${width} ${n % 2 ? "row-out" : "row-in"} row-first`, "aria-hidden": "true" }, h("div", { class: "bubble" })));
}
