// Forms that speak JSON: <form data-api="POST /api/…" data-then="reload | show | an address">.
// Names are keys; `data-kind` of a field says list, commas, whole (what is left empty is null), flag, days (a line each)
// or ends (two fields of one name: from and to). `data-beside` tells what is wrong at each field, not only below.
// With `data-drops="drafts"` what was begun in the inbox is not kept in this browser any more.
// With `data-then="show"` the answer's values go into [data-shows=<key>] and [data-shown] appears.

import { ask } from "./api.js";
import { settings, t } from "./settings.js";

for (const form of document.querySelectorAll("form[data-api]")) form.addEventListener("submit", send);

async function send(event) {
  event.preventDefault();
  const form = event.currentTarget;
  if (form.dataset.sure && !confirm(t("shell.sure"))) return;
  const [method, path] = form.dataset.api.split(" ");
  const button = form.querySelector("button:not([type='button'])");
  button.disabled = true;
  tell(form, "", false);
  mark(form, {});
  try {
    const answer = await ask(method, path, method === "DELETE" ? undefined : values(form));
    if (form.dataset.drops === "drafts") (await import("../inbox/drafts.js")).dropDrafts();
    go(form, answer);
  } catch (error) {
    mark(form, error.more?.fields ?? {});
    tell(form, error.message, false);
    (form.querySelector("[aria-invalid]") ?? form.querySelector("input:not([type='hidden'])"))?.focus();
  } finally {
    button.disabled = false;
  }
}

function go(form, answer) {
  const then = form.dataset.then ?? "";
  if (then === "reload") location.reload();
  else if (then === "show") show(form, answer);
  else if (then === "next") location.assign(settings.root + withNext(answer));
  else tell(form, t("shell.saved"), true);
}

function withNext(answer) {
  return answer.then ? `${answer.next}?next=${encodeURIComponent(answer.then)}` : answer.next;
}

function show(form, answer) {
  const place = document.getElementById(form.dataset.into);
  for (const slot of place.querySelectorAll("[data-shows]")) {
    const value = answer[slot.dataset.shows];
    if (slot.tagName === "IMG") slot.src = value;
    else if ("value" in slot) slot.value = value;
    else slot.textContent = value;
  }
  place.hidden = false;
  (place.querySelector("input:not([type='hidden'])") ?? place).focus();
}

function values(form) {
  const found = {};
  for (const field of form.elements) {
    if (!field.name) continue;
    const keys = field.name.split(".");
    const last = keys.pop();
    const into = keys.reduce((place, key) => (place[key] ??= {}), found);
    into[last] = joined(into[last], field);
  }
  return found;
}

// Two fields of one name are from and to: "09:00-18:00"; empty when both are.
function joined(before, field) {
  if (field.dataset.kind !== "ends" || before === undefined) return value(field);
  return before || field.value ? `${before}-${field.value}` : "";
}

// A line a day: the date, then what holds on it.
function byDay(text) {
  const lines = text.split("\n").map((line) => line.trim()).filter(Boolean);
  return Object.fromEntries(lines.map((line) => [line.split(/\s+/)[0], line.split(/\s+/).slice(1).join("")]));
}

function value(field) {
  if (field.type === "checkbox") return field.checked;
  if (field.dataset.kind === "list") return field.value.split(/[,\s]+/).filter(Boolean);
  if (field.dataset.kind === "commas") return field.value.split(",").map((each) => each.trim()).filter(Boolean);
  if (field.dataset.kind === "days") return byDay(field.value);
  if (field.dataset.kind === "whole") return field.value === "" ? null : Number(field.value);
  if (field.dataset.kind === "flag") return field.value === "true";
  return field.value;
}

function mark(form, fields) {
  for (const field of form.elements) {
    if (!field.name) continue;
    if (field.name in fields) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
  if ("beside" in form.dataset) tellBeside(form, fields);
}

function tellBeside(form, fields) {
  for (const old of form.querySelectorAll(".wrong")) old.remove();
  for (const field of form.elements) {
    if (!field.name) continue;
    field.removeAttribute("aria-describedby");
    if (!(field.name in fields)) continue;
    const id = `wrong-${field.name}`;
    field.setAttribute("aria-describedby", id);
    if (document.getElementById(id)) continue;
    const said = Object.assign(document.createElement("small"), { id, className: "wrong", textContent: fields[field.name] });
    field.closest(".field").append(said);
  }
}

function tell(form, text, good) {
  const place = form.querySelector(".told");
  place.classList.toggle("good", good);
  place.textContent = text;
}
