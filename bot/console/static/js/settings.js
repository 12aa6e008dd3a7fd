// What the server wrote into the page: words, who is signed in, where things are.

export const settings = JSON.parse(document.getElementById("settings").textContent);

const rules = new Intl.PluralRules(settings.language);

/**
 * The text of a key; `{name}` is filled from `values`. With `count` in the values, `key.one` is tried first.
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 */
export function t(key, values = {}) {
  const plural = "count" in values ? `${key}.${rules.select(Number(values.count))}` : key;
  const text = settings.words[plural] ?? settings.words[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}
