// Several conversations at once: assign, resolve, tag, snooze.

import { fill, h } from "../phone/dom.js";
import { t } from "./words.js";
import { post } from "./api.js";
import { iconButton, openMenu, say, sayFault } from "./pieces.js";
import { snoozeEntries } from "./snooze.js";

export class Bulk {
  /** @param {import("./store.js").Store} store @param {() => void} changed */
  constructor(store, changed) {
    Object.assign(this, { store, changed });
    this.ids = new Set();
    this.element = h("div", { class: "bulk", role: "toolbar", "aria-label": t("bulk.label"), hidden: true });
  }

  pick(id, on) {
    if (on) this.ids.add(id);
    else this.ids.delete(id);
    this.#draw();
  }

  clear() {
    this.ids.clear();
    this.#draw();
    this.changed();
  }

  #draw() {
    this.element.hidden = this.ids.size === 0;
    document.body.classList.toggle("is-picking", this.ids.size > 0);
    if (this.element.hidden) return;
    const assign = iconButton("assign", t("action.assign"), () => openMenu(assign, t("action.assign"), this.store.agents.map((each) => ({ label: each.name, mark: "person", act: () => this.#do({ action: "assign", agent: each.id }) }))));
    const tag = iconButton("tag", t("action.tag"), () => openMenu(tag, t("action.tag"), this.store.tags.map((each) => ({ label: `#${each.name}`, act: () => this.#do({ action: "tag", tag: each.name }) }))));
    const snooze = iconButton("snooze", t("action.snooze"), () => openMenu(snooze, t("action.snooze"), snoozeEntries((until) => this.#do({ action: "snooze", until }))));
    tag.disabled = this.store.tags.length === 0;
    fill(this.element, h("strong", null, t("bulk.count", { count: this.ids.size })), h("span", { class: "grow" }), assign, iconButton("check", t("action.resolve"), () => this.#do({ action: "resolve" })), tag, snooze, iconButton("close", t("bulk.clear"), () => this.clear()));
  }

  async #do(what) {
    const ids = [...this.ids].map(Number);
    try {
      const told = await post("/bulk", { ids, ...what });
      const reasons = Object.values(told?.failed || {});
      const failed = reasons.length;
      say(failed ? `${t("bulk.some_failed", { count: failed })}: ${reasons[0]}` : t("bulk.done", { count: ids.length }), { bad: failed > 0 });
      this.clear();
    } catch (fault) {
      sayFault(fault);
    }
  }
}
