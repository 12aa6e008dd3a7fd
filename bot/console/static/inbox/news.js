// What the stream tells, put where it belongs; and what is told to others: that this conversation is being looked at.

import { at, post } from "./api.js";
import { dropDrafts } from "./drafts.js";
import { settings } from "./words.js";

const STILL_HERE = 10_000; // milliseconds between two “is viewing”: it holds for fifteen seconds

/** @param {any} inbox @param {string} kind of the event @param {any} data */
export function hear(inbox, kind, data) {
  if (kind === "bye") return bye(inbox);
  const take = { row, counts, presence, gone }[kind];
  if (take) take(inbox, data);
}

/** Whoever sits here next has not written this. */
function bye(inbox) {
  inbox.composer.forget();
  dropDrafts();
  location.reload(); // in the role that it is now, or on to the sign-in
}

function row(inbox, { row: told, what: said }) {
  const before = inbox.store.rows.get(String(told.id));
  const what = Array.isArray(said) ? said : String(said || "").split(",");
  const kept = inbox.store.put(told);
  inbox.store.emit("row", { row: kept, what });
  inbox.alerts.heard(kept, before, what);
  if (inbox.following) inbox.follow(inbox.following);
}

function counts({ store, list }, data) {
  if (data.waiting === undefined) return list.refresh();
  store.counts = { ...store.counts, ...data };
  store.emit("counts");
}

function presence({ store }, { id, viewers }) {
  const known = store.rows.get(String(id));
  if (!known) return;
  store.rows.set(known.id, { ...known, viewers: viewers || [] });
  store.emit("row", { row: store.rows.get(known.id), what: ["viewers"] });
}

/** Somebody was forgotten, or became part of another. */
function gone(inbox, { id }) {
  inbox.store.rows.delete(String(id));
  inbox.list.forget(String(id));
  if (inbox.composer.id === String(id)) inbox.composer.forget();
  if (inbox.id === String(id)) inbox.close();
  dropDrafts(String(id));
}

/** Tells colleagues what this agent looks at. */
export class Watching {
  /** @param {() => string | null} open the conversation that is open */
  constructor(open) {
    this.open = open;
    setInterval(() => this.tell(), STILL_HERE);
    document.addEventListener("visibilitychange", () => this.tell());
  }

  tell() {
    const id = this.open();
    if (id && settings.me?.role !== "viewer") post(at(id, "/viewing"), { on: !document.hidden }).catch(() => {});
  }

  leave(id) {
    if (id && settings.me?.role !== "viewer") post(at(id, "/viewing"), { on: false }, { keepalive: true }).catch(() => {});
  }
}

/** What canned replies may name. */
export function valuesOf({ row: open, told, store }) {
  const name = open?.name || "";
  const order = told?.orders?.[0];
  const coupon = told?.coupons?.held?.find((each) => each.state === "usable");
  return { name, first_name: name.split(" ")[0], customer: name, agent: store.me.name, shop: settings.shop || "", order: order ? `#${order.number}` : "", phone: open?.phone || "", coupon: coupon?.code || "" };
}
