// The page's settings and its words, in the language that the server chose.

export const settings = JSON.parse(document.getElementById("settings").textContent);

/**
 * The text of a key; `{name}` is filled from `values`. With `count` in the values, `key.one` is tried first.
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 */
export function t(key, values = {}) {
  const text = settings.words[pluralOf(key, values)] ?? settings.words[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** Whether the catalog has this key. */
export function hasWords(key) {
  return key in settings.words;
}

const rules = new Intl.PluralRules(settings.language);

function pluralOf(key, values) {
  return "count" in values ? `${key}.${rules.select(Number(values.count))}` : key;
}

const LANGUAGE = { en: "en-GB", ko: "ko-KR", ar: "ar-u-nu-latn" }[settings.language] || settings.language;
const hours = new Intl.DateTimeFormat(LANGUAGE, { hour: "2-digit", minute: "2-digit" });
const sameYear = new Intl.DateTimeFormat(LANGUAGE, { weekday: "long", day: "numeric", month: "long" });
const otherYear = new Intl.DateTimeFormat(LANGUAGE, { day: "numeric", month: "long", year: "numeric" });
const relative = new Intl.RelativeTimeFormat(LANGUAGE, { numeric: "auto" });

let ahead = settings.now ? Date.parse(settings.now) - Date.now() : 0; // milliseconds from the browser's time

/** The shop's time: in the demo it can jump ahead. */
export function present() {
  return new Date(Date.now() + ahead);
}

/** The shop has told what time it is. */
export function setPresent(now) {
  ahead = Date.parse(now) - Date.now();
}

const STEPS = [["day", 86_400_000], ["hour", 3_600_000], ["minute", 60_000], ["second", 1000]];

/** in 59 minutes, in 3 days. */
export function timeUntil(moment) {
  const left = moment - present();
  const [unit, size] = STEPS.find((each) => left >= each[1]) || STEPS[3];
  return relative.format(Math.max(0, Math.round(left / size)), unit);
}

/** 14:05, or 오후 02:05. */
export function clockTime(moment) {
  return hours.format(moment);
}

/** Today, Yesterday, Friday 20 November, 3 May 2024. */
export function dayName(moment, today = present()) {
  const days = Math.round((midnight(moment) - midnight(today)) / 86_400_000);
  if (days === 0 || days === -1) return capital(relative.format(days, "day"));
  return (moment.getFullYear() === today.getFullYear() ? sameYear : otherYear).format(moment);
}

/** A key that is the same for moments of one day. */
export function dayKey(moment) {
  return midnight(moment).getTime();
}

function midnight(moment) {
  return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate());
}

function capital(text) {
  return text.charAt(0).toLocaleUpperCase(LANGUAGE) + text.slice(1);
}
