// WhatsApp's own marks in texts: *bold*, _italic_, ~struck~, `code`, ```mono```, quotes, lists and links.

import { h } from "../js/dom.js";

const MARKS = { "*": "strong", _: "em", "~": "s" };
const LINK = /\b(?:https?:\/\/|www\.)[^\s<>"]+|\b[\w.+-]+@[\w-]+\.[\w.-]*\w/giu;
const WORD = /[\p{L}\p{N}]/u;

/** The nodes of a text. Nothing in it is ever read as HTML. */
export function formatted(text) {
  const parts = text.split(/```([\s\S]+?)```/);
  return parts.flatMap((part, place) => (place % 2 ? [h("code", { class: "mono" }, part)] : lines(part)));
}

function lines(text) {
  const nodes = [];
  for (const block of blocksOf(text)) {
    if (block.kind === "plain") nodes.push(...inline(block.lines.join("\n")));
    else if (block.kind === "quote") nodes.push(h("blockquote", null, inline(block.lines.join("\n"))));
    else nodes.push(h(block.kind, { start: block.start }, block.lines.map((line) => h("li", null, inline(line)))));
  }
  return nodes;
}

const KINDS = [
  ["quote", /^> (.*)/],
  ["ul", /^[-*•] (.+)/],
  ["ol", /^\d{1,2}\. (.+)/],
];

/** Lines of the same kind in a row; a single numbered or dashed line stays as it was typed. */
function blocksOf(text) {
  const blocks = [];
  for (const line of text.split("\n")) {
    const found = KINDS.map(([kind, shape]) => [kind, line.match(shape)]).find(([, match]) => match);
    const kind = found ? found[0] : "plain";
    const last = blocks.at(-1);
    const entry = { line, inner: found ? found[1][1] : line };
    if (last && last.kind === kind) last.entries.push(entry);
    else blocks.push({ kind, entries: [entry] });
  }
  return mergePlain(blocks.map(settle));
}

function settle({ kind, entries }) {
  const alone = (kind === "ul" || kind === "ol") && entries.length < 2;
  if (kind === "plain" || alone) return { kind: "plain", lines: entries.map((each) => each.line) };
  const start = kind === "ol" ? parseInt(entries[0].line, 10) : null;
  return { kind, start, lines: entries.map((each) => each.inner) };
}

function mergePlain(blocks) {
  const merged = [];
  for (const block of blocks) {
    const last = merged.at(-1);
    if (last && last.kind === "plain" && block.kind === "plain") last.lines.push(...block.lines);
    else merged.push(block);
  }
  return merged;
}

function inline(text) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    const address = match[0].replace(/[.,;:!?)\]}'"»”]+$/u, "");
    nodes.push(...marked(text.slice(from, match.index)), link(address));
    from = match.index + address.length;
  }
  return [...nodes, ...marked(text.slice(from))];
}

function link(address) {
  const href = address.includes("://") ? address : address.includes("@") ? `mailto:${address}` : `https://${address}`;
  return h("a", { href, target: "_blank", rel: "noopener noreferrer nofollow", dir: "ltr" }, address);
}

/** Marks count only around words: `2*3*4` stays as it is. */
function marked(text) {
  for (let start = 0; start < text.length; start += 1) {
    const mark = text[start];
    if (!(mark in MARKS) && mark !== "`") continue;
    const end = closing(text, start, mark);
    if (end < 0) continue;
    const inner = text.slice(start + 1, end);
    const node = mark === "`" ? h("code", null, inner) : h(MARKS[mark], null, marked(inner));
    return [text.slice(0, start), node, ...marked(text.slice(end + 1))].filter((each) => each !== "");
  }
  return text ? [text] : [];
}

function closing(text, start, mark) {
  if (WORD.test(text[start - 1] || " ") || /\s/.test(text[start + 1] || " ")) return -1;
  for (let end = start + 2; end < text.length && text[end] !== "\n"; end += 1) {
    if (text[end] === mark && !/\s/.test(text[end - 1]) && !WORD.test(text[end + 1] || " ")) return end;
  }
  return -1;
}

/** The text without its marks, for quotes and previews. */
export function plain(text) {
  return formatted(text).map((node) => (typeof node === "string" ? node : node.textContent)).join("");
}

const EMOJI = /^(?:\p{Extended_Pictographic}|\p{Emoji_Component}|\p{Regional_Indicator}|\s)+$/u;

/** Up to three emoji and nothing else: drawn large. Digits are no emoji. */
export function isEmojiOnly(text) {
  if (!text || !EMOJI.test(text) || /^[\s\d#*]+$/.test(text)) return false;
  return [...new Intl.Segmenter().segment(text.replace(/\s/g, ""))].length <= 3;
}

/** Which way a text runs: by its first letter. */
export function directionOf(text) {
  const first = text.match(/\p{L}/u);
  return first && /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u.test(first[0]) ? "rtl" : "ltr";
}
