// The list of conversations: tabs with counts, keyed rows that hold still under the pointer, pages on demand.

import { fill, h, oncePerFrame, whenQuiet } from "../phone/dom.js";
import { t } from "./words.js";
import { get, query } from "./api.js";
import { Filters } from "./filters.js";
import { icon } from "./marks.js";
import { number } from "./moments.js";
import { sayFault } from "./pieces.js";
import { RowView } from "./row.js";
import { belongs, inOrder } from "./store.js";

export const TABS = ["waiting", "mine", "bot", "all", "snoozed"];
const TICK = 10_000; // milliseconds between two looks at the timers

export class List {
  /** @param {{store: import("./store.js").Store, open: (id: string) => void, bulk: any, view?: string}} parts */
  constructor({ store, open, bulk, asked, moved }) {
    Object.assign(this, { store, open, bulk, moved, view: asked.get("view") || "waiting" });
    this.views = new Map(); // id → RowView
    this.ids = new Set(); // what the chosen view holds
    this.order = [];
    this.held = false;
    this.found = {}; // id → the words of a message that were looked for
    this.next = null;
    this.filters = new Filters(store, () => (this.moved(), this.load()), (id) => this.choose(id), () => (TABS.includes(this.view) ? this.view : "all"), asked);
    this.draw = oncePerFrame(() => this.#draw());
    this.refresh = whenQuiet(400, () => this.load({ quietly: true }).catch(() => {}));
    this.#build();
    store.on("row", ({ row }) => this.#changed(row));
    store.on("counts", () => this.#showCounts());
    setInterval(() => this.draw(), TICK);
  }

  #build() {
    this.tabs = TABS.map((name) => h("button", { class: `tab tab-${name}`, role: "tab", type: "button", id: `tab-${name}`, "aria-controls": "rows", onclick: () => this.choose(name) }, name === "snoozed" ? [icon("snooze", 17), h("span", { class: "visually-hidden" }, t("tab.snoozed"))] : h("span", null, t(`tab.${name}`)), h("b", { class: "tab-count" })));
    this.tablist = h("div", { class: "list-tabs", role: "tablist", "aria-label": t("list.tabs"), onkeydown: (event) => this.#arrows(event) }, this.tabs);
    this.rowsBox = h("ul", { class: "rows", role: "list", "aria-busy": "true" }, skeletons());
    this.empty = h("div", { class: "list-empty", hidden: true });
    this.more = h("button", { class: "list-more", type: "button", hidden: true, onclick: () => this.loadMore() }, t("list.more"));
    this.fresh = h("button", { class: "list-fresh", type: "button", hidden: true, onclick: () => this.#release() }, t("list.fresh"));
    this.pane = h("div", { class: "list-pane", id: "rows", role: "tabpanel", "aria-labelledby": "tab-waiting" }, this.rowsBox, this.empty, this.more);
    this.frame = h("div", { class: "list-frame" }, this.fresh, this.pane);
    this.element = h("section", { class: "list", "aria-label": t("list.label") }, this.filters.head, this.tablist, this.filters.bar, this.frame, this.bulk.element);
    this.frame.addEventListener("pointerenter", (event) => (this.held = event.pointerType === "mouse"));
    this.frame.addEventListener("pointerleave", () => this.#release());
    this.pane.addEventListener("click", (event) => this.#click(event));
    this.pane.addEventListener("scroll", () => this.#near(), { passive: true });
  }

  #click(event) {
    const link = event.target.closest("a.conv");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    this.open(link.parentElement.dataset.id);
  }

  #arrows(event) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key] * (document.documentElement.dir === "rtl" ? -1 : 1);
    if (!by) return;
    const next = TABS[(Math.max(0, TABS.indexOf(this.view)) + by + TABS.length) % TABS.length];
    this.choose(next);
    document.getElementById(`tab-${next}`).focus();
  }

  /** @param {string} view a tab or the id of a saved view */
  choose(view) {
    this.view = view;
    this.ids.clear();
    this.#setOrder([]);
    fill(this.rowsBox, skeletons());
    this.rowsBox.setAttribute("aria-busy", "true");
    this.store.emit("view", view);
    return this.load().catch(sayFault);
  }

  /** Read the first page; `quietly` keeps what lies below it. */
  async load({ quietly = false } = {}) {
    const asked = (this.asked = Symbol(this.view));
    this.#showTabs();
    const page = await this.#read().catch((fault) => asked === this.asked && Promise.reject(fault));
    if (asked !== this.asked) return;
    this.#take(page, { keep: quietly && this.next !== null });
  }

  /** Words are looked for everywhere: names, numbers, orders, and what was said. */
  async #read() {
    const { q, ...others } = this.filters.values;
    if (q.length < 2 || Object.values(others).some(Boolean)) return get(`/conversations${query({ view: this.view, q, ...others })}`);
    const told = await get(`/search${query({ q })}`);
    this.found = told.found || {};
    return { rows: told.rows, next: null };
  }

  async loadMore() {
    if (!this.next || this.loading) return;
    this.loading = true;
    try {
      const page = await get(`/conversations${query({ view: this.view, ...this.filters.values, before: this.next })}`);
      this.#take(page, { keep: true, older: true });
    } catch (fault) {
      sayFault(fault);
    }
    this.loading = false;
  }

  #take(page, { keep, older = false }) {
    if (!keep) this.ids.clear();
    for (const row of page.rows) this.ids.add(this.store.put(row).id);
    if (!this.filters.values.q) this.found = {};
    if (!keep || older) this.next = page.next;
    this.store.counts = page.counts || this.store.counts;
    this.loaded = true;
    this.store.emit("counts");
    this.store.emit("loaded");
    this.rowsBox.setAttribute("aria-busy", "false");
    this.draw();
  }

  /** Whether only the server can say what belongs here. */
  get #asksServer() {
    return !TABS.includes(this.view) || this.filters.isSet;
  }

  #changed(row) {
    const fits = belongs(this.store, row, this.view);
    if (this.#asksServer) this.refresh();
    else if (fits) this.ids.add(row.id);
    else this.ids.delete(row.id);
    this.draw();
  }

  #wanted() {
    const rows = [...this.ids].map((id) => this.store.rows.get(id)).filter(Boolean);
    return rows.sort(inOrder(this.view)).map((row) => row.id);
  }

  /** Under the pointer nothing moves: rows change where they are, newcomers and leavers wait. */
  #draw() {
    if (!this.loaded || this.rowsBox.getAttribute("aria-busy") === "true") return;
    const wanted = this.#wanted();
    const holds = this.held && this.order.length > 0;
    if (!holds) this.#setOrder(wanted);
    const moved = holds && wanted.join() !== this.order.join();
    this.fresh.hidden = !moved;
    for (const id of this.order) {
      const view = this.views.get(id);
      const row = this.store.rows.get(id);
      if (row) view.update(row);
      view.element.classList.toggle("row-leaving", holds && !this.ids.has(id));
    }
    this.#showEmpty(wanted.length === 0 && this.order.length === 0);
    this.more.hidden = !this.next;
  }

  #setOrder(wanted) {
    this.order = wanted;
    const nodes = wanted.map((id) => this.#view(id).element);
    const keep = new Set(nodes);
    for (const child of [...this.rowsBox.children]) if (!keep.has(child)) child.remove();
    nodes.forEach((node, index) => {
      if (this.rowsBox.children[index] !== node) this.rowsBox.insertBefore(node, this.rowsBox.children[index] || null);
    });
  }

  #view(id) {
    if (!this.views.has(id)) {
      const around = { isMe: (agent) => String(agent) === String(this.store.me.id), select: (row, on) => (this.bulk.pick(row, on), this.draw()), isSelected: (row) => this.bulk.ids.has(row), found: (row) => this.found[row] };
      this.views.set(id, new RowView(this.store.rows.get(id), around));
    }
    return this.views.get(id);
  }

  #release() {
    this.held = false;
    this.draw();
  }

