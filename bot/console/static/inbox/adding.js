// What is added to a text besides letters: files, a spoken note, a product of the catalog, emoji. Loaded when asked for.

import { fill, h } from "../phone/dom.js";
import { pickFiles } from "./files.js";
import { openMenu } from "./pieces.js";
import { t } from "./words.js";

/** @param {import("./composer.js").Composer} composer */
export function openAttachments(composer) {
  const add = (files) => composer.files.add(files);
  const row = () => composer.store.rows.get(composer.id);
  openMenu(composer.attach, t("composer.attach"), [
    { label: t("attach.file"), mark: "file", act: () => pickFiles(add) },
    { label: t("attach.picture"), mark: "image", act: () => pickFiles(add, "image/jpeg,image/png,video/mp4") },
    { label: t("attach.voice"), mark: "mic", act: async () => (await import("./recorder.js")).openRecorder(add) },
    { label: t("attach.product"), mark: "bag", act: async () => (await import("./products.js")).openProducts(row(), (product) => sendProduct(composer, product)) },
  ]);
}

async function sendProduct(composer, product) {
  if (composer.lock && !(await composer.actions.take(composer.id))) return;
  composer.sender.reply(composer.id, { product, text: "" });
}

/** @param {import("./composer.js").Composer} composer */
export async function toggleEmoji(composer) {
  const { emoji, smile } = composer;
  if (!emoji.childElementCount) {
    const { EMOJI } = await import("./emoji.js");
    fill(emoji, EMOJI.map((each) => h("button", { type: "button", onclick: () => composer.insert(each) }, each)));
  }
  emoji.hidden = !emoji.hidden;
  smile.setAttribute("aria-expanded", String(!emoji.hidden));
}
