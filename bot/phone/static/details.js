// What is known of one message: for those who want to see what a status report did.

import { h } from "./dom.js";
import { openSheet } from "./sheet.js";
import { clockTime, dayName, hasWords, t } from "./words.js";

/** @param {HTMLElement} screen @param {string} sid @param {import("./store.js").Store} store */
export function openDetails(screen, sid, store) {
  const bubble = store.find(sid);
  if (!bubble) return;
  const moment = new Date(bubble.at);
  const facts = {
    "details.status": hasWords(`status.${bubble.status}`) ? t(`status.${bubble.status}`) : bubble.status,
    "details.at": `${dayName(moment)}, ${clockTime(moment)}`,
    "details.kind": bubble.template ? t("bubble.template") : bubble.kind,
    "details.id": bubble.sid,
    "details.error": bubble.error && [bubble.error.message, bubble.error.code].filter(Boolean).join(" · "),
    "details.tapped": bubble.tapped,
  };
  const rows = Object.entries(facts).filter(([, value]) => value).map(([key, value]) => [h("dt", null, t(key)), h("dd", { dir: "auto" }, value)]);
  openSheet(screen, { title: t("details.title"), content: h("dl", { class: "details" }, rows) });
}
