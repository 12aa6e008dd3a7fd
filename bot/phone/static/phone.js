// One phone: header, thread and composer over one line to the emulator.

import { summary } from "./bubble.js";
import { openList } from "./choices.js";
import { Composer } from "./composer.js";
import { openDetails } from "./details.js";
import { fill, h, whenQuiet } from "./dom.js";
import { Line } from "./emulator.js";
import { icon } from "./icons.js";
import { Live } from "./live.js";
import { openProducts } from "./products.js";
import { openMenu } from "./sheet.js";
import { Store } from "./store.js";
import { swipeToReply } from "./swipe.js";
import { Thread } from "./thread.js";
import { clockTime, present, t } from "./words.js";

const TYPING_LASTS = 25_000; // milliseconds, as WhatsApp shows it
let lastLocal = 0;

export class Phone {
  /**
   * @param {{number: string, name: string, bsuid?: string}} person
   * @param {{shop: string, onlive?: () => void, onfocus?: () => void, onunread?: () => void, onmenu?: () => void}} around
   */
  constructor(person, { shop, onlive = () => {}, onfocus = () => {}, onunread = () => {}, onmenu }) {
    Object.assign(this, { person, shop, onlive, copies: 1 });
    this.line = new Line(person.number);
    this.queue = Promise.resolve();
    this.reading = Promise.resolve();
    this.store = new Store(() => this.thread.draw());
    const screen = () => this.screen;
    this.thread = new Thread({ store: this.store, shop, screen, act: this.#acts(), onunread, onseen: whenQuiet(300, () => this.#read()) });
    this.composer = new Composer({ number: person.number, shop, screen, send: (message) => this.send(message), find: (sid) => this.store.find(sid) });
    this.#build(onfocus, onmenu);
    swipeToReply(this.thread.scroller, (sid) => this.composer.reply(sid));
    this.introduced = this.line.introduce(person.name, person.bsuid).catch(() => {});
    this.live = new Live(this.line, { onevent: (event) => this.#hear(event), oncatchup: () => this.#catchUp(), onstate: (online) => this.#showState(online) });
  }

  #build(onfocus, onmenu) {
    this.presence = h("span", { class: "head-state", role: "status" }, t("header.connecting"));
    this.clock = h("span", null, clockTime(present()));
    this.ticking = setInterval(() => (this.clock.textContent = clockTime(present())), 5000);
    const menu = onmenu && h("button", { class: "icon-button head-menu", type: "button", "aria-label": t("panel.open"), onclick: onmenu }, icon("tune", 22));
    this.screen = h(
      "div",
      { class: "screen" },
      h("div", { class: "statusbar", "aria-hidden": "true" }, this.clock, h("span", { class: "statusbar-end" }, h("i", { class: "bars" }), h("i", { class: "battery" }))),
      h(
        "header",
        { class: "head" },
        h("span", { class: "avatar avatar-shop", "aria-hidden": "true" }, [...this.shop][0]),
        h("div", { class: "head-words" }, h("strong", { class: "head-name", dir: "auto" }, this.shop, h("span", { class: "verified", title: t("header.business") }, icon("check", 12))), this.presence),
        menu,
      ),
      h("div", { class: "offline", role: "alert", hidden: true }),
      this.thread.element,
      this.composer.element,
    );
    this.offline = this.screen.querySelector(".offline");
    const owner = this.person.name || this.person.number;
    this.element = h("section", { class: "phone", "aria-label": t("phone.of", { name: owner }) }, h("p", { class: "phone-owner", dir: "auto", "aria-hidden": "true" }, owner), this.screen);
    this.element.addEventListener("focusin", onfocus);
    this.element.addEventListener("pointerdown", onfocus);
  }

  #acts() {
    return {
      tap: (bubble, button) => this.send({ kind: "tap", sid: bubble.sid, id: button.id, title: button.title, text: button.title }),
      openList: (bubble) => openList(this.screen, bubble, (row) => this.send({ kind: "row", sid: bubble.sid, id: row.id, title: row.title, text: row.title, description: row.description })),
      openProducts: (bubble) => openProducts(this.screen, bubble, this.#buys(bubble.products)),
      jump: (sid) => this.thread.jump(sid),
      menu: (bubble, anchor) => this.#openMenu(bubble, anchor),
      retry: (bubble) => (this.store.remove(bubble), this.send(bubble.retry)),
    };
  }

  /** What can be done on the page of WhatsApp's catalog. */
  #buys({ catalog_id, items }) {
    const shown = (kind, lines) => ({ kind, catalog_id, items: lines.map(([id, quantity]) => ({ ...items.find((each) => each.id === id), quantity })) });
    return {
      order: (lines) => this.send({ kind: "order", catalog_id, order: lines, products: shown("order", lines) }),
      ask: (id) => this.composer.about({ product: id, catalog_id, products: shown("question", [[id, 0]]) }),
    };
  }

  #openMenu(bubble, anchor) {
    const entries = [{ icon: "reply", label: t("bubble.reply"), act: () => this.composer.reply(bubble.sid) }];
    if (bubble.text) entries.push({ icon: "copy", label: t("bubble.copy"), act: () => navigator.clipboard?.writeText(bubble.text).catch(() => {}) });
    entries.push({ icon: "info", label: t("details.title"), act: () => openDetails(this.screen, bubble.sid, this.store) });
    if (!bubble.from_shop) entries.push({ icon: "retry", label: t("bubble.send_again"), act: () => this.composer.write(bubble.text || "") });
    openMenu(anchor, anchor.parentElement, t("bubble.menu"), entries, "menu menu-bubble");
  }

  /** Show it at once, send it in its turn. */
  send(message) {
    const { preview, products, ...wire } = { copies: this.copies, ...message };
    const bubble = { ...drawn(message), retry: message };
    this.thread.sent();
    this.store.add(bubble);
    this.queue = this.queue.then(() => this.introduced).then(() => this.#deliver(bubble, wire));
    return this.queue;
  }

  async #deliver(bubble, wire) {
    try {
      const { sid, status } = await this.line.send(wire);
      if (status === 0 || status >= 400) bubble.note = { ...bubble.note, webhook: status }; // what the shop's webhook said
      this.store.settle(bubble, { sid });
    } catch (error) {
      this.store.fail(bubble, { code: "", message: error.status ? error.message : t("error.offline") });
    }
    this.onlive();
  }

  #hear(event) {
    if (event.type === "typing") this.#showTyping(TYPING_LASTS);
    else if (event.type === "message" && event.message.from_shop) this.#showTyping(0);
    if (event.type !== "typing") this.store.hear(event);
    this.onlive();
  }

