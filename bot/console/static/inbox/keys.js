// The keyboard: one letter for everything that is done often, never while something is written.

/** @typedef {{key: string, words: string, act: () => void, group: string, shown?: string}} Shortcut */

export class Keys {
  /** @param {Shortcut[]} shortcuts @param {(place: number) => void} macro */
  constructor(shortcuts, macro) {
    this.all = shortcuts;
    this.macro = macro;
    document.addEventListener("keydown", (event) => this.#key(event));
  }

  #key(event) {
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
    const big = event.ctrlKey || event.metaKey;
    if (event.altKey || document.querySelector("dialog[open], .menu")) return;
    const name = `${big ? "Ctrl+" : ""}${event.shiftKey && event.key.length === 1 && event.key.toLowerCase() !== event.key.toUpperCase() ? "Shift+" : ""}${letterOf(event)}`;
    if (!big && isWriting(event.target)) return;
    const found = this.all.find((each) => each.key === name);
    if (!found && (big || !/^[1-9]$/.test(event.key))) return;
    event.preventDefault();
    if (found) found.act();
    else this.macro(Number(event.key) - 1);
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
