// Messages on their way: shown at once, settled by the server's answer, sent again with the same key when it did not come.

import { t } from "./words.js";
import { at, freshKey, post } from "./api.js";
import { present } from "./moments.js";
import { sayFault } from "./pieces.js";

export class Sender {
  /** @param {{store: any, thread: () => any, closed: () => void}} parts */
  constructor(parts) {
    Object.assign(this, parts);
  }

  /** @param {string} id @param {{text?: string, media?: any, product?: any, quote?: any}} what */
  reply(id, { text = "", media, product, quote }) {
    const key = freshKey();
    const body = { key, ...(text && { text }), ...(media && { media_id: media.told.id }), ...(product && { product: product.sku }), ...(quote && { quote: quote.id }) };
    const shown = media && { url: media.preview || media.told.url, content_type: media.file.type, name: media.file.name, size: media.file.size };
    const kind = media ? kindOf(media.file.type) : "text";
    return this.#go(id, "/send", body, { kind, text: text || product?.title || "", media: shown || undefined, quote });
  }

  template(id, { name, language, variables, text }) {
    return this.#go(id, "/template", { key: freshKey(), name, language, variables }, { kind: "template", text, template: { name, language } });
  }

  async #go(id, path, body, shown) {
    const local = { id: `local:${body.key}`, at: new Date(present()).toISOString(), from: "agent", who: this.store.me.name, status: "sending", ...shown };
    const thread = this.thread();
    if (thread.id === id) thread.add(local);
    return this.#try(id, path, body, local);
  }

  async #try(id, path, body, local) {
    try {
      const told = await post(at(id, path), body);
      if (this.thread().id === id) this.thread().settle(local.id, itemOf(told));
      return true;
    } catch (fault) {
      this.#failed(id, local, fault, () => this.#try(id, path, body, { ...local, status: "sending" }));
      return false;
    }
  }

  /** Nothing that was written is lost: it stays in red with the reason, and can be sent again. */
  #failed(id, local, fault, again) {
    if (fault.code?.includes?.("window")) this.closed();
    if (this.thread().id !== id) return sayFault(fault);
    const act = () => (this.thread().add({ ...local, status: "sending" }), again());
    this.thread().add({ ...local, status: "failed", reason: fault.message, code: null, can_retry: true, again: act });
  }

  async note(id, text, mentions, putBack) {
    try {
      const told = await post(at(id, "/note"), { text, ...(mentions.length && { mentions }) });
      if (this.thread().id === id) this.thread().settle("", itemOf(told));
    } catch (fault) {
      sayFault(fault);
      putBack();
    }
  }

  /** A new message to the provider, not only a new mark. */
  async retry(item) {
    if (item.again) return item.again();
    const thread = this.thread();
    thread.change(item.id, { status: "sending", can_retry: false });
    try {
      await post(at(thread.id, "/retry"), { id: item.id });
      await thread.refresh();
    } catch (fault) {
      thread.change(item.id, { status: "failed", can_retry: true });
      sayFault(fault);
    }
  }

  /** @param {any} item @param {(text: string) => void} putBack what was taken back can be mended */
  async undo(item, putBack) {
    const thread = this.thread();
    try {
      await post(at(thread.id, "/undo"), { id: item.id });
      thread.change(item.id, { status: "cancelled", can_undo_until: null, reason: t("status.undone") });
      if (item.text && item.kind === "text") putBack(item.text);
    } catch (fault) {
      sayFault(fault);
    }
    thread.refresh().catch(() => {});
  }
}

const itemOf = (told) => (told?.item?.id ? told.item : told?.kind && told?.at ? told : null);

function kindOf(type) {
  const family = type.split("/")[0];
  return ["image", "audio", "video"].includes(family) ? family : "document";
}
