// The agents' page beside the phone, with the same conversation: what the team sees while a shopper writes.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { settings, t } from "./words.js";

/** @param {{number: string, name: string}} person whose conversation is shown */
export function openDesk(person) {
  const asked = { phone: person.number, name: person.name, view: "all", lang: settings.language };
  const address = (more) => `${settings.inbox}?${new URLSearchParams({ ...asked, ...more })}`;
  const root = document.documentElement;
  const frame = h("iframe", { class: "desk-frame", title: t("start.inbox"), src: address({ embed: "1", theme: root.dataset.theme }) });
  const whole = h("a", { class: "desk-whole", href: address({}), target: "_blank" }, icon("forward", 16), t("start.inbox_whole"));
  document.getElementById("desk").append(h("p", { class: "desk-head" }, h("strong", null, t("start.inbox")), h("span", null, t("start.inbox_hint")), whole), frame);
  const follow = () => frame.contentDocument && (frame.contentDocument.documentElement.dataset.theme = root.dataset.theme);
  frame.addEventListener("load", follow);
  new MutationObserver(follow).observe(root, { attributeFilter: ["data-theme"] });
}
