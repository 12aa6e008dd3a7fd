// One bubble, as WhatsApp draws it, and the lines and notes that only the team sees.

import { h } from "../phone/dom.js";
import { hasWords, t } from "./words.js";
import { directionOf, formatted, isEmojiOnly, plain } from "../phone/format.js";
import { ticks } from "../phone/ticks.js";
import { icon } from "./marks.js";
import { drawMedia } from "./media.js";
import { clockTime, fullTime, money, present } from "./moments.js";
import { thumb } from "./pieces.js";

const HANGUL = /[\uac00-\ud7a3]/; // Korean breaks between words, whatever the page's own language
const LONG = 900; // characters, then “Read more”
const TICKS = { waiting: "clock", sending: "clock", unknown: "clock", sent: "one", delivered: "two", read: "two", failed: "alert", cancelled: "alert" };

/** @typedef {{retry: (item: any) => void, undo: (item: any) => void, quote: (item: any) => void, jump: (id: string) => void, expanded: Set<string>, me: any}} Around */

/** @param {any} item @param {Around} around */
export function drawItem(item, around) {
  if (item.kind === "line" || item.from === "system") return line(item);
  if (item.from === "note") return note(item, around);
  const shell = h(
    "div",
    { class: `bubble${isBig(item) ? " bubble-big" : ""}${["image", "video"].includes(item.kind) ? " bubble-wide" : ""}` },
    h("span", { class: "visually-hidden" }, t("bubble.said", { who: whoOf(item) })),
    item.from !== "contact" && h("p", { class: `bubble-who who-${item.from}` }, icon(item.from === "agent" ? "person" : "bot", 14), h("bdi", null, whoOf(item))),
    (item.template || item.template_name) && h("p", { class: "bubble-template" }, icon("form", 14), t("bubble.template", { name: item.template?.name || item.template_name })),
    item.forwarded && h("p", { class: "bubble-template" }, icon("reply", 14), t("bubble.forwarded")),
    item.referral && advertisement(item.referral),
    item.quote && quote(item.quote, around),
    item.native && native(item.native),
    drawMedia(item),
    h("div", { class: "bubble-body" }, words(item, around), h("span", { class: "bubble-meta" }, h("time", { datetime: item.at, title: fullTime(item.at) }, clockTime(item.at)), h("span", { class: "bubble-ticks" }))),
    item.native?.footer && h("p", { class: "bubble-footer", dir: "auto" }, item.native.footer),
    h("div", { class: "bubble-fault", hidden: true }),
    choices(item),
    around.quote && h("button", { class: "bubble-reply", type: "button", "aria-label": t("bubble.quote"), title: t("bubble.quote"), onclick: () => around.quote(item) }, icon("reply", 16)),
  );
  showStatus(shell, item, around);
  return shell;
}

/** Only what changes after a bubble has been drawn; the rest stays, so that it is not read out again. */
export function showStatus(shell, item, around) {
  const marks = shell.querySelector(".bubble-ticks");
  if (!marks) return;
  if (item.from === "contact") return item.status === "failed" ? showFault(shell, [h("p", null, icon("alert", 15), item.reason)], true) : undefined;
  const status = item.status || "sent";
  const failed = status === "failed";
  marks.className = `bubble-ticks tick-${status}`;
  marks.replaceChildren(ticks(TICKS[status] || "clock"), h("span", { class: "visually-hidden" }, t(`status.${status}`)));
  marks.title = t(`status.${status}`);
  shell.classList.toggle("bubble-failed", failed);
  shell.classList.toggle("bubble-cancelled", status === "cancelled");
  showFault(shell, faultOf(item, around), failed);
}

function showFault(shell, words, bad) {
  const below = shell.querySelector(".bubble-fault");
  below.hidden = words.length === 0;
  below.classList.toggle("fault-bad", bad);
  below.replaceChildren(...words);
}

function faultOf(item, around) {
  if (item.status === "failed") {
    const reason = item.reason || t("fault.unknown");
    return [h("p", null, icon("alert", 15), h("span", null, t("fault.not_delivered", { reason }), item.code ? h("small", null, ` (${item.code})`) : null, item.then && h("small", { class: "fault-then" }, item.then))), item.can_retry && h("button", { class: "bubble-act", type: "button", onclick: () => around.retry(item) }, icon("retry", 15), t("retry"))].filter(Boolean);
  }
  if (item.status === "cancelled") return [h("p", null, item.reason || t("status.cancelled"))];
  if (canUndo(item)) return [h("button", { class: "bubble-act bubble-undo", type: "button", onclick: () => around.undo(item) }, icon("close", 15), t("undo"), h("span", { class: "undo-bar", "aria-hidden": "true" }))];
  return [];
}

export const canUndo = (item) => Boolean(item.can_undo_until) && ["waiting", "sending"].includes(item.status) && Date.parse(item.can_undo_until) > present();

function whoOf(item) {
  if (item.from === "contact") return item.who || t("from.contact");
  if (item.from === "agent") return item.who || t("from.agent");
  const name = /^pattern\b/.test(item.who || "") ? "" : item.who; // what every shop's bot can do has no name of its own
  return name ? `${t(`from.${item.from}`)} · ${name}` : t(`from.${item.from}`);
}

function isBig(item) {
  return item.kind === "text" && !item.quote && !item.choices?.length && isEmojiOnly(item.text);
}

