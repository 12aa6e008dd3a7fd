// What was begun and not sent: one draft per conversation and way of writing, kept over reloads; until one signs out.

const START = "draft ";
const name = (id, mode) => `${START}${mode} ${id}`;

/** @param {string} id @param {"reply" | "note"} mode @returns {string} */
export function readDraft(id, mode) {
  try {
    return localStorage.getItem(name(id, mode)) || "";
  } catch {
    return ""; // private windows may forbid it
  }
}

export function keepDraft(id, mode, text) {
  try {
    if (text) localStorage.setItem(name(id, mode), text);
    else localStorage.removeItem(name(id, mode));
  } catch {
    // then there is no draft
  }
}

/** Of one conversation, which is gone; without it of all. @param {string} [id] */
export function dropDrafts(id) {
  try {
    const kept = Object.keys(localStorage).filter((each) => each.startsWith(START));
    for (const each of kept) if (!id || each.endsWith(` ${id}`)) localStorage.removeItem(each);
  } catch {
    // then there was none
  }
}
