// The demo's start page: a phone, and a short tour that writes into it.

import { openDesk } from "./desk.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { firstPeople } from "./people.js";
import { Phone } from "./phone.js";
import { preferences } from "./preferences.js";
import { settings, t } from "./words.js";

const STEPS = ["hi", "quiz", "tap", "interrupt", "coupon", "stop", "start", "person"];

const people = firstPeople(settings);
const korean = people.find((each) => each.number.startsWith("+82"));
const person = settings.phone ? people[0] : settings.language === "ko" && korean ? korean : people[0];
const phone = new Phone(person, { shop: settings.shop });
document.getElementById("stage").append(phone.element);
document.querySelector(".start-head").append(preferences());

/** Send a text, or tap the first button of the latest message that has one. */
function act(step) {
  if (step !== "tap") return phone.send({ kind: "text", text: t(`tour.${step}.text`) });
  const latest = phone.store.all.filter((each) => each.from_shop && (each.buttons?.length || each.list?.rows.length)).at(-1);
  if (!latest) return say(t("tour.tap.nothing"));
  const [button] = latest.buttons || [];
  if (button) return phone.thread.act.tap(latest, button);
  return phone.thread.act.openList(latest);
}

const said = h("p", { class: "panel-said", role: "status" });

function say(text) {
  said.textContent = text;
}

function stepButton(step, place) {
  const done = () => {
    say("");
    act(step);
    button.classList.add("tour-done");
  };
  const text = step === "tap" ? t("tour.tap.text") : `“${t(`tour.${step}.text`)}”`;
  const button = h(
    "button",
    { class: "tour-step", type: "button", onclick: done },
    h("span", { class: "tour-place", "aria-hidden": "true" }, h("span", null, String(place + 1)), icon("check", 16)),
    h("span", { class: "tour-words" }, h("strong", { dir: "auto" }, text), h("small", null, t(`tour.${step}.why`))),
  );
  return h("li", null, button);
}

document.getElementById("tour").append(
  h("ol", { class: "tour-steps" }, STEPS.map(stepButton)),
  said,
);
const links = [
  ["/phone", "ad", "tour.phone_page"],
  ["/phone?two=1", "phones", "tour.two"],
  settings.inbox && ["/demo/shop", "bag", "tour.website"],
  settings.readme && ["/phone/readme", "book", "panel.readme"],
].filter(Boolean);
document.querySelector(".start").append(
  h("p", { class: "tour-more" }, links.map(([href, drawing, words]) => h("a", { class: "button", href }, icon(drawing, 18), t(words)))),
);
if (settings.inbox) openDesk(person);
