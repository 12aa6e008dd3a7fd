// What happens at the shop, as it happens: one stream per browser, shared by its tabs.
//
// HTTP/1.1 allows six connections per origin, so only one tab holds the stream (a Web Lock) and tells the others
// (a BroadcastChannel). After every silence the page reads again: nothing depends on the stream alone.

import { API } from "./api.js";

const FIRST_PAUSE = 500; // milliseconds
const LONGEST_PAUSE = 8000;
const KINDS = ["row", "counts", "presence", "gone", "hello", "bye", "reset"];
const HEARTBEAT = 4000; // a longer gap between two beats means that the machine slept

export class Live {
  /** @param {{onevent: (kind: string, data: any) => void, oncatchup: () => Promise<void>, onstate: (online: boolean) => void}} calls */
  constructor(calls) {
    this.calls = calls;
    this.pause = FIRST_PAUSE;
    this.isLeader = false;
    this.name = `console ${API}`;
    this.channel = "BroadcastChannel" in globalThis ? new BroadcastChannel(this.name) : null;
    if (this.channel) this.channel.onmessage = ({ data }) => this.#hear(data);
    this.#lead();
    this.#noticeSilence();
  }

  #lead() {
    if (!navigator.locks || !this.channel) return this.#open(); // a page without https: every tab for itself
    navigator.locks.request(this.name, () => (this.#open(), new Promise(() => {}))).catch(() => this.#open());
    this.calls.onstate(navigator.onLine);
  }

  #open() {
    this.isLeader = true;
    this.source?.close();
    this.source = new EventSource(`${API}/events${this.last ? `?last=${this.last}` : ""}`);
    this.source.onopen = () => this.#opened();
    for (const kind of KINDS) {
      this.source.addEventListener(kind, ({ data, lastEventId }) => this.#spread({ kind, data: data ? JSON.parse(data) : {}, last: lastEventId }));
    }
    this.source.onerror = () => this.#broken();
  }

  /** What was missed is replayed by the stream's ids; what was missed before the first connection is read. */
  #opened() {
    this.pause = FIRST_PAUSE;
    this.#spread({ online: true });
  }

  /** The browser retries a lost connection, but gives up for good on an HTTP error: we do not. */
  #broken() {
    this.#spread({ offline: true });
    if (this.source.readyState !== EventSource.CLOSED) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#open(), this.pause);
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
  }

  #spread(news) {
    this.channel?.postMessage(news);
    this.#hear(news);
  }

  #hear(news) {
    this.last = news.last || this.last; // where the next leader goes on
    if (news.offline) this.calls.onstate(false);
    else if (news.online || news.kind === "reset") this.#catchUp();
    else this.calls.onevent(news.kind, news.data);
  }

  async #catchUp() {
    try {
      await this.calls.oncatchup();
      this.calls.onstate(navigator.onLine); // the network may have gone meanwhile
    } catch {
      this.calls.onstate(false);
      clearTimeout(this.again);
      this.again = setTimeout(() => this.#catchUp(), this.pause);
      this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
    }
  }

  /** A laptop that slept, a tab that was frozen, a network that went and came back. */
  #noticeSilence() {
    const wake = () => (this.isLeader ? this.#open() : this.#catchUp());
    let beat = Date.now();
    setInterval(() => {
      const slept = Date.now() - beat > HEARTBEAT * 5 && !document.hidden;
      beat = Date.now();
      if (slept) wake();
    }, HEARTBEAT);
    addEventListener("online", wake);
    addEventListener("offline", () => this.calls.onstate(false));
    addEventListener("pageshow", (event) => event.persisted && wake());
    addEventListener("freeze", () => this.source?.close());
    addEventListener("resume", wake);
    addEventListener("pagehide", () => this.source?.close());
  }
}
