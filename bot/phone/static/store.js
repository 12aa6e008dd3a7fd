// What one phone knows: its bubbles in order, whoever told us first.

const RANK = { pending: 0, queued: 1, accepted: 1, sending: 2, receiving: 2, sent: 3, undelivered: 4, failed: 4, received: 5, delivered: 5, read: 6 };

/** Statuses only move forward; delivery evidence beats an earlier failure. */
export function isLater(next, now) {
  return (RANK[next] ?? 1) > (RANK[now] ?? -1);
}

export class Store {
  /** @param {() => void} changed called after every change */
  constructor(changed) {
    this.changed = changed;
    this.bubbles = new Map(); // by sid
    this.waiting = []; // written here, not yet confirmed by the emulator
    this.seq = 0;
    this.notes = new Map(); // what only this phone knows of a bubble: the ad it came from, that it was forwarded
    this.early = new Map(); // statuses that came before their bubble
  }

  /** Every bubble, oldest first; what is being sent comes last. */
  get all() {
    const known = [...this.bubbles.values()].sort((one, other) => one.seq - other.seq);
    return [...known, ...this.waiting];
  }

  find(sid) {
    return this.bubbles.get(sid) || this.waiting.find((each) => each.sid === sid);
  }

  /** What the emulator listed. A smaller `seq` than ours means that it began anew: then so do we. */
  merge({ messages, seq }, { whole }) {
    if (whole) this.bubbles.clear();
    for (const bubble of messages) this.#keep(bubble);
    this.seq = whole ? seq : Math.max(this.seq, seq);
    this.changed();
  }

  /** Where to read on from: a little before the end, since old bubbles may have new statuses. `newest` must be
   *  among what comes back, else the emulator has begun anew. */
  get reread() {
    const known = this.all.filter((each) => each.seq);
    return { after: known.length > 60 ? known[known.length - 60].seq - 1 : 0, newest: known.at(-1)?.sid ?? null };
  }

  hear(event) {
    if (event.type === "message") this.#keep(event.message);
    else if (event.type === "status") this.#mark(event);
    this.changed();
  }

  #keep(bubble) {
    if (!bubble.from_shop && !this.bubbles.has(bubble.sid)) this.#meets(bubble);
    const known = this.bubbles.get(bubble.sid);
    const kept = known && isLater(known.status, bubble.status) ? { ...bubble, status: known.status, error: known.error } : bubble;
    this.bubbles.set(bubble.sid, kept);
    this.seq = Math.max(this.seq, bubble.seq || 0);
    const early = this.early.get(bubble.sid);
    if (early) this.#mark(early);
    this.early.delete(bubble.sid);
  }

  #mark({ sid, status, error }) {
    const known = this.bubbles.get(sid);
    if (!known) this.early.set(sid, { sid, status, error });
    else if (isLater(status, known.status)) this.bubbles.set(sid, { ...known, status, error: error || null });
  }

  /** The stream may bring our own message before the answer to its sending does. */
  #meets(bubble) {
    const place = this.waiting.findIndex(
      (each) => each.status === "pending" && (each.settled === bubble.sid || (!each.settled && alike(each, bubble))),
    );
    if (place < 0) return;
    const [mine] = this.waiting.splice(place, 1);
    mine.settled = bubble.sid;
    if (mine.note) this.notes.set(bubble.sid, mine.note);
  }

  /** A bubble of ours, shown before it has left. */
  add(bubble) {
    this.waiting.push(bubble);
    this.changed();
  }

  /** The emulator took it over. */
  settle(bubble, { sid }) {
    bubble.settled = sid;
    if (bubble.note) this.notes.set(sid, bubble.note);
    if (this.bubbles.has(sid)) this.remove(bubble);
    this.changed();
  }

  fail(bubble, error) {
    Object.assign(bubble, { status: "failed", error });
    this.changed();
  }

  remove(bubble) {
    this.waiting = this.waiting.filter((each) => each !== bubble);
    this.changed();
  }
}

function alike(mine, theirs) {
  return mine.kind === theirs.kind && (mine.text || "") === (theirs.text || "");
}
