// What was begun and not sent: one draft per conversation and way of writing, kept over reloads.

const name = (id, mode) => `draft ${mode} ${id}`;

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
