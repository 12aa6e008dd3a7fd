// What waits for the person on the phone, and the jump to the next of it.

import { fill, h, whenQuiet } from "./dom.js";
import { call } from "./emulator.js";
import { icon } from "./icons.js";
import { clockTime, dayName, present, setPresent, settings, t, timeUntil } from "./words.js";

const SHOWN = 6;
const SETTLES = 700; // milliseconds: what was said may have set a timer

export class Waiting {
  /** @param {() => any} current the person whom the panel is about */
  constructor(current) {
    this.current = current;
    this.list = h("ul", { class: "waits" });
    this.said = h("p", { class: "hint", role: "status" });
    this.button = h("button", { class: "chip chip-wide", type: "button", disabled: true, onclick: () => this.#jump() }, icon("later", 20), h("span", null, t("waiting.jump")));
    this.element = h("div", { class: "waiting" }, this.list, this.button, this.said);
    this.touch = whenQuiet(SETTLES, () => this.refresh());
  }

  refresh() {
    return this.#ask("waiting");
  }

  async #jump() {
    this.button.disabled = true;
    await this.#ask("jump", {});
    this.touch();
  }

  async #ask(what, body) {
    const number = this.current()?.number;
    if (!number) return;
    try {
      const told = await call(`/${encodeURIComponent(number)}/${what}?lang=${settings.language}`, body, settings.times);
      if (number === this.current()?.number) this.#show(told);
    } catch (error) {
      this.said.textContent = t("waiting.refused", { reason: error.status ? error.message : t("error.offline") });
    }
  }

  #show({ now, waits }) {
    setPresent(now);
    fill(this.list, waits.length ? waits.slice(0, SHOWN).map(row) : h("li", { class: "hint" }, t("waiting.none")));
    this.button.disabled = !waits.some((each) => each.due);
    this.said.textContent = t("waiting.hint", { moment: `${dayName(present())}, ${clockTime(present())}` });
  }
}

function row({ words, due }) {
  const moment = due && new Date(due);
  const when = moment ? h("time", { datetime: due, title: `${dayName(moment)}, ${clockTime(moment)}` }, timeUntil(moment)) : h("span", null, t("waiting.open"));
  return h("li", { class: "wait" }, h("span", { dir: "auto" }, words), when);
}
