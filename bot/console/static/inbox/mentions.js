// `@` in a note: the names of the team.

import { fill, freshId, h } from "../phone/dom.js";
import { t } from "./words.js";

export class Mentions {
  /** @param {HTMLTextAreaElement} text @param {() => any[]} list */
  constructor(text, list) {
    Object.assign(this, { text, list });
    this.id = freshId("mentions");
    this.element = h("div", { class: "canned mentions", role: "listbox", id: this.id, "aria-label": t("mention.title"), hidden: true });
    text.addEventListener("input", () => this.#look());
    text.addEventListener("blur", () => setTimeout(() => this.close(), 150));
  }

  #look() {
    const asked = this.text.value.slice(0, this.text.selectionStart).match(/(?:^|\s)@([^\s@]*)$/u);
    const word = asked?.[1].toLocaleLowerCase();
    this.shown = asked ? this.list().filter((each) => each.name.toLocaleLowerCase().startsWith(word)).slice(0, 6) : [];
    this.place = 0;
    if (!this.shown.length) return this.close();
    this.#draw();
  }

  #draw() {
    this.element.hidden = false;
    fill(this.element, this.shown.map((each, n) => h("div", { class: "canned-row", role: "option", id: `${this.id}-${n}`, "aria-selected": String(n === this.place), onmousedown: (event) => (event.preventDefault(), this.#choose(each)) }, h("strong", { dir: "auto" }, `@${each.name}`))));
    this.text.setAttribute("aria-activedescendant", `${this.id}-${this.place}`);
  }

  /** @param {KeyboardEvent} event @returns {boolean} */
  key(event) {
    if (this.element.hidden || event.isComposing || event.keyCode === 229) return false;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) {
      this.place = (this.place + by + this.shown.length) % this.shown.length;
      this.#draw();
    } else if (event.key === "Escape") this.close();
    else if (event.key === "Enter" || event.key === "Tab") this.#choose(this.shown[this.place]);
    else return false;
    event.preventDefault();
    return true;
  }

  #choose(agent) {
    const end = this.text.selectionStart;
    const start = this.text.value.slice(0, end).lastIndexOf("@");
    this.text.setRangeText(`@${agent.name} `, start, end, "end");
    this.close();
    this.text.focus();
  }

  /** Who is named in a text, by id. */
  of(text) {
    return this.list().filter((each) => text.includes(`@${each.name}`)).map((each) => each.id);
  }

  close() {
    this.element.hidden = true;
    this.text.removeAttribute("aria-activedescendant");
  }
}
