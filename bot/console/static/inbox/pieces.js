// Small pieces that every part of the inbox draws with: buttons, faces, chips, menus, dialogs, passing words.

import { freshId, h } from "../phone/dom.js";
import { t } from "./words.js";
import { flagOf, icon } from "./marks.js";

/** A button that is only a drawing; its words are for those who hear and for the pointer that rests. */
export function iconButton(name, label, onclick, props = {}) {
  return h("button", { class: "icon-button", type: "button", "aria-label": label, title: label, onclick, ...props }, icon(name));
}

/** @param {string} label @param {(event: Event) => void} onclick @param {{strong?: boolean, mark?: string, [more: string]: any}} [props] */
export function button(label, onclick, { strong, mark, ...props } = {}) {
  return h("button", { class: `button small${strong ? "" : " quiet"}`, type: "button", onclick, ...props }, mark && icon(mark, 18), h("span", null, label));
}

/** The first letter of a name on a colour of its own, with a flag. */
export function avatar(row, kind = "") {
  const name = (row.name || row.phone || "?").trim();
  const letter = [...new Intl.Segmenter().segment(name.replace(/^\+?\d[\d\s•]*/u, "") || "#")][0].segment.toLocaleUpperCase();
  let sum = 0;
  for (const each of String(row.id)) sum = (sum * 31 + each.codePointAt(0)) % 997;
  const flag = flagOf(row.country);
  return h("span", { class: `face face-${sum % 8} ${kind}`, "aria-hidden": "true" }, letter, flag && h("span", { class: "face-flag" }, flag));
}

export function chip(kind, ...content) {
  return h("span", { class: `chip chip-${kind}` }, content);
}

/** A small picture of a product; a bag where there is none, or it cannot be shown. */
export function thumb(url, kind = "side-blank") {
  const blank = () => h("span", { class: kind }, icon("bag", 18));
  if (!url) return blank();
  const image = h("img", { src: url, alt: "", loading: "lazy", decoding: "async" });
  image.addEventListener("error", () => image.replaceWith(blank()));
  return image;
}

export const kbd = (key) => h("kbd", null, key);

/** Words that pass by, at the bottom; `action` is one thing that can be done about it. */
export function say(text, { action, onaction, seconds = 5, bad = false } = {}) {
  const shelf = document.getElementById("toasts") || document.body.appendChild(h("div", { id: "toasts", role: "status" }));
  const gone = () => toast.remove();
  const toast = h("div", { class: `toast${bad ? " toast-bad" : ""}` }, h("span", { dir: "auto" }, text), action && h("button", { type: "button", onclick: () => (gone(), onaction()) }, action));
  shelf.append(toast);
  setTimeout(gone, seconds * 1000);
  return gone;
}

/** What went wrong, in words. */
export const sayFault = (fault) => fault.name !== "AbortError" && say(fault.message || String(fault), { bad: true, seconds: 7 });

/**
 * A dialog that keeps the focus, closes with Escape and gives the focus back.
 * @param {{title: string, content: any, footer?: any, kind?: string, onclose?: () => void}} parts
 */
export function openDialog({ title, content, footer, kind = "", onclose }) {
  const titleId = freshId("dialog");
  const dialog = h(
    "dialog",
    { class: `dialog ${kind}`, "aria-labelledby": titleId },
    h("header", { class: "dialog-head" }, h("h2", { id: titleId, dir: "auto" }, title), iconButton("close", t("close"), () => dialog.close())),
    h("div", { class: "dialog-body" }, content),
    footer && h("footer", { class: "dialog-foot" }, footer),
  );
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => (dialog.remove(), onclose?.()));
  document.body.append(dialog);
  dialog.showModal();
  const body = dialog.querySelector(".dialog-body");
  if (body.scrollHeight > body.clientHeight) body.tabIndex = 0; // long ones are read by arrow keys
  (dialog.querySelector("[autofocus]") || dialog.querySelector(".dialog-body :is(button, input, select, textarea, a[href])") || dialog).focus();
  return dialog;
}

/** A question with a yes; resolves to whether it was chosen. */
export function ask(title, text, yes) {
  return new Promise((done) => {
    let answer = false;
    const choose = () => ((answer = true), dialog.close());
    const dialog = openDialog({
      title,
      kind: "dialog-small",
      content: h("p", null, text),
      footer: [button(t("cancel"), () => dialog.close()), button(yes, choose, { strong: true, autofocus: true })],
      onclose: () => done(answer),
    });
  });
}

/**
 * A menu at a button: arrow keys, letters of its entries' keys, Escape; closes when the focus leaves it.
 * @param {HTMLElement} anchor
 * @param {string} label
 * @param {{label: string, mark?: string, key?: string, hint?: string, act: () => void}[]} entries
 */
export function openMenu(anchor, label, entries) {
  const items = entries.map((each) =>
    h("button", { class: "menu-item", role: "menuitem", type: "button", tabindex: "-1", onclick: () => choose(each) }, each.mark && icon(each.mark, 18), h("span", { class: "menu-words", dir: "auto" }, each.label, each.hint && h("small", null, each.hint)), each.key && kbd(each.key.toUpperCase())),
  );
  let isClosed = false;
  const menu = h("div", { class: "menu", role: "menu", "aria-label": label }, items);
  const choose = (entry) => (close(true), entry.act());
  const step = (by) => items.at((items.indexOf(document.activeElement) + by + items.length) % items.length).focus();
  const keys = { ArrowDown: () => step(1), ArrowUp: () => step(-1), Home: () => items[0].focus(), End: () => items.at(-1).focus(), Escape: () => close(true), Tab: () => close(true) };
  menu.addEventListener("keydown", (event) => {
    const entry = entries.find((each) => each.key && each.key === event.key.toLowerCase());
    if (!(event.key in keys) && !entry) return;
    event.preventDefault();
    event.stopPropagation();
    if (entry) choose(entry);
    else keys[event.key]();
  });
  menu.addEventListener("focusout", (event) => menu.contains(event.relatedTarget) || close(false));
  anchor.setAttribute("aria-expanded", "true");
  (anchor.closest("dialog") || document.body).append(menu);
  place(menu, anchor);
  items[0]?.focus();

  function close(back) {
    if (isClosed) return; // taking it away takes the focus out of it, which closes it
    isClosed = true;
    anchor.setAttribute("aria-expanded", "false");
    menu.remove();
    if (back) anchor.focus();
  }
  return close;
}

/** Below its anchor where there is room, else above; never out of the page. */
export function place(box, anchor) {
  const from = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = box;
  const below = from.bottom + height + 8 < innerHeight;
  const right = document.documentElement.dir === "rtl" ? from.left : from.right - width;
  box.style.setProperty("inset-block-start", `${Math.max(8, below ? from.bottom + 4 : from.top - height - 4)}px`);
  box.style.setProperty("left", `${Math.min(Math.max(8, right), innerWidth - width - 8)}px`);
}

/** A labelled input, textarea or select. */
export function field(label, input, hint) {
  const id = (input.id ||= freshId("field"));
  return h("div", { class: "field" }, h("label", { for: id }, label), input, hint && h("small", null, hint));
}

export function select(options, chosen, onchange, props = {}) {
  const nodes = options.map(([value, label]) => h("option", { value, selected: String(value) === String(chosen) }, label));
  const input = h("select", { class: "input", ...props }, nodes);
  input.addEventListener("change", () => onchange(input.value));
  return input;
}
