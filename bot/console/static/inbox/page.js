// The inbox: its three columns, what is open, and what comes in.

import { fill, h, whenQuiet } from "../phone/dom.js";
import { Actions } from "./actions.js";
import { Alerts } from "./alerts.js";
import { at, get, post, query } from "./api.js";
import { Bulk } from "./bulk.js";
import { Composer } from "./composer.js";
import { Head } from "./head.js";
import { Keys } from "./keys.js";
import { List } from "./list.js";
import { Live } from "./live.js";
import { icon } from "./marks.js";
import { hear, valuesOf, Watching } from "./news.js";
import { Panel } from "./panel.js";
import { sayFault } from "./pieces.js";
import { Sender } from "./sending.js";
import { shortcutsOf } from "./shortcuts.js";
import { Store } from "./store.js";
import { Thread } from "./thread.js";
import { settings, t } from "./words.js";

class Inbox {
  constructor(root) {
    this.root = root;
    this.store = new Store();
    this.store.me = { settings: {}, ...settings.me };
    this.asked = new URLSearchParams(location.search);
    this.actions = new Actions(this.store, { next: (id) => this.move(1, id), refresh: () => this.refreshOpen() });
    this.sender = new Sender({ store: this.store, thread: () => this.thread, closed: () => this.refreshOpen() });
    this.#build();
    this.shortcuts = shortcutsOf(this);
    this.keys = new Keys(this.shortcuts, (place) => this.macro(place));
    this.alerts = new Alerts({ store: this.store, open: (id) => this.open(id), isLeader: () => this.live?.isLeader });
    this.watching = new Watching(() => this.id);
    this.list.filters.onbell = () => this.alerts.openSettings();
    this.refreshSoon = whenQuiet(60, () => this.thread.refresh().catch(() => {}));
    this.panelSoon = whenQuiet(1500, () => this.row && this.panel.open(this.row));
    this.start();
  }

