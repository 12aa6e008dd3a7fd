// How moments, lengths of time, sizes and money are written.

import { settings, t } from "./words.js";

const LANGUAGE = { en: "en-GB", ko: "ko-KR" }[settings.language] || settings.language;
const hours = new Intl.DateTimeFormat(LANGUAGE, { hour: "2-digit", minute: "2-digit" });
const weekday = new Intl.DateTimeFormat(LANGUAGE, { weekday: "short" });
const shortDay = new Intl.DateTimeFormat(LANGUAGE, { day: "numeric", month: "short" });
const sameYear = new Intl.DateTimeFormat(LANGUAGE, { weekday: "long", day: "numeric", month: "long" });
const otherYear = new Intl.DateTimeFormat(LANGUAGE, { day: "numeric", month: "long", year: "numeric" });
const full = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: "medium", timeStyle: "short" });
const relative = new Intl.RelativeTimeFormat(LANGUAGE, { numeric: "auto" });
const numbers = new Intl.NumberFormat(LANGUAGE);

let ahead = settings.now ? Date.parse(settings.now) - Date.now() : 0; // milliseconds: in the demo the shop's time can jump

/** The shop's time, milliseconds. */
export const present = () => Date.now() + ahead;

/** The server has told what time it is. */
export function setPresent(now) {
  if (now) ahead = Date.parse(now) - Date.now();
}

/** now, 5m, 14:05 today, Tue this week, 3 May. @param {string | number} moment */
export function shortTime(moment) {
  const at = new Date(moment);
  const minutes = Math.floor((present() - at.getTime()) / 60_000);
  if (minutes < 1) return t("time.now");
  if (minutes < 60) return t("time.minutes_ago", { n: minutes });
  const days = daysBetween(at, new Date(present()));
  if (days === 0) return hours.format(at);
  if (days === 1) return capital(relative.format(-1, "day"));
  return days < 7 ? weekday.format(at) : shortDay.format(at);
}

/** 45s, 12m, 3h, 2d. @param {number} milliseconds */
export function span(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return t("time.seconds", { n: seconds });
  if (seconds < 3600) return t("time.minutes", { n: Math.floor(seconds / 60) });
  if (seconds < 172_800) return t("time.hours", { n: Math.floor(seconds / 3600) });
  return t("time.days", { n: Math.floor(seconds / 86_400) });
}

/** 23:58, and 4:05 in the last hour (minutes and seconds). @param {number} milliseconds */
export function countdown(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const [big, small] = seconds >= 3600 ? [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)] : [Math.floor(seconds / 60), seconds % 60];
  return `${String(big).padStart(seconds >= 3600 ? 2 : 1, "0")}:${String(small).padStart(2, "0")}`;
}

export const clockTime = (moment) => hours.format(new Date(moment));
export const fullTime = (moment) => full.format(new Date(moment));
export const number = (value) => numbers.format(value);

/** Today, Yesterday, Friday 20 November, 3 May 2024. */
export function dayName(moment) {
  const at = new Date(moment);
  const today = new Date(present());
  const days = daysBetween(at, today);
  if (days === 0 || days === 1) return capital(relative.format(-days, "day"));
  return (at.getFullYear() === today.getFullYear() ? sameYear : otherYear).format(at);
}

/** A key that is the same for moments of one day. */
export const dayKey = (moment) => midnight(new Date(moment));

/** @param {number} minor minor units @param {string} currency */
export function money(minor, currency) {
  const format = new Intl.NumberFormat(LANGUAGE, { style: "currency", currency, currencyDisplay: "narrowSymbol" });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(minor / 10 ** digits);
}

/** 240 kB, 3.1 MB. @param {number} bytes */
export function size(bytes) {
  return bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

const midnight = (at) => new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
const daysBetween = (from, to) => Math.round((midnight(to) - midnight(from)) / 86_400_000);
const capital = (text) => text.charAt(0).toLocaleUpperCase(LANGUAGE) + text.slice(1);
