// The page at /phone: one or two phones, the panel beside them, and what happened.

import { focusables, whenQuiet } from "./dom.js";
import { Inspector } from "./inspector.js";
import { buildPanel } from "./panel.js";
import { firstPeople } from "./people.js";
import { Phone } from "./phone.js";
import { settings } from "./words.js";

const stage = document.getElementById("stage");
const aside = document.getElementById("panel");
const people = firstPeople(settings);
const phones = [];
let active = 0;
let copies = 1;

let touchPanel = () => {};

const inspector = settings.embed ? null : new Inspector();

const showPanel = settings.embed
  ? () => {}
  : buildPanel(aside, {
      people,
      current: () => phones[active]?.person,
      choose: (person) => (put(active, person), closeDrawer()),
      arrive: (arrival) => (closeDrawer(), phones[active].composer.arrive(arrival)),
      copies: (count) => {
        copies = count;
        phones.forEach((each) => (each.copies = count));
      },
      two: () => phones.length === 2,
      toggleTwo: () => (phones.length === 2 ? closeSecond() : put(1, people.find((each) => each.number !== phones[0].person.number))),
      close: closeDrawer,
      onlive: (tell) => (touchPanel = tell),
    });

/** Hand the phone in this place to somebody; two phones never share a person. */
function put(place, person) {
  const twin = phones.findIndex((each, other) => other !== place && each.person.number === person.number);
  if (twin >= 0) return activate(twin);
  const phone = new Phone(person, { shop: settings.shop, onlive: () => (inspector?.touch(), touchPanel()), onfocus: () => activate(phones.indexOf(phone)), onunread: showUnread, onmenu: settings.embed ? undefined : openDrawer });
  phone.copies = copies;
  const before = phones[place];
  if (before) before.element.replaceWith(phone.element);
  else stage.append(phone.element);
  before?.stop();
  phones[place] = phone;
  activate(place);
  remember();
}

const title = document.title;

/** The tab says how many messages have not been seen. */
function showUnread() {
  const count = phones.reduce((sum, each) => sum + each.thread.unread.count, 0);
  document.title = count ? `(${count}) ${title}` : title;
}

function closeSecond() {
  phones.pop().stop();
  activate(0);
  remember();
}

function activate(place) {
  if (place < 0) return;
  active = place;
  stage.classList.toggle("stage-two", phones.length === 2);
  document.body.classList.toggle("page-two", phones.length === 2);
  phones.forEach((each, other) => each.element.classList.toggle("phone-active", phones.length === 2 && other === place));
  showPanel();
}

/** The address names what is on the page, so that it can be shared and reloaded. */
const remember = whenQuiet(50, () => {
  const address = new URL(location.href);
  address.searchParams.set("phone", phones[0].person.number);
  if (phones[0].person.name) address.searchParams.set("name", phones[0].person.name);
  else address.searchParams.delete("name");
  if (phones.length === 2) address.searchParams.set("two", "1");
  else address.searchParams.delete("two");
  history.replaceState(null, "", address);
});

let opener = null;

function openDrawer() {
  opener = document.activeElement;
  document.body.classList.add("drawer-open");
  stage.inert = true;
  focusables(aside)[0]?.focus();
}

function closeDrawer() {
  if (!document.body.classList.contains("drawer-open")) return;
  document.body.classList.remove("drawer-open");
  stage.inert = false;
  opener?.focus();
}

aside.addEventListener("keydown", (event) => event.key === "Escape" && closeDrawer());
document.body.addEventListener("click", (event) => event.target === document.body && closeDrawer());

/** On a phone the log is the last part of the drawer. */
function placeInspector() {
  if (inspector) (narrow.matches ? aside : document.getElementById("inspector")).append(inspector.element);
}

const narrow = matchMedia("(max-width: 760px)");
narrow.addEventListener("change", placeInspector);
placeInspector();
put(0, people[0]);
if (settings.two) put(1, people[1]);
activate(0);
if (settings.text) phones[0].composer.arrive({ text: settings.text });
if (matchMedia("(pointer: fine)").matches && !settings.embed) phones[0].composer.text.focus();
