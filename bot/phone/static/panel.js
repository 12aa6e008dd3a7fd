// The side panel: who, from where, with what trouble. On phones it is a drawer.

import { arrivals } from "./arrive.js";
import { fill, h } from "./dom.js";
import { troubles } from "./faults.js";
import { icon } from "./icons.js";
import { peoplePicker } from "./people.js";
import { preferences } from "./preferences.js";
import { Waiting } from "./waiting.js";
import { settings, t } from "./words.js";

/**
 * @param {HTMLElement} aside
 * @param {{people: any[], current: () => any, choose: (person: any) => void, arrive: (arrival: any) => void,
 *          copies: (count: number) => void, two: () => boolean, toggleTwo: () => void, close: () => void, onlive: (tell: () => void) => void}} parts
 */
export function buildPanel(aside, parts) {
  const people = peoplePicker(parts);
  const waiting = settings.now ? new Waiting(parts.current) : null;
  const which = h("p", { class: "hint", role: "status" });
  const two = h("button", { class: "chip chip-wide", type: "button", onclick: parts.toggleTwo }, icon("phones", 20), h("span", null, t("panel.two")));
  fill(
    aside,
    h(
      "header",
      { class: "panel-head" },
      h("span", { class: "avatar avatar-shop", "aria-hidden": "true" }, [...settings.shop][0]),
      h("h2", null, t("page.title")),
      preferences(),
      h("button", { class: "icon-button panel-close", type: "button", "aria-label": t("close"), onclick: parts.close }, icon("close")),
    ),
    h("p", { class: "hint" }, t("panel.hint")),
    section("people.title", people.element, two, which),
    waiting && section("waiting.title", waiting.element),
    section("arrive.title", arrivals(parts.arrive)),
    h("details", { class: "section" }, h("summary", null, h("h2", null, t("faults.title"))), troubles(parts)),
    h("nav", { class: "panel-links", "aria-label": t("panel.links") }, h("a", { href: "/" }, icon("phone", 18), t("panel.start")), settings.readme && h("a", { href: "/phone/readme", target: "_blank", rel: "noopener" }, icon("book", 18), t("panel.readme"))),
  );
  parts.onlive(() => waiting?.touch());
  return () => {
    people.show();
    waiting?.refresh();
    two.setAttribute("aria-pressed", String(parts.two()));
    which.textContent = parts.two() ? t("panel.controls", { name: parts.current()?.name || parts.current()?.number || "" }) : "";
  };
}

function section(key, ...content) {
  return h("section", { class: "section" }, h("h2", null, t(key)), content);
}
