// The keyboard: one letter for everything that is done often, never while something is written.

/** @typedef {{key: string, words: string, act: () => any, group: string, shown?: string, opens?: boolean}} Shortcut `opens`: what `act` promises */

export class Keys {
  /** @param {Shortcut[]} shortcuts @param {(place: number) => void} macro */
  constructor(shortcuts, macro) {
    this.all = shortcuts;
    this.macro = macro;
    document.addEventListener("keydown", (event) => this.#key(event));
  }

  /** What is typed while something opens was meant for it: no letter of it does anything else. */
  #opening = null;

  #key(event) {
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229 || this.#opening) return;
    const big = event.ctrlKey || event.metaKey;
    if (event.altKey || document.querySelector("dialog[open], .menu")) return;
    const name = `${big ? "Ctrl+" : ""}${event.shiftKey && event.key.length === 1 && event.key.toLowerCase() !== event.key.toUpperCase() ? "Shift+" : ""}${letterOf(event)}`;
    if (!big && isWriting(event.target)) return;
    const found = this.all.find((each) => each.key === name);
    if (!found && (big || !/^[1-9]$/.test(event.key))) return;
    event.preventDefault();
    if (!found) return void this.macro(Number(event.key) - 1);
    const done = found.act();
    if (found.opens && done) this.#opening = done.catch(() => {}).finally(() => (this.#opening = null));
  }
}

/** On a Korean keyboard J is ㅓ: the key counts where the letter is not Latin. */
function letterOf(event) {
  if (/^[\x20-\x7e]$/.test(event.key) || event.key.length > 1) return event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return event.code.replace(/^Key/, "").toLowerCase();
}

function isWriting(target) {
  return target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=range], [type=radio])");
}
