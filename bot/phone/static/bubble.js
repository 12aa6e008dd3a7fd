// One bubble, as WhatsApp draws it.

import { h } from "./dom.js";
import { directionOf, formatted, isEmojiOnly, plain } from "./format.js";
import { icon } from "./icons.js";
import { drawMedia } from "./media.js";
import { drawFooter, drawOpener, drawProducts, productsInWords } from "./products.js";
import { ticks } from "./ticks.js";
import { clockTime, hasWords, t } from "./words.js";

/** Korean breaks between words, whatever the page's own language. */
const HANGUL = /[\uac00-\ud7a3]/;

const LONG = 700; // characters, then “Read more”
const TICKS = {
  pending: "clock", queued: "clock", accepted: "clock", sending: "clock", receiving: "one",
  sent: "one", received: "two", delivered: "two", read: "two", failed: "alert", undelivered: "alert",
};
const WORDS_OF_STATUS = { queued: "pending", accepted: "pending", sending: "pending", receiving: "sent", received: "delivered", undelivered: "failed" };

/**
 * @param {any} bubble
 * @param {{screen: HTMLElement, find: (sid: string) => any, note: any, shop: string, expanded: Set<string>,
 *          act: {tap: Function, openList: Function, openProducts: Function, jump: Function, menu: Function, retry: Function}}} around
 */
export function drawBubble(bubble, around) {
  const shell = h(
    "div",
    { class: `bubble${isBig(bubble) ? " bubble-big" : ""}${["image", "video"].includes(bubble.kind) || bubble.products ? " bubble-wide" : ""}` },
    h("span", { class: "visually-hidden" }, t(bubble.from_shop ? "bubble.from_shop" : "bubble.from_me", { shop: around.shop })),
    around.note?.forwarded && h("p", { class: "bubble-forwarded" }, icon("forward", 15), t("bubble.forwarded")),
    around.note?.referral && adCard(around.note.referral),
    bubble.template && h("p", { class: "bubble-template" }, t("bubble.template")),
    bubble.quote && quoteOf(bubble, around),
    drawMedia(bubble, around.screen),
    drawProducts(bubble, around),
    h("div", { class: "bubble-body" }, words(bubble, around), h("span", { class: "bubble-meta" }, time(bubble), h("span", { class: "bubble-ticks" }))),
    drawFooter(bubble),
    around.note?.webhook !== undefined && h("p", { class: "bubble-lost" }, icon("alert", 15), t(around.note.webhook ? "fault.webhook" : "fault.lost", { status: around.note.webhook })),
    h("div", { class: "bubble-fault", hidden: true }),
    choices(bubble, around),
    menuButton(bubble, around),
  );
  showStatus(shell, bubble, around);
  return shell;
}

/** Only what changes after a bubble has been drawn; the rest stays, so that it is not read out again. */
export function showStatus(shell, bubble, around) {
  const name = WORDS_OF_STATUS[bubble.status] || bubble.status || "pending";
  const failed = name === "failed";
  const marks = shell.querySelector(".bubble-ticks");
  marks.className = `bubble-ticks tick-${name}`;
  if (bubble.from_shop && !failed) marks.replaceChildren();
  else marks.replaceChildren(ticks(TICKS[bubble.status] || "clock"), h("span", { class: "visually-hidden" }, t(`status.${name}`)));
  const fault = shell.querySelector(".bubble-fault");
  fault.hidden = !failed;
  fault.replaceChildren(...(failed ? faultWords(bubble, around) : []));
  shell.classList.toggle("bubble-failed", failed);
  for (const button of shell.querySelectorAll(".choice[data-id]")) {
    button.classList.toggle("choice-tapped", Boolean(around.tapped?.has(`${bubble.sid} ${button.dataset.id}`)));
  }
}

function isBig(bubble) {
  return bubble.kind === "text" && !bubble.quote && !bubble.buttons?.length && !bubble.list && !bubble.products && isEmojiOnly(bubble.text);
}

function time(bubble) {
  const moment = new Date(bubble.at);
  return h("time", { datetime: bubble.at }, clockTime(moment));
}

function words(bubble, around) {
  if (!bubble.text || bubble.kind === "contact" || (bubble.kind === "document" && bubble.text.length < 80)) return null;
  const key = bubble.sid;
  const long = bubble.text.length > LONG && !around.expanded.has(key);
  const shown = long ? `${[...bubble.text].slice(0, LONG - 100).join("")}…` : bubble.text;
  const sideways = directionOf(bubble.text) !== (document.documentElement.dir || "ltr");
  const node = h("div", { class: `bubble-text${sideways ? " bubble-sideways" : ""}`, dir: "auto", lang: HANGUL.test(shown) ? "ko" : null }, formatted(shown));
  if (long) node.append(readMore(bubble, node, around));
  return node;
}

