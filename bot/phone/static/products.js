// Products of WhatsApp's own catalog: the bubble that shows them, the page behind it, and carts that were sent.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { addressOf } from "./media.js";
import { openSheet } from "./sheet.js";
import { t } from "./words.js";

const MOST = 99;

/** What stands above the words of a bubble with products; null for every other bubble. */
export function drawProducts(bubble, around) {
  const shown = bubble.products;
  if (!shown) return null;
  if (shown.kind === "order" || shown.kind === "question") return sent(shown);
  const open = () => around.act.openProducts(bubble);
  const only = shown.kind === "product" ? shown.items[0] : null;
  const title = only ? only.name : shown.title || around.shop;
  const below = only ? only.shown_price : shown.kind === "catalog" ? t("products.all") : t("products.count", { count: shown.items.length });
  return h(
    "button",
    { class: `wares${only ? " wares-one" : ""}`, type: "button", "aria-haspopup": "dialog", onclick: open },
    picture(only ? only.picture : shown.picture),
    h("span", { class: "wares-words" }, h("strong", { dir: "auto" }, title), h("small", { dir: "auto" }, below)),
  );
}

/** What stands below them: the footer in grey. */
export function drawFooter(bubble) {
  return bubble.products?.footer ? h("p", { class: "wares-footer", dir: "auto" }, bubble.products.footer) : null;
}

/** The button that WhatsApp itself puts under them. */
export function drawOpener(bubble, around) {
  const shown = bubble.products;
  if (!shown || shown.kind === "order" || shown.kind === "question") return null;
  const label = t(`products.open.${shown.kind}`);
  return h("button", { class: "choice choice-wares", type: "button", "aria-haspopup": "dialog", onclick: () => around.act.openProducts(bubble) }, icon("bag", 17), h("span", null, label));
}

/** One line of a bubble: what was sent or shown. */
export function productsInWords(shown) {
  if (shown.kind === "order") return t("products.sent", { count: countOf(shown) });
  return shown.items.map((each) => each.name).join(", ") || t("products.all");
}

/**
 * The page behind a bubble: every product with its price, how many of it, and a question about it.
 * @param {{order: (lines: [string, number][]) => void, ask: (id: string) => void}} act
 */
export function openProducts(screen, bubble, act) {
  const shown = bubble.products;
  const cart = new Map();
  const send = h("button", { class: "button button-strong button-wide", type: "button", disabled: true, onclick: () => (sheet.close(), act.order([...cart])) }, t("products.send", { count: 0 }));
  const changed = () => {
    const count = [...cart.values()].reduce((sum, each) => sum + each, 0);
    send.disabled = count === 0;
    send.textContent = t("products.send", { count });
  };
  const ask = (id) => (sheet.close(), act.ask(id));
  const rows = sections(shown.items).map(([name, items]) => [name && h("h3", { dir: "auto" }, name), items.map((each) => row(each, cart, changed, ask))]);
  const none = shown.items.length === 0 && h("p", null, t("products.none"));
  const content = h("div", { class: "wares-list" }, rows, none, h("div", { class: "sheet-send" }, send));
  const sheet = openSheet(screen, { title: shown.title || t("products.title"), content });
}

function row(item, cart, changed, ask) {
  const count = h("output", { class: "wares-count", "aria-live": "polite" }, "0");
  const step = (by) => {
    const next = Math.min(MOST, Math.max(0, (cart.get(item.id) || 0) + by));
    if (next) cart.set(item.id, next);
    else cart.delete(item.id);
    count.textContent = String(next);
    changed();
  };
  const fewer = h("button", { class: "icon-button wares-step", type: "button", "aria-label": t("products.fewer", { name: item.name }), onclick: () => step(-1) }, icon("minus", 18));
  const more = h("button", { class: "icon-button wares-step", type: "button", "aria-label": t("products.more", { name: item.name }), onclick: () => step(1) }, icon("plus", 18));
  return h(
    "div",
    { class: "wares-row" },
    picture(item.picture),
    h("div", { class: "wares-words" }, h("strong", { dir: "auto" }, item.name), h("small", { dir: "auto" }, item.shown_price), h("button", { class: "wares-ask", type: "button", onclick: () => ask(item.id) }, t("products.ask"))),
    h("div", { class: "wares-steps" }, fewer, count, more),
  );
}

/** Items in the order given, by section. */
function sections(items) {
  const found = new Map();
  for (const each of items) found.set(each.section || "", [...(found.get(each.section || "") || []), each]);
  return [...found];
}

function sent(shown) {
  const label = shown.kind === "order" ? t("products.sent", { count: countOf(shown) }) : t("products.asked");
  const lines = shown.items.map((each) => (shown.kind === "order" ? `${each.quantity} × ${each.name}` : each.name));
  return h("div", { class: "wares wares-sent" }, picture(shown.items[0]?.picture), h("span", { class: "wares-words" }, h("strong", null, label), lines.map((line) => h("small", { dir: "auto" }, line))));
}

function countOf(shown) {
  return shown.items.reduce((sum, each) => sum + (each.quantity || 0), 0);
}

function picture(url) {
  if (!url) return h("span", { class: "wares-picture wares-blank", "aria-hidden": "true" }, icon("bag", 22));
  const image = h("img", { class: "wares-picture", src: addressOf(url), alt: "", loading: "lazy", decoding: "async" });
  image.addEventListener("error", () => image.replaceWith(picture("")));
  return image;
}