  /** Read what is new, one reading after the other; all of it when the emulator has begun anew. */
  #catchUp() {
    this.reading = this.reading.catch(() => {}).then(async () => {
      const { after, newest } = this.store.reread;
      const news = await this.line.messages(after);
      const anew = news.seq < this.store.seq || (newest !== null && !news.messages.some((each) => each.sid === newest));
      this.store.merge(anew && after ? await this.line.messages(0) : news, { whole: anew });
      this.thread.open();
    });
    return this.reading;
  }

  #read() {
    const unread = this.store.all.some((each) => each.from_shop && !["read", "failed", "undelivered"].includes(each.status));
    if (unread && this.online) this.line.read().catch(() => {});
  }

  #showTyping(lasts) {
    clearTimeout(this.typingEnds);
    this.typing = lasts > 0;
    if (lasts) this.typingEnds = setTimeout(() => this.#showTyping(0), lasts);
    this.thread.setTyping(this.typing);
    this.#showState(this.online);
  }

  #showState(online) {
    this.online = online;
    this.presence.textContent = t(!online ? "header.connecting" : this.typing ? "header.typing" : "header.online");
    this.presence.classList.toggle("head-typing", Boolean(online && this.typing));
    this.offline.hidden = online !== false;
    fill(this.offline, online === false ? t("header.offline") : "");
  }

  /** The latest bubble in a few words, for the panel. */
  get latest() {
    const last = this.store.all.at(-1);
    return last ? summary(last) : "";
  }

  stop() {
    this.live.stop();
    clearInterval(this.ticking);
    this.element.remove();
  }
}

/** What a message of ours looks like until the emulator tells us. */
function drawn(message) {
  lastLocal += 1;
  const { kind, text = "", quote = null, media, preview, sid, id, referral, forwarded } = message;
  const place = kind === "location" ? { latitude: message.latitude, longitude: message.longitude, label: message.label, address: message.address } : null;
  return {
    sid: `local-${lastLocal}`, seq: 0, from_shop: false, at: present().toISOString(), status: "pending", error: null,
    kind: ["tap", "row", "order"].includes(kind) ? "text" : kind, products: message.products || null, text, media: media && preview ? { url: preview, content_type: media.content_type } : null,
    buttons: [], list: null, quote: sid || quote, location: place, template: false, tapped: id || null,
    note: referral || forwarded ? { referral, forwarded } : null,
  };
}
