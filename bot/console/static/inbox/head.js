// Above the messages: whose conversation it is, how long its window is open, who else looks, and what can be done.

import { fill, h } from "../phone/dom.js";
import { t } from "./words.js";
import { waitChip } from "./row.js";
import { countdown } from "./moments.js";
import { avatar, button, chip, iconButton, openMenu } from "./pieces.js";
import { icon } from "./marks.js";
import { windowLeft } from "./store.js";

const SOON = 3600_000; // milliseconds before the end that turn the countdown amber

export class Head {
  /** @param {{store: any, actions: import("./actions.js").Actions, back: () => void, side: () => void, show: () => void}} parts */
  constructor(parts) {
    Object.assign(this, parts);
    this.presence = h("p", { class: "presence", role: "status", hidden: true });
    this.element = h("header", { class: "thread-head" });
    setInterval(() => this.row && this.#countdown(), 1000);
  }

  /** @param {any} row */
  draw(row) {
    this.row = row;
    const mine = this.store.isMine(row);
    const shape = JSON.stringify([row.id, row.name, row.phone, row.owner, row.vip, row.snoozed_until, row.waiting_since, mine]);
    if (shape !== this.shape) this.#build(row, mine);
    this.shape = shape;
    this.#countdown();
    this.#presence(row);
  }

  #build(row, mine) {
    const { id } = row;
    const write = this.store.mayWrite();
    this.clock = h("span", { class: "chip" });
    const assign = iconButton("assign", `${t("action.assign")} (A)`, () => this.actions.assignMenu(id, assign), { "aria-haspopup": "menu", "aria-expanded": "false" });
    const snooze = iconButton("snooze", `${t("action.snooze")} (S)`, () => this.actions.snoozeMenu(id, snooze), { "aria-haspopup": "menu", "aria-expanded": "false", class: "icon-button wide-only" });
    const resolve = iconButton("check", `${t("action.resolve")} (E)`, () => this.actions.resolve(id));
    const more = iconButton("more", t("panel.more"), () => openMenu(more, t("panel.more"), this.#entries(id, more)), { "aria-haspopup": "menu", "aria-expanded": "false", class: "icon-button narrow-only" });
    Object.assign(this, { assignButton: assign, snoozeButton: snooze });
    fill(
      this.element,
      iconButton("back", t("thread.back"), () => this.back(), { class: "icon-button head-back" }),
      avatar(row),
      h("div", { class: "head-words" }, h("h2", null, h("bdi", null, row.name || row.phone), row.vip && icon("star", 15)), h("p", { class: "head-facts" }, h("span", { dir: "ltr" }, row.phone), this.clock, this.#owner(row, mine))),
      h("div", { class: "head-actions" }, write && [assign, snooze, resolve, this.#main(id, mine), more], iconButton("side", t("panel.toggle"), () => this.side(), { class: "icon-button head-side" })),
    );
  }

  /** On a phone there is room for one button: the others are in a menu. */
  #entries(id, anchor) {
    return [
      { label: t("action.assign"), mark: "assign", act: () => this.actions.assignMenu(id, anchor) },
      { label: t("action.snooze"), mark: "snooze", act: () => this.actions.snoozeMenu(id, anchor) },
      { label: t("action.resolve"), mark: "check", act: () => this.actions.resolve(id) },
    ];
  }

  #owner(row, mine) {
    if (mine) return chip("mine", t("owner.me"));
    if (row.owner.kind === "agent") return chip("agent", icon("person", 13), h("bdi", null, row.owner.name));
    if (row.owner.kind === "queue") return waitChip(row);
    return chip("bot", icon("bot", 13), t("owner.bot"));
  }

  /** The one thing that is most likely wanted: take over, or give back to the bot. */
  #main(id, mine) {
    if (!mine) return button(t("action.take"), () => this.actions.take(id), { strong: true, mark: "person", class: "button small head-main", title: `${t("action.take")} (T)` });
    const more = h("button", { class: "button small quiet split-more", type: "button", "aria-label": t("release.choose"), title: `${t("release.choose")} (Shift+B)`, "aria-haspopup": "menu", "aria-expanded": "false", onclick: () => this.actions.releaseMenu(id, more) }, icon("down", 16));
    this.releaseButton = more;
    return h("span", { class: "split head-main" }, button(t("action.release"), () => this.actions.release(id), { mark: "bot", title: `${t("action.release")} (B)` }), more);
  }

  #countdown() {
    const left = windowLeft(this.row);
    const open = left !== null && left > 0;
    this.clock.className = `chip chip-${open ? (left < SOON ? "soon" : "open") : "closed"}`;
    this.clock.textContent = open ? `⏱ ${countdown(left)}` : `⛔ 24 h`;
    this.clock.title = t(open ? "window.open" : "window.closed");
    if (open !== this.wasOpen) this.show();
    this.wasOpen = open;
  }

  /** “Joon is typing”: agents only; WhatsApp does not tell when a contact types. */
  #presence(row) {
    const others = (row.viewers || []).filter((each) => String(each.id) !== String(this.store.me.id));
    const typing = others.find((each) => each.typing);
    const words = typing ? t("presence.typing", { name: typing.name }) : others.length ? t("presence.viewing", { name: others.map((each) => each.name).join(", ") }) : "";
    this.presence.hidden = !words;
    if (this.presence.textContent !== words) this.presence.textContent = words;
  }
}