  #build() {
    const { store, actions } = this;
    const around = { me: store.me, retry: (item) => this.sender.retry(item), undo: (item) => this.sender.undo(item, (text) => this.composer.write(text)), quote: (item) => this.composer.reply(item) };
    this.bulk = new Bulk(store, () => this.list.draw());
    this.list = new List({ store, open: (id) => this.open(id), bulk: this.bulk, asked: this.asked, moved: () => history.replaceState(null, "", this.#address(this.id)) });
    this.thread = new Thread({ around, seen: () => this.#seen() });
    this.panel = new Panel({ store, actions, close: () => this.show("thread"), loaded: (told) => (this.told = told) });
    this.composer = new Composer({ store, actions, sender: this.sender, values: () => valuesOf(this) });
    this.head = new Head({ store, actions, back: () => this.close(), side: () => this.toggleSide(), show: () => this.composer.show() });
    this.offline = h("p", { class: "offline", role: "alert", hidden: true });
    this.nothing = h("div", { class: "nothing" }, icon("note", 40), h("strong", null, t("nothing.title")), h("p", null, t("nothing.hint")));
    this.talk = h("section", { class: "talk", "aria-label": t("thread.region"), hidden: true }, this.head.element, this.head.presence, this.thread.element, this.composer.element);
    this.talk.addEventListener("dragover", (event) => event.preventDefault());
    this.talk.addEventListener("drop", (event) => this.composer.dropped(event));
    fill(this.root, this.offline, this.list.element, this.nothing, this.talk, this.panel.element);
    this.show("list");
  }

  async start() {
    this.list.filters.showState(false);
    this.store.on("row", (news) => this.#rowChanged(news));
    addEventListener("popstate", () => this.#fromAddress());
    addEventListener("pagehide", () => this.#leave());
    await Promise.all([this.list.load(), this.#extras(), this.#fromAddress()].map((each) => Promise.resolve(each).catch(sayFault)));
    this.live = new Live({ onevent: (kind, data) => hear(this, kind, data), oncatchup: () => this.catchUp(), onstate: (online) => this.#state(online) });
  }

  /** What is not needed for the first picture. */
  async #extras() {
    const wanted = { agents: "/agents", teams: "/teams", tags: "/tags", views: "/views", canned: "/canned" };
    await Promise.all(Object.entries(wanted).map(async ([name, path]) => {
      const told = await get(path).catch(() => []);
      this.store[name] = Array.isArray(told) ? told : told[name] || told.rows || [];
      this.store.emit(name);
    }));
  }

  get row() {
    return this.store.rows.get(this.id);
  }

  async #fromAddress() {
    const asked = new URLSearchParams(location.search);
    const id = asked.get("c");
    if (id) return id === String(this.id) ? undefined : this.open(id, { keep: true });
    if (asked.get("phone")) return this.follow(asked.get("phone"));
    this.close({ keep: true });
  }

  /** The conversation of a number, as soon as there is one (the split view). */
  async follow(phone) {
    const asked = [phone, this.asked.get("name")].filter(Boolean);
    let row;
    for (const q of asked) row ||= (await get(`/conversations${query({ view: "all", q })}`).catch(() => null))?.rows?.[0];
    if (!row && !this.following && !this.id) this.#openFirst();
    this.following = row ? null : phone;
    if (!row) return;
    this.open(this.store.put(row).id, { keep: true });
  }

  /** Until the one that is followed has written: whoever has waited longest. */
  async #openFirst() {
    const told = await get("/conversations?view=waiting").catch(() => null);
    const first = told?.rows?.[0];
    if (first && !this.id) this.open(this.store.put(first).id, { keep: true });
  }

  /** What can be sent to a colleague: the tab or saved view, the filters, the conversation. */
  #address(id) {
    return `?${new URLSearchParams({ view: this.list.view, ...this.list.filters.chosen, ...(id ? { c: id } : {}) })}`;
  }

  /** @param {string} id */
  async open(id, { keep = false } = {}) {
    if (this.id && this.id !== id) this.#leave();
    this.id = id;
    this.told = null;
    this.thread.outline(id);
    if (!keep) history.pushState(null, "", this.#address(id));
    this.talk.hidden = false;
    this.nothing.hidden = true;
    this.show("thread");
    if (this.row) this.#showRow(this.row);
    this.list.mark(id);
    await this.#load(id);
  }

  async #load(id) {
    try {
      const told = await get(at(id));
      if (id !== this.id) return;
      const row = this.store.put(told.row);
      if (told.agents?.length) this.store.agents = told.agents;
      this.#showRow(row, told.can);
      this.thread.open(id, { items: told.items, before: told.before, row });
      this.panel.open(row);
      this.list.draw();
      requestAnimationFrame(() => this.list.mark(id));
      this.watching.tell();
    } catch (fault) {
      if (id === this.id) sayFault(fault);
    }
  }

  #showRow(row, can) {
    this.head.draw(row);
    if (this.composer.id !== row.id || can) this.composer.open(row, can);
    else this.composer.show();
  }

  close({ keep = false } = {}) {
    if (this.id) this.#leave();
    this.id = null;
    this.thread.close();
    this.talk.hidden = true;
    this.nothing.hidden = false;
    this.list.mark(null);
    if (!keep) history.pushState(null, "", this.#address(null));
    this.show("list");
  }

  /** @param {"list" | "thread" | "side"} part what a phone shows */
  show(part) {
    this.root.dataset.shows = part;
  }

  toggleSide() {
    const narrow = matchMedia("(max-width: 1100px)").matches;
    if (narrow) return this.show(this.root.dataset.shows === "side" ? "thread" : "side");
    this.root.classList.toggle("without-side");
  }

  move(by, from = this.id) {
    const id = this.list.beside(from, by);
    if (id && id !== this.id) this.open(id);
    else if (by === 1 && from === this.id && !this.store.rows.has(id)) this.close();
  }

  macro(place) {
    const canned = this.store.canned[place];
    if (!canned || !this.id) return;
    this.composer.setMode("reply");
    this.composer.canned.choose(canned);
  }

  async refreshOpen() {
    const { id } = this;
    if (!id) return;
    const told = await get(at(id)).catch(() => null);
    if (!told || id !== this.id) return;
    this.store.rows.delete(id); // whatever was guessed here
    this.store.emit("row", { row: this.store.put(told.row), what: ["owner"] });
  }

  /** Everything again: after a silence nobody knows what was missed. */
  async catchUp() {
    await this.list.load({ quietly: true });
    if (this.following) return this.follow(this.following);
    if (this.id) await Promise.all([this.refreshOpen(), this.thread.refresh()]);
  }

  #state(online) {
    this.list.filters.showState(online);
    this.offline.hidden = online;
    this.offline.textContent = online ? "" : t("live.offline");
  }

  #rowChanged({ row, what }) {
    if (row.id !== this.id) return;
    this.#showRow(row);
    this.panel.draw();
    if (what.some((each) => each !== "viewers" && each !== "typing")) this.refreshSoon();
    if (what.some((each) => ["order", "person", "tag", "message"].includes(each))) this.panelSoon();
  }

  /** The end of the thread is in view. */
  #seen() {
    const { row } = this;
    const { newest } = this.thread;
    if (!row || !newest || newest.id.startsWith("local:") || (row.unread === 0 && this.read === `${row.id} ${newest.cursor}`)) return;
    const mark = `${row.id} ${newest.cursor}`;
    if (this.read === mark) return;
    this.read = mark;
    if (row.unread === 0) return;
    this.store.rows.set(row.id, { ...row, unread: 0 });
    this.store.emit("row", { row: this.store.rows.get(row.id), what: ["viewers"] });
    post(at(row.id, "/read"), { cursor: newest.cursor }).catch(() => (this.read = null));
  }

  #leave() {
    this.composer.leave();
    this.watching.leave(this.id);
  }
}

const asked = new URLSearchParams(location.search);
document.body.classList.toggle("embedded", asked.has("embed"));
if (asked.has("theme")) document.documentElement.dataset.theme = asked.get("theme");
new Inbox(document.getElementById("inbox"));
