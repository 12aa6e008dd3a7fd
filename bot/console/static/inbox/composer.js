// Writing: a reply to the contact or a note to the team, in two ways that cannot be mistaken for one another.

import { fill, h, whenQuiet } from "../phone/dom.js";
import { t } from "./words.js";
import { openAttachments, toggleEmoji } from "./adding.js";
import { at, post } from "./api.js";
import { Canned } from "./canned.js";
import { keepDraft, readDraft } from "./drafts.js";
import { Files } from "./files.js";
import { Mentions } from "./mentions.js";
import { plain } from "../phone/format.js";
import { icon } from "./marks.js";
import { button, iconButton, kbd } from "./pieces.js";
import { windowLeft } from "./store.js";

const TALLEST = 168; // pixels
const TELL_TYPING = 4000; // milliseconds between two “is typing”

export class Composer {
  /** @param {{store: any, actions: any, sender: import("./sending.js").Sender, values: () => Record<string, string>}} parts */
  constructor(parts) {
    Object.assign(this, parts, { mode: "reply", id: null, quote: null, told: 0 });
    this.#build();
    this.saveSoon = whenQuiet(200, () => this.#save());
    addEventListener("pagehide", () => this.#save());
  }

  #build() {
    const tab = (mode, key) => h("button", { class: "mode", type: "button", role: "tab", id: `mode-${mode}`, "aria-controls": "composer-box", title: `${t(`composer.${mode}`)} (${key})`, onclick: () => this.setMode(mode) }, t(`composer.${mode}`));
    this.modes = { reply: tab("reply", "R"), note: tab("note", "N") };
    this.text = h("textarea", { class: "composer-text", id: "composer-text", rows: "1", dir: "auto", enterkeyhint: "send", maxlength: "4096", "aria-autocomplete": "list" });
    this.banner = h("div", { class: "lock", role: "status", hidden: true });
    this.extra = h("div", { class: "composer-extra", hidden: true });
    this.files = new Files(() => this.#showSend());
    this.emoji = h("div", { class: "emoji", role: "group", "aria-label": t("composer.emoji"), hidden: true });
    this.canned = new Canned(this.text, { list: () => (this.mode === "reply" ? this.store.canned : []), values: this.values, write: (text) => this.write(text) });
    this.mentions = new Mentions(this.text, () => (this.mode === "note" ? this.store.agents : []));
    this.attach = iconButton("clip", t("composer.attach"), () => openAttachments(this), { "aria-haspopup": "menu", "aria-expanded": "false" });
    this.template = iconButton("form", t("composer.template"), () => this.openTemplates());
    this.smile = iconButton("smile", t("composer.emoji"), () => toggleEmoji(this), { "aria-expanded": "false", class: "icon-button wide-only" });
    this.send = h("button", { class: "send", type: "button", onclick: () => this.submit() }, icon("send", 22));
    this.box = h("div", { class: "composer-box", id: "composer-box", role: "tabpanel", "aria-labelledby": "mode-reply" }, this.extra, this.files.element, this.emoji, h("div", { class: "composer-line" }, this.attach, this.template, h("div", { class: "composer-field" }, this.text, this.smile), this.send));
    this.hints = h("p", { class: "hints" }, [["/", "hint.canned"], ["⏎", "hint.send"], ["⇧⏎", "hint.newline"], ["N", "hint.note"], ["?", "hint.keys"]].map(([key, words]) => h("span", null, kbd(key), t(words))));
    this.element = h("section", { class: "composer mode-is-reply", "aria-label": t("composer.label") }, this.canned.element, this.mentions.element, h("div", { class: "modes", role: "tablist", "aria-label": t("composer.modes"), onkeydown: (event) => this.#switch(event) }, this.modes.reply, this.modes.note), this.banner, this.box, this.hints);
    this.text.addEventListener("keydown", (event) => this.#key(event));
    this.text.addEventListener("input", () => this.#typed());
    this.#acceptFiles();
  }

  #switch(event) {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    this.setMode(this.mode === "reply" ? "note" : "reply", { focus: false });
    this.modes[this.mode].focus();
  }

  /** @param {any} row @param {any} can */
  open(row, can) {
    this.#save();
    if (this.id !== row.id) Object.assign(this, { id: row.id, mode: "reply", quote: null });
    this.can = can || {};
    this.#restore();
    this.#showExtra();
    this.show();
  }

  /** @param {"reply" | "note"} mode */
  setMode(mode, { focus = true } = {}) {
    if (mode !== this.mode) {
      this.#save();
      this.mode = mode;
      this.#restore();
    }
    this.show();
    if (focus) this.text.focus();
  }

  /** Why no reply can be written now: "" when one can. */
  get lock() {
    const row = this.store.rows.get(this.id);
    if (!row) return "";
    if (!this.store.mayWrite()) return "viewer";
    if (this.mode === "note") return "";
    const left = windowLeft(row);
    if (left === null || left <= 0) return "window";
    return this.store.isMine(row) ? "" : row.owner.kind === "agent" ? "other" : row.owner.kind;
  }

  /** Everything that depends on whose the conversation is, on its window and on the way of writing. */
  show() {
    const { lock, mode } = this;
    const row = this.store.rows.get(this.id);
    if (!row) return;
    this.element.className = `composer mode-is-${mode}${lock ? ` is-locked-${lock}` : ""}`;
    for (const [name, tab] of Object.entries(this.modes)) {
      tab.setAttribute("aria-selected", String(name === mode));
      tab.tabIndex = name === mode ? 0 : -1;
    }
    this.box.setAttribute("aria-labelledby", `mode-${mode}`);
    const closed = lock === "window" || lock === "viewer";
    const words = closed ? t(`lock.${lock}_short`) : t(mode === "note" ? "composer.note_placeholder" : "composer.placeholder");
    this.text.placeholder = words;
    this.text.setAttribute("aria-label", t(mode === "note" ? "composer.note_label" : "composer.reply_label", { name: row.name || row.phone }));
    this.text.readOnly = closed;
    for (const each of [this.attach, this.smile]) each.disabled = closed;
    this.attach.hidden = this.template.hidden = mode === "note";
    this.template.disabled = lock === "viewer";
    this.#showBanner(lock, row);
    this.#showSend();
  }

  #showBanner(lock, row) {
    const shape = `${lock} ${row.owner.name || ""} ${row.id}`;
    if (shape === this.bannerShape) return;
    this.bannerShape = shape;
    this.banner.hidden = !lock;
    this.banner.className = `lock lock-${lock}`;
    const act = lock === "window" ? button(t("lock.window_act"), () => this.openTemplates(), { mark: "form" }) : lock && lock !== "viewer" ? button(t("action.take"), () => this.actions.take(this.id), { mark: "person" }) : null;
    fill(this.banner, lock && [h("span", null, t(`lock.${lock}`, { name: row.owner.name || "" })), act]);
  }

  #showSend() {
    const { lock } = this;
    const takes = lock === "bot" || lock === "queue" || lock === "other";
    const label = t(this.mode === "note" ? "composer.keep_note" : takes ? "composer.take_and_send" : "composer.send");
    this.send.setAttribute("aria-label", label);
    this.send.title = label;
    this.send.disabled = lock === "window" || lock === "viewer" || this.files.isBusy;
  }

  /** Enter sends; never the Enter that ends a Hangul or Kana syllable (Safari still says 229 after it). */
  #key(event) {
    if (this.canned.key(event) || this.mentions.key(event)) return;
    if (event.key === "Escape") return this.quote ? this.#dropQuote() : this.text.blur();
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.submit();
  }

  async submit() {
    const text = this.text.value.trim();
    if (this.send.disabled || (!text && !this.files.all.length)) return this.text.focus();
    const { id, mode } = this;
    if (mode === "reply" && this.lock && !(await this.actions.take(id))) return;
    if (id !== this.id || mode !== this.mode) return;
    const files = mode === "reply" ? this.files.empty() : [];
    const quote = this.quote;
    this.write("");
    this.#tellTyping("");
    this.#dropQuote();
    if (mode === "note") return this.sender.note(id, text, this.mentions.of(text), () => this.write(text));
    const caption = files.length && !/^audio\//.test(files.at(-1).file.type) ? text : "";
    files.forEach((each, n) => this.sender.reply(id, { media: each, text: n === files.length - 1 ? caption : "" }));
    if (text && !caption) this.sender.reply(id, { text, quote });
  }

  write(text) {
    this.text.value = text;
    this.#grow();
    this.#save();
    this.text.focus();
    this.text.setSelectionRange(text.length, text.length);
  }

  reply(item) {
    this.quote = { id: item.id, text: item.text || "", from: item.from };
    this.setMode("reply");
    this.#showExtra();
  }

  /** Nothing is being written here any more. */
  leave() {
    this.#save();
    this.#tellTyping("");
  }

  /** What is being written is not kept. */
  forget() {
    this.text.value = "";
    this.id = null;
  }

  #dropQuote() {
    this.quote = null;
    this.#showExtra();
  }

  #showExtra() {
    this.extra.hidden = !this.quote;
    if (this.quote) fill(this.extra, h("span", { class: `quote quote-${this.quote.from}` }, h("strong", null, t(`from.${this.quote.from}`)), h("span", { dir: "auto" }, plain(this.quote.text).slice(0, 160))), iconButton("close", t("composer.drop_quote"), () => (this.#dropQuote(), this.text.focus())));
  }

  #typed() {
    this.#grow();
    this.saveSoon();
    const mode = this.text.value ? this.mode : "";
    if (mode === this.toldMode && Date.now() - this.told < TELL_TYPING) return;
    this.#tellTyping(mode);
  }

  #tellTyping(mode) {
    if (!this.id || (!mode && !this.toldMode)) return;
    Object.assign(this, { told: Date.now(), toldMode: mode });
    post(at(this.id, "/typing"), { mode }).catch(() => {});
  }

  #grow() {
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(this.text.scrollHeight, TALLEST)}px`;
  }

  #save() {
    if (this.id) keepDraft(this.id, this.mode, this.text.value);
  }

  #restore() {
    this.text.value = readDraft(this.id, this.mode);
    this.canned.close();
    this.#grow();
  }

  async openTemplates() {
    const { openTemplates } = await import("./templates.js");
    openTemplates(this.store.rows.get(this.id), this.sender, this.actions);
  }

  insert(text) {
    this.text.setRangeText(text, this.text.selectionStart, this.text.selectionEnd, "end");
    this.#typed();
    this.text.focus();
  }

  /** Files may also be pasted or dropped. */
  #acceptFiles() {
    this.text.addEventListener("paste", (event) => this.#take(event, event.clipboardData?.files));
  }

  dropped(event) {
    event.preventDefault();
    this.#take(event, event.dataTransfer?.files);
  }

  #take(event, files) {
    if (!files?.length || this.mode === "note" || this.text.readOnly) return;
    event.preventDefault();
    this.files.add([...files]);
  }
}
