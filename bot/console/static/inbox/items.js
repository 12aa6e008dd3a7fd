// What is known of the things in a thread: where they stand, and how news about them comes in.

/** News into what is there: an item that is known is replaced, a new one is put where its moment belongs. */
export function mergeItems(items, told) {
  const places = new Map(items.map((each, n) => [each.id, n]));
  for (const item of told) {
    if (places.has(item.id)) items[places.get(item.id)] = item;
    else items.push(item);
  }
  items.sort((a, b) => Date.parse(a.at) - Date.parse(b.at)); // stable: equal moments stay as they were told
}

/** in, out, note or line. */
export function sideOf(item) {
  if (!item) return "";
  if (item.kind === "line" || item.from === "system") return "line";
  return item.from === "contact" ? "in" : item.from === "note" ? "note" : "out";
}

/** The first of the last `unread` messages of the contact. */
export function firstUnreadOf(items, unread) {
  if (!unread) return null;
  const theirs = items.filter((each) => each.from === "contact");
  return theirs.at(-Math.min(unread, theirs.length))?.id ?? null;
}
