// What the page knows: conversations by id, counts, the people of the team; and who wants to hear of changes.

import { present } from "./moments.js";

/** @typedef {{id: string, name: string, phone: string, owner: {kind: "bot" | "queue" | "agent", id?: string, name?: string}, epoch: number, unread: number, [more: string]: any}} Row */

export class Store {
  constructor() {
    /** @type {Map<string, Row>} */
    this.rows = new Map();
    this.counts = {};
    this.me = { id: "", name: "", role: "viewer", settings: {} };
    this.agents = [];
    this.tags = [];
    this.views = [];
    this.canned = [];
    this.teams = [];
    this.listeners = new Map();
  }

  /** @param {string} name @param {(data: any) => void} listener */
  on(name, listener) {
    this.listeners.set(name, [...(this.listeners.get(name) || []), listener]);
  }

  emit(name, data) {
    for (const listener of this.listeners.get(name) || []) listener(data);
  }

  /** Keep a row that the server told; an older epoch never replaces a newer one. */
  put(told) {
    const row = { ...told, id: String(told.id) };
    const known = this.rows.get(row.id);
    if (known && known.epoch > row.epoch) return known;
    const kept = { ...known, ...row };
    this.rows.set(row.id, kept);
    return kept;
  }

  /** Change a row before the server has answered; returns how to take it back. */
  guess(id, change) {
    const before = this.rows.get(id);
    if (!before) return () => {};
    const guessed = { ...before, ...change };
    this.rows.set(id, guessed);
    this.emit("row", { row: guessed, what: ["owner"] });
    return () => {
      if (this.rows.get(id) !== guessed) return;
      this.rows.set(id, before);
      this.emit("row", { row: before, what: ["owner"] });
    };
  }

  isMine(row) {
    return row.owner.kind === "agent" && String(row.owner.id) === String(this.me.id);
  }

  mayWrite() {
    return this.me.role !== "viewer";
  }
}

export const isSnoozed = (row) => Boolean(row.snoozed_until) && Date.parse(row.snoozed_until) > present();

/** Whether a conversation belongs under a tab. `null`: only the server knows (saved views). */
export function belongs(store, row, view) {
  if (view === "snoozed") return isSnoozed(row);
  if (view === "all") return Boolean(row.touched_at);
  if (view === "bot") return Boolean(row.touched_at) && row.owner.kind === "bot";
  if (isSnoozed(row)) return false;
  if (view === "waiting") return row.owner.kind === "queue" || Boolean(row.waiting_since);
  if (view === "mine") return store.isMine(row);
  return null;
}

/** Waiting: those whom nobody has first, the longest wait first. Snoozed: what comes back first. Else: the newest. */
export function inOrder(view) {
  if (view === "snoozed") return (a, b) => time(a.snoozed_until) - time(b.snoozed_until);
  return view === "waiting" ? waiting : newest;
}

const waiting = (a, b) => (a.owner.kind === "queue" ? 0 : 1) - (b.owner.kind === "queue" ? 0 : 1) || time(a.waiting_since) - time(b.waiting_since) || newest(a, b);

const newest = (a, b) => time(b.touched_at) - time(a.touched_at) || (a.id < b.id ? 1 : -1);
const time = (moment) => (moment ? Date.parse(moment) : 0);

/** Milliseconds until a free text may no longer be sent; null when nobody ever wrote. */
export function windowLeft(row) {
  return row.window_closes_at ? Date.parse(row.window_closes_at) - present() : null;
}
