// What happens at the emulator, as it happens: one stream per phone and browser, shared by its tabs.
//
// HTTP/1.1 allows six connections per origin, so only one tab holds the stream of a phone (a Web Lock) and tells
// the others (a BroadcastChannel). After every silence the thread is read again: nothing depends on the stream alone.

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 8000;

export class Live {
  /**
   * @param {import("./emulator.js").Line} line
   * @param {{onevent: (event: any) => void, oncatchup: () => Promise<void>, onstate: (online: boolean) => void}} calls
   */
  constructor(line, calls) {
    this.line = line;
    this.calls = calls;
    this.stopped = new AbortController();
    this.pause = FIRST_PAUSE;
    this.channel = new BroadcastChannel(`phone ${line.stream}`);
    this.channel.onmessage = ({ data }) => this.#hear(data);
    this.#lead();
    this.#catchUpAfterSilence();
  }

  stop() {
    this.stopped.abort();
    this.source?.close();
    clearTimeout(this.timer);
    this.channel.close();
  }

  #lead() {
    this.#catchUp(); // followers too: the leader may have been open for hours
    if (!navigator.locks) return this.#open(); // a page without https: every tab for itself
    const held = new Promise((done) => this.stopped.signal.addEventListener("abort", done));
    const whenLeader = () => (this.#open(), held);
    navigator.locks.request(`phone ${this.line.stream}`, { signal: this.stopped.signal }, whenLeader).catch(() => {});
  }

  #open() {
    if (this.stopped.signal.aborted) return;
    this.source = new EventSource(this.line.stream);
    this.source.onopen = () => this.#catchUp();
    this.source.onmessage = ({ data }) => this.#spread({ event: JSON.parse(data) });
    this.source.addEventListener("reset", () => this.#spread({ reset: true }));
    this.source.onerror = () => this.#broken();
  }

  /** The browser retries a lost connection, but gives up for good on an HTTP error: we do not. */
  #broken() {
    this.#spread({ offline: true });
    if (this.source.readyState !== EventSource.CLOSED) return;
    this.#again(() => this.#open());
  }

  #again(work) {
    clearTimeout(this.timer);
    if (this.stopped.signal.aborted) return;
    this.timer = setTimeout(work, this.pause);
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
  }

  #spread(news) {
    if (this.stopped.signal.aborted) return;
    this.channel.postMessage(news);
    this.#hear(news);
  }

  #hear(news) {
    if (news.offline) this.calls.onstate(false);
    else if (news.online || news.reset) this.#catchUp({ quietly: true });
    else this.calls.onevent(news.event);
  }

  async #catchUp({ quietly = false } = {}) {
    try {
      await this.calls.oncatchup();
      if (this.stopped.signal.aborted) return;
      this.pause = FIRST_PAUSE;
      this.calls.onstate(true);
      if (!quietly && this.source) this.channel.postMessage({ online: true });
    } catch {
      this.calls.onstate(false);
      if (!this.source || this.source.readyState === EventSource.OPEN) this.#again(() => this.#catchUp());
    }
  }

  /** A laptop that slept, a tab that was frozen, a network that came back. */
  #catchUpAfterSilence() {
    const { signal } = this.stopped;
    addEventListener("online", () => this.#catchUp(), { signal });
    addEventListener("pageshow", (event) => event.persisted && this.#catchUp(), { signal });
    document.addEventListener("visibilitychange", () => document.hidden || this.#catchUp(), { signal });
  }
}