function words(item, around) {
  if (!item.text) return item.kind === "unsupported" ? h("em", { class: "bubble-text" }, t("kind.unsupported")) : null;
  const long = item.text.length > LONG && !around.expanded.has(item.id);
  const shown = long ? `${[...item.text].slice(0, LONG - 100).join("")}…` : item.text;
  const sideways = directionOf(item.text) !== (document.documentElement.dir || "ltr");
  const node = h("div", { class: `bubble-text${sideways ? " bubble-sideways" : ""}`, dir: "auto", lang: HANGUL.test(shown) ? "ko" : null }, formatted(shown));
  if (long) node.append(h("button", { class: "read-more", type: "button", onclick: () => (around.expanded.add(item.id), node.replaceChildren(...formatted(item.text))) }, t("bubble.read_more")));
  return node;
}

/** Buttons and rows as the shopper saw them; what was tapped has a mark. */
function choices(item) {
  if (!item.choices?.length) return null;
  const isList = item.kind === "list" || item.list_label;
  const rows = item.choices.map((each) =>
    h("div", { class: `choice${each.tapped ? " choice-tapped" : ""}` }, each.tapped ? icon("check", 16) : !isList && icon(each.url ? "link" : "reply", 15), h("span", { class: "choice-words" }, h("bdi", null, each.title), isSeen(each.description) && h("small", { dir: "auto" }, each.description)), each.tapped && h("span", { class: "visually-hidden" }, t("bubble.tapped"))),
  );
  if (!isList) return h("div", { class: "choices", role: "group", "aria-label": t("bubble.choices") }, rows);
  return h("details", { class: "choices choices-list", open: item.choices.some((each) => each.tapped) }, h("summary", { class: "choice" }, icon("list", 17), h("bdi", null, item.list_label || t("bubble.list")), h("small", null, String(item.choices.length))), rows);
}

const isSeen = (text) => Boolean(text && text.replace(/[\s\p{Cf}]/gu, ""));

function quote(quoted, around) {
  return h("button", { class: `quote quote-${quoted.from || "contact"}`, type: "button", onclick: () => around.jump(quoted.id) }, h("strong", null, hasWords(`from.${quoted.from}`) ? t(`from.${quoted.from}`) : t("from.contact")), h("span", { dir: "auto" }, plain(quoted.text || "").slice(0, 160) || t("bubble.earlier")));
}

function advertisement(referral) {
  return h("div", { class: "ad-card" }, h("span", { class: "ad-art", "aria-hidden": "true" }, icon("ad", 22)), h("span", { class: "ad-words" }, h("strong", { dir: "auto" }, referral.headline || t("bubble.ad")), referral.body && h("span", { dir: "auto" }, referral.body), h("small", null, t("bubble.ad"))));
}

/** Products of WhatsApp's own catalog, and carousels: one card each. */
function native(shown) {
  const items = shown.items || shown.products || shown.cards || [];
  if (!items.length) return h("p", { class: "bubble-template" }, icon("bag", 14), h("bdi", null, shown.title || t(shown.whole_catalog ? "bubble.catalog" : "bubble.products")));
  return h("div", { class: "wares", role: "list" }, items.slice(0, 30).map((each) => {
    const image = each.picture || each.image;
    return h("div", { class: "ware", role: "listitem" }, thumb(image, "ware-blank"), h("strong", { dir: "auto" }, each.name || each.title || each.id), h("small", { dir: "auto" }, each.price && each.currency ? money(each.price, each.currency) : each.body || ""));
  }));
}

function note(item, around) {
  const names = new Set((item.mentions || []).map((each) => each.name || each));
  return h("div", { class: "bubble bubble-note" }, h("p", { class: "bubble-who" }, icon("note", 14), t("note.by"), " · ", h("bdi", null, item.who || "")), h("div", { class: "bubble-body" }, h("div", { class: "bubble-text", dir: "auto", lang: HANGUL.test(item.text) ? "ko" : null }, mentioned(item.text || "", names, around)), h("span", { class: "bubble-meta" }, h("time", { datetime: item.at, title: fullTime(item.at) }, clockTime(item.at)))));
}

function mentioned(text, names, around) {
  const all = [...names].filter(Boolean).map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  if (!all.length) return formatted(text);
  return text.split(new RegExp(`(@(?:${all.join("|")}))`, "u")).map((part) => (part.startsWith("@") && names.has(part.slice(1)) ? h("mark", { class: part.slice(1) === around.me.name ? "mention mention-me" : "mention" }, part) : part));
}

function line(item) {
  return h("p", { class: "line" }, h("span", { dir: "auto" }, lineWords(item)), h("time", { datetime: item.at, title: fullTime(item.at) }, clockTime(item.at)));
}

/** What happened, in a sentence: `line.taken` with the name of whoever did it. */
function lineWords({ text, what, who, detail = {} }) {
  if (text || !hasWords(`line.${what}`)) return text || what || "";
  const until = detail.until ? fullTime(detail.until / 1000) : "…";
  const whom = detail.to || detail.team || "";
  const key = what === "opened" && hasWords(`line.opened.${detail.reason}`) ? `line.opened.${detail.reason}` : who || !hasWords(`line.${what}.alone`) ? `line.${what}` : `line.${what}.alone`;
  return [t(key, { who: who || t("from.system"), whom, until, tag: detail.tag || "", from: detail.from || "" }), what === "opened" && detail.words ? `“${detail.words}”` : ""].filter(Boolean).join(" ");
}
