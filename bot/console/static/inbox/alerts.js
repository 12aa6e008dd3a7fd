// What calls for attention: the count in the title, a sound, a notification of the desktop; each agent's own, with quiet hours.

import { h } from "../phone/dom.js";
import { call } from "./api.js";
import { present } from "./moments.js";
import { field, openDialog, sayFault } from "./pieces.js";
import { settings, t } from "./words.js";

const GAP = 2500; // milliseconds between two sounds
const SEEN = "console inbox is seen";

export class Alerts {
  /** @param {{store: any, open: (id: string) => void, isLeader: () => boolean}} parts */
  constructor(parts) {
    Object.assign(this, parts, { title: document.title, last: 0 });
    this.store.on("counts", () => this.showTitle());
    document.addEventListener("visibilitychange", () => this.#sayWhetherSeen());
    this.#sayWhetherSeen();
  }

  /** A tab that is looked at holds a lock of this name: another that holds the stream asks for it. */
  #sayWhetherSeen() {
    this.unseen?.();
    this.unseen = null;
    if (document.hidden || !navigator.locks) return;
    const until = new Promise((done) => (this.unseen = done));
    navigator.locks.request(SEEN, { mode: "shared" }, () => until).catch(() => {});
  }

  /** Whether no tab of the inbox is in front. */
  async #isUnseen() {
    if (!document.hidden) return false;
    const locks = await navigator.locks?.query();
    return !locks?.held.some((each) => each.name === SEEN);
  }

  get wishes() {
    return { sound: true, notifications: false, quiet: "", ...(this.store.me.settings || {}) };
  }

  /** Those who wait for a person, and my own that are unread. */
  showTitle() {
    const mine = [...this.store.rows.values()].filter((row) => this.store.isMine(row) && row.unread > 0).length;
    const count = (this.store.counts.waiting || 0) + mine;
    document.title = count ? `(${count}) ${this.title}` : this.title;
  }

  /** @param {any} row @param {any} before what it was @param {string[]} what */
  heard(row, before, what) {
    this.showTitle();
    const newlyWaiting = row.owner.kind === "queue" && before?.owner.kind !== "queue" && (before || what.includes("owner"));
    const wrote = what.includes("message") && row.preview?.from === "contact" && (before?.unread ?? 0) < row.unread;
    const given = this.store.isMine(row) && before && !this.store.isMine(before) && !what.includes("mine");
    if (!(newlyWaiting || given || (wrote && (this.store.isMine(row) || row.owner.kind === "queue")))) return;
    if (this.isQuiet() || !this.isLeader()) return;
    if (this.wishes.sound) this.#sound();
    if (this.wishes.notifications) this.#notify(row, newlyWaiting);
  }

  /** Kept as `22:00-08:00`. */
  get quietHours() {
    return (this.wishes.quiet || "").split("-");
  }

  isQuiet() {
    const [from, to] = this.quietHours;
    if (!from || !to) return false;
    const now = new Date(present());
    const clock = `${String(now.getHours()).padStart(2, "0")}:${String(now.getMinutes()).padStart(2, "0")}`;
    return from <= to ? clock >= from && clock < to : clock >= from || clock < to;
  }

  /** Two soft notes; made here, so that there is no file to load. */
  #sound() {
    if (Date.now() - this.last < GAP || !navigator.userActivation?.hasBeenActive) return;
    this.last = Date.now();
    this.audio ||= new AudioContext();
    [660, 880].forEach((pitch, n) => {
      const start = this.audio.currentTime + n * 0.13;
      const volume = this.audio.createGain();
      volume.gain.setValueAtTime(0.0001, start);
      volume.gain.exponentialRampToValueAtTime(0.12, start + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.3);
      const tone = this.audio.createOscillator();
      tone.frequency.value = pitch;
      tone.connect(volume).connect(this.audio.destination);
      tone.start(start);
      tone.stop(start + 0.32);
    });
  }

  async #notify(row, waiting) {
    if (!("Notification" in globalThis) || Notification.permission !== "granted" || !(await this.#isUnseen())) return;
    const shown = new Notification(row.name || row.phone, { body: waiting ? t("alerts.waits") : row.preview?.text || "", tag: `conversation ${row.id}`, icon: `${settings.static}/icon.svg` });
    shown.onclick = () => (focus(), this.open(row.id), shown.close());
  }

  openSettings() {
    const { sound, notifications } = this.wishes;
    const [start, end] = this.quietHours;
    const noise = h("input", { type: "checkbox", checked: sound });
    const desk = h("input", { type: "checkbox", checked: notifications, onchange: () => desk.checked && globalThis.Notification?.requestPermission().then((answer) => (desk.checked = answer === "granted")) });
    const from = h("input", { type: "time", class: "input", value: start || "" });
    const to = h("input", { type: "time", class: "input", value: end || "" });
    const send = (event) => {
      event.preventDefault();
      this.#keep({ sound: noise.checked, notifications: desk.checked, quiet: from.value && to.value ? `${from.value}-${to.value}` : "" });
      dialog.close();
    };
    const form = h("form", { class: "alerts", onsubmit: send }, h("label", { class: "check" }, noise, t("alerts.sound")), h("label", { class: "check" }, desk, t("alerts.desktop")), h("fieldset", null, h("legend", null, t("alerts.quiet")), field(t("alerts.from"), from), field(t("alerts.to"), to)), h("p", { class: "dialog-foot" }, h("button", { class: "button small", type: "submit" }, t("save"))));
    const dialog = openDialog({ title: t("alerts.title"), content: form, kind: "dialog-small" });
  }

  async #keep(wishes) {
    this.store.me.settings = { ...this.store.me.settings, ...wishes };
    await call("PATCH", "/me", { settings: wishes }).catch(sayFault);
  }
}