function readMore(bubble, node, around) {
  const open = () => {
    around.expanded.add(bubble.sid);
    node.replaceChildren(...formatted(bubble.text));
    node.tabIndex = -1;
    node.focus();
  };
  return h("button", { class: "read-more", type: "button", onclick: open }, t("bubble.read_more"));
}

function adCard(referral) {
  return h(
    "div",
    { class: "ad-card" },
    h("span", { class: "ad-art", "aria-hidden": "true" }),
    h("span", { class: "ad-words" }, h("strong", { dir: "auto" }, referral.headline || t("ad.label")), h("span", { dir: "auto" }, referral.body || ""), h("small", null, t("ad.label"))),
  );
}

function quoteOf(bubble, around) {
  const quoted = around.find(bubble.quote);
  return h("button", { class: `quote${quoted && !quoted.from_shop ? " quote-mine" : ""}`, type: "button", onclick: () => around.act.jump(bubble.quote) }, quoteParts(quoted, around.shop));
}

/** Who was quoted and what: the same in the bubble and above the composer. */
export function quoteParts(quoted, shop) {
  const who = quoted ? (quoted.from_shop ? shop : t("you")) : t("bubble.quote_gone");
  return h("span", { class: "quote-words" }, h("strong", { dir: "auto" }, who), h("span", { dir: "auto" }, quoted ? summary(quoted) : ""));
}

/** One line of a bubble. */
export function summary(bubble) {
  const text = plain(bubble.text || "").replace(/\s+/g, " ");
  const kind = hasWords(`kind.${bubble.kind}`) ? t(`kind.${bubble.kind}`) : "";
  return [kind, text || bubble.location?.label || (bubble.products ? productsInWords(bubble.products) : "")].filter(Boolean).join(" ");
}

function choices(bubble, around) {
  const buttons = (bubble.buttons || []).map((each) => (each.target ? leadingAway(each) : replyButton(bubble, each, around)));
  if (bubble.list) {
    const open = () => around.act.openList(bubble);
    const label = bubble.list.label || t("list.open");
    buttons.push(h("button", { class: "choice choice-list", type: "button", "aria-haspopup": "dialog", onclick: open }, icon("list", 18), h("span", { dir: "auto" }, label)));
  }
  const opener = drawOpener(bubble, around);
  if (opener) buttons.push(opener);
  return buttons.length > 0 && h("div", { class: "choices", role: "group", "aria-label": t("bubble.choices") }, buttons);
}

function replyButton(bubble, { id, title }, around) {
  return h("button", { class: "choice", type: "button", dataset: { id }, onclick: () => around.act.tap(bubble, { id, title }) }, icon("reply", 17), h("span", { dir: "auto" }, title));
}

/** Buttons of templates that answer nothing: a page, a number to call, a code to copy. */
function leadingAway({ type, title, target }) {
  const label = h("span", { dir: "auto" }, title);
  if (/^https?:\/\//i.test(target)) return h("a", { class: "choice", href: target, target: "_blank", rel: "noopener noreferrer" }, icon("link", 17), label);
  if (/phone/i.test(type || "")) return h("a", { class: "choice", href: `tel:${target}` }, icon("phone", 17), label);
  return h("button", { class: "choice", type: "button", onclick: () => navigator.clipboard?.writeText(target).catch(() => {}) }, icon("copy", 17), label);
}

function menuButton(bubble, around) {
  return h(
    "button",
    { class: "bubble-more", type: "button", "aria-label": t("bubble.menu"), "aria-haspopup": "menu", "aria-expanded": "false", onclick: (event) => around.act.menu(bubble, event.currentTarget) },
    icon("down", 18),
  );
}

function faultWords(bubble, around) {
  const code = bubble.error?.code;
  const reason = hasWords(`error.${code}`) ? t(`error.${code}`) : bubble.error?.message || t("error.unknown");
  const said = t(bubble.from_shop ? "fault.shop" : "fault.mine", { reason });
  const again = bubble.retry && h("button", { class: "fault-retry", type: "button", onclick: () => around.act.retry(bubble) }, icon("retry", 16), t("retry"));
  return [h("p", null, said, code ? h("small", null, ` (${code})`) : null), again].filter(Boolean);
}
