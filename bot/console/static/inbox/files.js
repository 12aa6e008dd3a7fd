// Files that go out: looked at before they are uploaded, so that nobody waits for a refusal.

import { fill, h } from "../phone/dom.js";
import { settings, t } from "./words.js";
import { API } from "./api.js";
import { icon } from "./marks.js";
import { size } from "./moments.js";
import { iconButton, say } from "./pieces.js";

const MB = 1024 * 1024;
/** What WhatsApp takes, by the beginning of the content type; bytes. */
const TAKES = [
  [/^image\/(jpeg|png)$/, 5 * MB],
  [/^image\/webp$/, 100 * 1024],
  [/^audio\/(aac|mp4|mpeg|amr|ogg|webm)/, 16 * MB],
  [/^video\/(mp4|3gpp)$/, 16 * MB],
  [/^application\/(pdf|msword|vnd\.(ms-|openxmlformats))/, 16 * MB],
  [/^text\/(plain|csv|vcard)/, 16 * MB],
];
export const ACCEPT = "image/jpeg,image/png,image/webp,audio/aac,audio/mp4,audio/mpeg,audio/amr,audio/ogg,video/mp4,video/3gpp,application/pdf,.doc,.docx,.xls,.xlsx,.ppt,.pptx,.txt";

/** Why a file cannot be sent, in words; "" when it can. @param {File} file */
export function faultOf(file) {
  const rule = TAKES.find(([type]) => type.test(file.type));
  if (!rule) return t("file.type", { name: file.name });
  if (file.size > rule[1]) return t("file.size", { name: file.name, size: size(file.size), limit: size(rule[1]) });
  return file.size ? "" : t("file.empty", { name: file.name });
}

/** The files that wait above the text. */
export class Files {
  /** @param {() => void} changed */
  constructor(changed) {
    this.changed = changed;
    this.all = [];
    this.element = h("ul", { class: "files", "aria-label": t("file.list"), hidden: true });
  }

  get isBusy() {
    return this.all.some((each) => !each.told);
  }

  /** @param {Iterable<File>} files */
  add(files) {
    for (const file of files) {
      const fault = faultOf(file);
      if (fault) say(fault, { bad: true, seconds: 8 });
      else this.#upload(file);
    }
  }

  #upload(file) {
    const request = new XMLHttpRequest();
    const entry = { file, request, told: null, bar: h("progress", { max: "1", value: "0", "aria-label": t("file.sending", { name: file.name }) }), preview: /^image\//.test(file.type) ? URL.createObjectURL(file) : "" };
    const form = new FormData();
    form.append("file", file, file.name);
    request.open("POST", `${API}/uploads`);
    request.setRequestHeader("X-CSRF", settings.csrf || "");
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => (entry.bar.value = total ? loaded / total : 0);
    request.onload = () => {
      if (request.status >= 300) return this.#refused(entry, request.response?.error?.message);
      entry.told = request.response;
      this.#draw();
    };
    request.onerror = () => this.#refused(entry, t("error.offline"));
    request.send(form);
    this.all.push(entry);
    this.#draw();
  }

  #refused(entry, words) {
    say(words || t("error.unknown"), { bad: true, seconds: 8 });
    this.drop(entry);
  }

  drop(entry) {
    entry.request.abort();
    this.all = this.all.filter((each) => each !== entry);
    this.#draw();
  }

  /** Hand over what was uploaded. */
  empty() {
    const taken = this.all.filter((each) => each.told);
    this.all = [];
    this.#draw();
    return taken;
  }

  #draw() {
    this.element.hidden = this.all.length === 0;
    fill(this.element, this.all.map((each) => h("li", { class: "file" }, each.preview ? h("img", { src: each.preview, alt: "" }) : icon("file", 22), h("span", { class: "file-words" }, h("bdi", null, each.file.name), each.told ? h("small", null, size(each.file.size)) : each.bar), iconButton("close", t("file.drop", { name: each.file.name }), () => this.drop(each)))));
    this.changed();
  }
}

/** Ask for files with the browser's own chooser. */
export function pickFiles(use, accept = ACCEPT) {
  const input = h("input", { type: "file", accept, multiple: true, class: "visually-hidden", "aria-label": t("composer.attach") });
  input.addEventListener("change", () => (use([...input.files]), input.remove()));
  input.addEventListener("cancel", () => input.remove());
  document.body.append(input);
  input.click();
}
