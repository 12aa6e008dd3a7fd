// Writing: a text that grows, an emoji row, attachments, the quote and the advertisement that go with it.

import { openAttachments } from "./attach.js";
import { quoteParts } from "./bubble.js";
import { fill, h, whenQuiet } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./words.js";

const EMOJI = [..."😀😊😍🥰😂😎🤔😅😢😡👍👎🙏👋👏💪❤💕🔥✨🎉🎁🛒🛍💄🧴👗👟📦🚚💳✅❌❓⭐🌹"];

export class Composer {
  /**
   * @param {{number: string, shop: string, screen: () => HTMLElement, send: (message: any) => void, find: (sid: string) => any}} parts
   */
  constructor({ number, shop, screen, send, find }) {
    Object.assign(this, { shop, screen, send, find });
    this.key = `draft ${number}`;
    this.quote = null;
    this.referral = null;
    this.forwarded = false;
    this.product = null;
    this.#build();
    this.#restore();
  }

  #build() {
    const label = t("composer.label");
    this.text = h("textarea", { class: "composer-text", rows: "1", dir: "auto", placeholder: label, "aria-label": label, enterkeyhint: "send", maxlength: "4096" });
    this.extra = h("div", { class: "composer-extra", hidden: true });
    this.emoji = h("div", { class: "emoji-row", role: "group", "aria-label": t("composer.emoji"), hidden: true });
    this.emojiButton = h("button", { class: "icon-button", type: "button", "aria-label": t("composer.emoji"), "aria-expanded": "false", onclick: () => this.#toggleEmoji() }, icon("smile", 24));
    this.attachButton = h("button", { class: "icon-button", type: "button", "aria-label": t("composer.attach"), "aria-haspopup": "menu", "aria-expanded": "false" }, icon("clip", 23));
    this.attachButton.addEventListener("click", () => openAttachments(this));
    this.sendButton = h("button", { class: "send", type: "button", "aria-label": t("composer.send"), onclick: () => this.submit() }, icon("send", 22));
    this.field = h("div", { class: "composer-field" }, this.emojiButton, this.text, this.attachButton);
    this.element = h("div", { class: "composer" }, this.extra, this.emoji, h("div", { class: "composer-line" }, this.field, this.sendButton));
    this.text.addEventListener("keydown", (event) => this.#key(event));
    this.text.addEventListener("input", () => this.#grow());
    this.saveSoon = whenQuiet(250, () => this.#save());
    this.#acceptFiles();
  }

  /** Enter sends; never the Enter that ends a Hangul or Kana syllable (Safari still says 229 after it). */
  #key(event) {
    if (event.key === "Escape" && (this.quote || this.referral || this.forwarded || this.product)) this.#clearExtras();
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.submit();
  }

  submit() {
    const text = this.text.value.trim();
    if (!text) return this.text.focus();
    this.#leave({ kind: "text", text });
    this.text.value = "";
    this.#grow();
    this.#save();
    this.text.focus();
  }

  /** Send something that was not typed; what was typed stays. */
  #leave(message) {
    const extras = { quote: this.quote || undefined, referral: this.referral || undefined, forwarded: this.forwarded || undefined };
    this.send({ ...message, ...extras, ...(message.kind === "text" && this.product) });
    this.#clearExtras();
  }

  attach(message) {
    this.#leave(message);
    this.text.focus();
  }

  write(text) {
    this.text.value = text;
    this.#grow();
    this.#save();
    this.text.focus();
  }

  reply(sid) {
    this.quote = sid;
    this.#showExtras();
    this.text.focus();
  }

  /** The next text asks about a product of WhatsApp's catalog. */
  about(product) {
    this.product = product;
    this.#showExtras();
    this.text.focus();
  }

  arrive({ referral = null, forwarded = false, text = "" }) {
    Object.assign(this, { referral, forwarded });
    this.#showExtras();
    if (text) this.write(text);
    else this.text.focus();
  }

  #clearExtras() {
    Object.assign(this, { quote: null, referral: null, forwarded: false, product: null });
    this.#showExtras();
  }

  #showExtras() {
    const parts = [];
    if (this.referral) parts.push(h("span", { class: "ad-art", "aria-hidden": "true" }), h("span", { class: "quote-words" }, h("strong", null, t("ad.from")), h("span", { dir: "auto" }, this.referral.headline)));
    else if (this.forwarded) parts.push(h("span", { class: "quote-words" }, h("strong", null, t("bubble.forwarded")), h("span", null, t("arrive.forwarded_hint"))));
    if (this.product) parts.push(h("span", { class: "quote-words" }, h("strong", null, t("products.asked")), h("span", { dir: "auto" }, this.product.products.items[0]?.name)));
    if (this.quote) parts.push(quoteParts(this.find(this.quote), this.shop));
    this.extra.hidden = parts.length === 0;
    fill(this.extra, parts, h("button", { class: "icon-button", type: "button", "aria-label": t("composer.drop"), onclick: () => (this.#clearExtras(), this.text.focus()) }, icon("close", 20)));
  }

  #grow() {
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(this.text.scrollHeight, 132)}px`;
    this.saveSoon();
  }

  #toggleEmoji() {
    if (!this.emoji.childElementCount) fill(this.emoji, EMOJI.map((each) => h("button", { type: "button", onclick: () => this.#insert(each) }, each)));
    this.emoji.hidden = !this.emoji.hidden;
    this.emojiButton.setAttribute("aria-expanded", String(!this.emoji.hidden));
  }

  #insert(text) {
    const { selectionStart, selectionEnd } = this.text;
    this.text.setRangeText(text, selectionStart, selectionEnd, "end");
    this.#grow();
  }

  /** Files may also be pasted or dropped. */
  #acceptFiles() {
    const take = (event, files) => {
      if (!files?.length) return;
      event.preventDefault();
      openAttachments(this, [...files]);
    };
    this.text.addEventListener("paste", (event) => take(event, event.clipboardData?.files));
    this.element.addEventListener("dragover", (event) => event.preventDefault());
    this.element.addEventListener("drop", (event) => take(event, event.dataTransfer?.files));
  }

  #save() {
    try {
      if (this.text.value) localStorage.setItem(this.key, this.text.value);
      else localStorage.removeItem(this.key);
    } catch {
      // private windows may forbid it: then there is no draft
    }
  }

  #restore() {
    try {
      this.text.value = localStorage.getItem(this.key) || "";
    } catch {
      this.text.value = "";
    }
    requestAnimationFrame(() => this.#grow());
  }
}
