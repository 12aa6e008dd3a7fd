// When the window is closed: an approved template, its variables in a form, how it will look and what it costs.

import { fill, h } from "../phone/dom.js";
import { get, query } from "./api.js";
import { icon } from "./marks.js";
import { button, chip, field, openDialog, sayFault } from "./pieces.js";
import { settings, t, hasWords } from "./words.js";

/** Where a value goes: `{name}`, or `{{1}}`. */
const PLACE = /\{\{?\s*([\w.]+)\s*\}?\}/g;
const PLACES = /(\{\{?\s*[\w.]+\s*\}?\})/;

/** @param {any} row @param {import("./sending.js").Sender} sender @param {import("./actions.js").Actions} actions */
export async function openTemplates(row, sender, actions) {
  const body = h("div", { class: "templates" }, Array.from({ length: 4 }, () => h("div", { class: "template bone-card" })));
  const dialog = openDialog({ title: t("template.title", { name: row.name || row.phone }), content: body, kind: "dialog-wide" });
  let all = [];
  try {
    const told = await get(`/templates${query({ conversation: row.id })}`);
    all = told.templates || told.rows || told;
  } catch (fault) {
    dialog.close();
    return sayFault(fault);
  }
  const send = async (template, variables) => {
    dialog.close();
    if (!(await actions.take(row.id))) return; // only who has a conversation writes in it
    await sender.template(row.id, { name: template.name, language: template.language, variables, text: wordsOf(template, variables) });
  };
  showAll(body, all, row, send);
}

function showAll(body, all, row, send) {
  const grid = h("div", { class: "template-grid" });
  const search = h("input", { type: "search", class: "input", placeholder: t("template.search"), "aria-label": t("template.search"), autofocus: true, oninput: () => show() });
  const show = () => {
    const word = search.value.trim().toLocaleLowerCase();
    const found = all.filter((each) => `${each.name} ${each.body}`.toLocaleLowerCase().includes(word));
    fill(grid, found.map((each) => card(each, () => showForm(body, each, send, () => showAll(body, all, row, send)))), found.length === 0 && h("p", { class: "side-none" }, t(all.length ? "template.none_found" : "template.none")));
  };
  fill(body, search, grid);
  show();
  search.focus();
}

function card(template, choose) {
  const withheld = template.price?.note === "withheld"; // marketing to numbers of the United States
  const usable = !withheld && (!template.status || template.status === "approved");
  return h("button", { class: "template", type: "button", disabled: !usable, onclick: choose }, h("span", { class: "template-head" }, h("strong", null, template.title || template.name), category(template), !usable && !withheld && chip("closed", hasWords(`template.status.${template.status}`) ? t(`template.status.${template.status}`) : template.status)), h("span", { class: "template-body", dir: "auto" }, wordsOf(template, samples(template))), h("small", null, languageOf(template.language), " · ", priceOf(template)));
}

const category = (template) => chip(template.category === "marketing" ? "soon" : "open", hasWords(`template.category.${template.category}`) ? t(`template.category.${template.category}`) : template.category);

function languageOf(code) {
  try {
    return new Intl.DisplayNames([settings.language], { type: "language" }).of(code) || code;
  } catch {
    return code || "";
  }
}

/** @param {any} template @returns {string} */
function priceOf({ price }) {
  if (!price) return "";
  const amount = price.amount === null || price.amount === undefined ? "" : Number(price.amount) === 0 ? t("template.free") : new Intl.NumberFormat(settings.language, { style: "currency", currency: price.currency || "USD", maximumFractionDigits: 4, currencyDisplay: "narrowSymbol" }).format(Number(price.amount));
  return [amount, hasWords(`template.price.${price.note}`) ? t(`template.price.${price.note}`) : price.note].filter(Boolean).join(" · ");
}

function samples(template) {
  return Object.fromEntries((template.variables || []).map((each) => [each.name, each.value || each.sample || ""]));
}

function wordsOf(template, values) {
  return [template.header?.text || (typeof template.header === "string" ? template.header : ""), template.body].filter(Boolean).join("\n").replace(PLACE, (whole, name) => values[name] || whole);
}

function showForm(body, template, send, back) {
  const values = Object.fromEntries((template.variables || []).map((each) => [each.name, each.value || ""]));
  const preview = h("div", { class: "template-preview", "aria-live": "polite" });
  const inputs = (template.variables || []).map((each) => {
    const input = h("input", { class: "input", dir: "auto", value: values[each.name], placeholder: each.sample || "", required: true, maxlength: String(each.most || 500) });
    input.addEventListener("input", () => ((values[each.name] = input.value), show()));
    return field(each.label || each.name.replaceAll("_", " "), input, each.sample ? t("template.sample", { sample: each.sample }) : "");
  });
  const submit = (event) => {
    event.preventDefault();
    if (form.reportValidity()) send(template, values);
  };
  const show = () => fill(preview, bubble(template, values));
  const form = h("form", { class: "template-form", onsubmit: submit }, h("p", { class: "template-head" }, h("strong", null, template.title || template.name), category(template)), inputs, h("p", { class: "template-price" }, icon("info", 16), priceOf(template)), template.warning && h("p", { class: "told" }, t(`template.${template.warning}`)), h("p", { class: "dialog-foot" }, button(t("back"), back), h("button", { class: "button small", type: "submit" }, icon("send", 18), t("template.send"))));
  fill(body, h("div", { class: "template-two" }, form, h("div", { class: "template-look" }, h("h3", null, t("template.preview")), preview)));
  show();
  (inputs[0]?.querySelector("input") || form.querySelector("[type=submit]")).focus();
}

function bubble(template, values) {
  const text = template.body.split(PLACES).map((part) => {
    const name = part.match(PLACE)?.[0] === part ? part.replace(PLACE, "$1") : "";
    return name ? h("mark", { class: values[name] ? "filled" : "missing" }, values[name] || part) : part;
  });
  const header = template.header?.text || (typeof template.header === "string" ? template.header : "");
  return h("div", { class: "bubble-row row-out row-first" }, h("div", { class: "bubble" }, h("div", { class: "bubble-body" }, h("div", { class: "bubble-text", dir: "auto" }, header && h("strong", { class: "template-title" }, header), text)), template.footer && h("p", { class: "bubble-footer" }, template.footer), (template.buttons || []).length > 0 && h("div", { class: "choices" }, template.buttons.map((each) => h("div", { class: "choice" }, h("bdi", null, each.title || each.text || each))))));
}

