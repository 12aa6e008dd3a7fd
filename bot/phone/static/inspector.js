// What just happened between phone, shop and provider: the latest requests with their times.

import { fill, h } from "./dom.js";
import { readLog } from "./emulator.js";
import { hasWords, t } from "./words.js";

const SETTLES = 900; // milliseconds: statuses follow a message
const SHOWN = 40;

export class Inspector {
  constructor() {
    this.list = h("ol", { class: "log", tabindex: "0", "aria-label": t("inspector.title") });
    this.element = h("div", { class: "inspector-body" }, h("h2", null, t("inspector.title")), h("p", { class: "hint" }, t("inspector.hint")), this.list);
    this.latest = "";
    this.refresh();
  }

  /** Something happened: look now, and again when its statuses have followed. */
  touch() {
    clearTimeout(this.now);
    clearTimeout(this.later);
    this.now = setTimeout(() => this.refresh(), 120);
    this.later = setTimeout(() => this.refresh(), SETTLES);
  }

  async refresh() {
    try {
      const entries = newestFirst((await readLog()).filter((each) => each.kind !== "page")).slice(0, SHOWN);
      const shape = JSON.stringify(entries);
      if (shape === this.latest) return;
      this.latest = shape;
      fill(this.list, entries.length ? entries.map(row) : h("li", { class: "hint" }, t("inspector.empty")));
    } catch {
      if (!this.latest) fill(this.list, h("li", { class: "hint" }, t("inspector.unreachable")));
    }
  }
}

function newestFirst(entries) {
  const when = (entry) => Date.parse(entry.at || 0) || 0;
  return entries.map((entry, place) => ({ entry, place })).sort((one, other) => when(other.entry) - when(one.entry) || other.place - one.place).map(({ entry }) => entry);
}

/** The end of an address says what it is: `Messages.json`, `status`. */
function shortened(address) {
  const path = address.replace(/^https?:\/\/[^/]+/, "").replace(/\?.*$/, "");
  return path.replace(/^\/2010-04-01\/Accounts\/[^/]+/, "").replace(/^\/webhooks\/twilio/, "");
}

function row(entry) {
  const status = Number(entry.status);
  const kind = entry.kind || entry.method || "request";
  const path = shortened(entry.path || entry.url || "");
  const what = [path, entry.detail || entry.error].filter(Boolean).join(" · ");
  const named = hasWords(`log.${kind}`) ? t(`log.${kind}`) : kind;
  return h(
    "li",
    { class: status >= 400 || entry.error ? "log-row log-bad" : "log-row" },
    h("span", { class: "log-kind" }, named),
    h("span", { class: "log-what", dir: "ltr", title: what }, what),
    Number.isFinite(status) && status > 0 ? h("span", { class: "log-status" }, String(status)) : h("span"),
    h("span", { class: "log-ms", dir: "ltr" }, entry.ms === undefined || entry.ms === null ? "" : t("inspector.ms", { ms: Math.round(entry.ms) })),
  );
}
