// Who holds the phone: sample people, or a number of one's own.

import { field } from "./attach.js";
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./words.js";

export const PEOPLE = [
  { number: "+14155550101", name: "Amina Yusuf", flag: "🇺🇸" },
  { number: "+821055550102", name: "박서연", flag: "🇰🇷" },
  { number: "AE.13491208655302741918", name: "أحمد الخطيب", flag: "🇦🇪", bsuid: "AE.13491208655302741918" },
];

const PHONE = /^\+[1-9]\d{6,14}$/;
const BSUID = /^[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}$/;

/** A person from what was typed, or null. Blanks and dashes in a number are forgiven. */
export function personOf(handle, name) {
  const tidy = handle.replace(/[\s()-]/g, "");
  const known = PEOPLE.find((each) => each.number === tidy);
  if (known) return { ...known, name: name || known.name };
  if (PHONE.test(tidy)) return { number: tidy, name, flag: "" };
  if (BSUID.test(tidy)) return { number: tidy, name, flag: "", bsuid: tidy };
  return null;
}

/** The first people of the page: who the address names, then the samples. */
export function firstPeople({ phone, name }) {
  const named = phone ? personOf(phone.trim().replace(/^(?=\d)/, "+"), name) : null;
  const others = PEOPLE.filter((each) => each.number !== named?.number);
  return named ? [named, ...others] : others;
}

/**
 * @param {{people: any[], current: () => any, choose: (person: any) => void}} parts
 * @returns {{element: HTMLElement, show: () => void}}
 */
export function peoplePicker({ people, current, choose }) {
  const list = h("div", { class: "people", role: "group", "aria-label": t("people.title") });
  const number = field("people.number", { dir: "ltr", placeholder: "+821012345678", inputmode: "tel" });
  const name = field("people.name");
  const submit = (event) => {
    event.preventDefault();
    const person = personOf(number.input.value, name.input.value.trim());
    number.complain(person ? "" : t("people.wrong"));
    if (!person) return number.input.focus();
    people.unshift(person);
    more.open = false;
    choose(person);
  };
  const form = h("form", { class: "panel-form", onsubmit: submit, novalidate: true }, number.element, name.element, h("button", { class: "button", type: "submit" }, t("people.use")));
  const more = h("details", { class: "more" }, h("summary", null, icon("plus", 18), t("people.other")), form);
  const show = () => fill(list, people.slice(0, 5).map((person) => personButton(person, person.number === current()?.number, choose)));
  return { element: h("div", null, list, more), show };
}

function personButton(person, chosen, choose) {
  return h(
    "button",
    { class: "person", type: "button", "aria-pressed": String(chosen), onclick: () => choose(person) },
    h("span", { class: `avatar avatar-${tint(person.number)}`, "aria-hidden": "true" }, initial(person), person.flag && h("span", { class: "flag" }, person.flag)),
    h("span", { class: "person-words" }, h("strong", { dir: "auto" }, person.name || t("people.nameless")), h("small", { dir: "ltr" }, person.bsuid ? t("people.no_phone") : person.number)),
  );
}

function initial(person) {
  return [...(person.name || person.number.replace("+", ""))][0];
}

function tint(number) {
  return [...number].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 6;
}
