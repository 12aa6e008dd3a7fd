// Canned replies: `/` opens them, letters narrow them down, variables are filled from the conversation.

import { fill, freshId, h } from "../phone/dom.js";
import { t } from "./words.js";
import { kbd } from "./pieces.js";

const MOST = 8;

/** @param {string} text @param {Record<string, string>} values unknown names stay as they are, so that they are seen */
export function fillIn(text, values) {
  return text.replace(/\{\{?\s*([\w.]+)\s*\}?\}/g, (whole, name) => values[name] || whole);
}

export class Canned {
  /** @param {HTMLTextAreaElement} text @param {{list: () => any[], values: () => Record<string, string>, write: (text: string) => void}} parts */
  constructor(text, parts) {
    Object.assign(this, { text, ...parts });
    this.id = freshId("canned");
    this.element = h("div", { class: "canned", role: "listbox", id: this.id, "aria-label": t("canned.title"), hidden: true });
    text.addEventListener("input", () => this.#look());
    text.addEventListener("blur", () => setTimeout(() => this.close(), 150));
  }

  get isOpen() {
    return !this.element.hidden;
  }

  #look() {
    const asked = this.text.value.match(/^\/([^\s/]*)$/u);
    if (!asked) return this.close();
    const word = asked[1].toLocaleLowerCase();
    const all = this.list();
    const starts = all.filter((each) => each.name.toLocaleLowerCase().startsWith(word));
    const holds = all.filter((each) => !starts.includes(each) && `${each.name} ${each.text}`.toLocaleLowerCase().includes(word));
    this.shown = [...starts, ...holds].slice(0, MOST);
    this.place = 0;
    this.#draw();
  }

  #draw() {
    this.element.hidden = false;
    this.text.setAttribute("aria-controls", this.id);
    if (!this.shown.length) return void fill(this.element, h("p", { class: "canned-none" }, t(this.list().length ? "canned.none" : "canned.empty")));
    fill(this.element, this.shown.map((each, n) => h("div", { class: "canned-row", role: "option", id: `${this.id}-${n}`, "aria-selected": String(n === this.place), onmousedown: (event) => (event.preventDefault(), this.choose(each)) }, h("strong", { dir: "auto" }, `/${each.name}`), h("span", { dir: "auto" }, fillIn(each.text, this.values())), kbd(n + 1))));
    this.text.setAttribute("aria-activedescendant", `${this.id}-${this.place}`);
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether it was meant for this list */
  key(event) {
    if (!this.isOpen || event.isComposing || event.keyCode === 229) return false;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const digit = /^[1-9]$/.test(event.key) && this.text.value === "/" ? this.shown[Number(event.key) - 1] : null;
    if (by && this.shown.length) {
      this.place = (this.place + by + this.shown.length) % this.shown.length;
      this.#draw();
    } else if (event.key === "Escape") this.close();
    else if (digit) this.choose(digit);
    else if ((event.key === "Enter" || event.key === "Tab") && this.shown.length) this.choose(this.shown[this.place]);
    else return false;
    event.preventDefault();
    return true;
  }

  choose(canned) {
    this.close();
    this.write(fillIn(canned.text, this.values()));
  }

  close() {
    this.element.hidden = true;
    this.text.removeAttribute("aria-activedescendant");
    this.text.removeAttribute("aria-controls");
  }
}