  #near() {
    if (this.pane.scrollHeight - this.pane.scrollTop - this.pane.clientHeight < 400) this.loadMore();
  }

  #showTabs() {
    for (const tab of this.tabs) {
      const chosen = tab.id === `tab-${this.view}`;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen || (tab === this.tabs[0] && !TABS.includes(this.view)) ? 0 : -1;
      if (chosen) this.pane.setAttribute("aria-labelledby", tab.id);
    }
  }

  #showCounts() {
    this.tabs.forEach((tab, index) => {
      const count = this.store.counts[TABS[index]];
      tab.querySelector(".tab-count").textContent = count === undefined || (count === 0 && TABS[index] === "snoozed") ? "" : number(count);
    });
  }

  #showEmpty(isEmpty) {
    this.empty.hidden = !isEmpty;
    if (!isEmpty) return;
    const kind = this.filters.isSet ? "search" : TABS.includes(this.view) ? this.view : "search";
    fill(this.empty, icon({ waiting: "check", mine: "person", bot: "bot", snoozed: "snooze", search: "search" }[kind] || "list", 30), h("strong", null, t(`empty.${kind}`)), h("p", null, t(`empty.${kind}_hint`)));
  }

  forget(id) {
    this.ids.delete(id);
    this.draw();
  }

  /** Which conversation is open. */
  mark(id) {
    for (const [key, view] of this.views) {
      if (key === id) view.link.setAttribute("aria-current", "true");
      else view.link.removeAttribute("aria-current");
    }
    this.views.get(id)?.element.scrollIntoView({ block: "nearest" });
  }

  /** The conversation before (-1) or after (1) the one that is open. */
  beside(id, by) {
    const place = this.order.indexOf(id);
    return place < 0 ? this.order[0] : this.order[Math.min(this.order.length - 1, Math.max(0, place + by))];
  }
}

function skeletons() {
  return Array.from({ length: 9 }, () => h("li", { class: "row-item row-skeleton", "aria-hidden": "true" }, h("span", { class: "face" }), h("span", { class: "bone bone-name" }), h("span", { class: "bone bone-text" })));
}
