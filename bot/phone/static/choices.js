// The list of a message: a bottom sheet with its rows, as WhatsApp shows it.

import { freshId, h } from "./dom.js";
import { openSheet } from "./sheet.js";
import { t } from "./words.js";

/** Some descriptions are there only because the provider wants one: a character that nobody sees. */
const isSeen = (text) => Boolean(text && text.replace(/[\s\p{Cf}]/gu, ""));

/**
 * @param {HTMLElement} screen
 * @param {any} bubble a bubble with a list
 * @param {(row: {id: string, title: string, description?: string}) => void} send
 */
export function openList(screen, bubble, send) {
  const group = freshId("rows");
  let chosen = null;
  const button = h("button", { class: "button button-strong button-wide", type: "submit", disabled: true }, t("composer.send"));
  const rows = bubble.list.rows.map((row) => {
    const radio = h("input", { type: "radio", name: group, value: row.id });
    radio.addEventListener("change", () => {
      chosen = row;
      button.disabled = false;
    });
    const text = h("span", { class: "sheet-row-text" }, h("strong", { dir: "auto" }, row.title), isSeen(row.description) && h("small", { dir: "auto" }, row.description));
    return h("label", { class: "sheet-row" }, text, radio);
  });
  const submit = (event) => {
    event.preventDefault();
    if (!chosen) return;
    sheet.close();
    send(chosen);
  };
  const title = bubble.list.label || t("list.open");
  const form = h("form", { class: "sheet-list", onsubmit: submit }, h("fieldset", null, h("legend", { class: "visually-hidden" }, title), rows), h("div", { class: "sheet-send" }, button));
  const sheet = openSheet(screen, { title, content: form });
  rows[0]?.querySelector("input").focus();
}
