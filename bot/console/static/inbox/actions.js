// What an agent does with a conversation: take it, give it to somebody, hand it back. Shown at once, taken back when refused.

import { t } from "./words.js";
import { at, post } from "./api.js";
import { ask, openMenu, say, sayFault } from "./pieces.js";
import { snoozeEntries } from "./snooze.js";

export class Actions {
  /** @param {import("./store.js").Store} store @param {{next: (id: string) => void, refresh: () => void}} calls */
  constructor(store, calls) {
    Object.assign(this, { store, calls });
  }

  /** @returns {Promise<boolean>} whether it is ours now */
  async take(id) {
    const row = this.store.rows.get(id);
    if (!row || !this.store.mayWrite()) return false;
    if (this.store.isMine(row)) return true;
    if (row.owner.kind === "agent") return this.#takeAnyway(row, row.owner.name, row.epoch);
    const undo = this.store.guess(id, { owner: { kind: "agent", id: this.store.me.id, name: this.store.me.name } });
    try {
      this.#told(await post(at(id, "/take"), { epoch: row.epoch }));
      return true;
    } catch (fault) {
      undo();
      if (fault.status !== 409) return sayFault(fault), false;
      const owner = fault.detail.owner?.name ?? fault.detail.owner;
      if (!owner) return this.#send(id, "/take", { epoch: fault.detail.epoch }); // the bot moved on: still nobody's
      return this.#takeAnyway(row, owner, fault.detail.epoch);
    }
  }

  /** “Joon has it: take anyway?” */
  async #takeAnyway(row, owner, epoch) {
    if (!(await ask(t("take.title", { name: owner || "?" }), t("take.question", { name: owner || "?" }), t("take.anyway")))) {
      this.calls.refresh();
      return false;
    }
    return this.#send(row.id, "/take", { epoch, force: true });
  }

  /** @param {"ask" | "resume" | "skip" | "restart"} resume what becomes of the flow that waits */
  release(id, resume = "ask") {
    return this.#send(id, "/release", { resume }, { owner: { kind: "bot" } }, t("done.released"));
  }

  releaseMenu(id, anchor) {
    const entry = (resume, key, mark) => ({ label: t(`release.${resume}`), hint: t(`release.${resume}_hint`), key, mark, act: () => this.release(id, resume) });
    openMenu(anchor, t("action.release"), [entry("ask", "a", "bot"), entry("resume", "r", "play"), entry("skip", "s", "check"), entry("restart", "n", "retry")]);
  }

  assignMenu(id, anchor) {
    const people = this.store.agents.map((each) => ({ label: each.name, hint: each.is_away ? t("agent.away") : each.open === undefined ? "" : t("agent.open", { count: each.open }), mark: "person", act: () => this.assign(id, { agent: each.id }, each.name) }));
    const teams = this.store.teams.map((each) => ({ label: each.name, mark: "assign", act: () => this.assign(id, { team: each.id }, each.name) }));
    if (people.length + teams.length === 0) return say(t("assign.nobody"));
    openMenu(anchor, t("action.assign"), [...people, ...teams]);
  }

  assign(id, to, name) {
    const guess = to.agent ? { owner: { kind: "agent", id: to.agent, name } } : { owner: { kind: "queue" } };
    return this.#send(id, "/assign", to, guess, t("done.assigned", { name }));
  }

  async resolve(id) {
    const done = await this.#send(id, "/resolve", { next: false }, { owner: { kind: "bot" }, waiting_since: null }, t("done.resolved"));
    if (done) this.calls.next(id);
  }

  snoozeMenu(id, anchor) {
    const row = this.store.rows.get(id);
    const back = row?.snoozed_until ? [{ label: t("snooze.wake"), mark: "bell", act: () => this.#send(id, "/unsnooze", {}, { snoozed_until: null }) }] : [];
    openMenu(anchor, t("action.snooze"), [...back, ...snoozeEntries((until) => this.#send(id, "/snooze", { until, note: "" }, { snoozed_until: until }, t("done.snoozed")))]);
  }

  tags(id, add, remove) {
    return this.#send(id, "/tags", { add, remove });
  }

  async #send(id, path, body, guess, words) {
    const undo = guess ? this.store.guess(id, guess) : () => {};
    try {
      this.#told(await post(at(id, path), body));
      if (words) say(words);
      return true;
    } catch (fault) {
      undo();
      sayFault(fault);
      this.calls.refresh();
      return false;
    }
  }

  #told(answer) {
    const row = answer?.row || (answer?.owner && answer?.epoch !== undefined ? answer : null);
    if (row) this.store.emit("row", { row: this.store.put(row), what: ["owner"] });
    else this.calls.refresh();
  }
}
