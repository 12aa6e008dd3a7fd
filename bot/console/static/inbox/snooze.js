// When a conversation should come back.

import { h } from "../phone/dom.js";
import { t } from "./words.js";
import { fullTime, present } from "./moments.js";
import { button, field, openDialog } from "./pieces.js";

/** @param {(until: string) => void} act gets an ISO moment */
export function snoozeEntries(act) {
  const choices = [
    ["snooze.hour", new Date(present() + 3_600_000)],
    ["snooze.evening", atHour(0, 18)],
    ["snooze.tomorrow", atHour(1, 9)],
    ["snooze.week", atHour(7, 9)],
  ].filter(([, until]) => until.getTime() > present() + 60_000);
  const entries = choices.map(([key, until]) => ({ label: t(key), hint: fullTime(until), mark: "snooze", act: () => act(until.toISOString()) }));
  return [...entries, { label: t("snooze.other"), mark: "clock", act: () => chooseMoment(act) }];
}

function atHour(days, hour) {
  const day = new Date(present());
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days, hour);
}

function chooseMoment(act) {
  const input = h("input", { class: "input", type: "datetime-local", autofocus: true, required: true });
  const send = () => {
    const until = new Date(input.value);
    if (Number.isNaN(until.getTime()) || until.getTime() <= present()) return input.focus();
    dialog.close();
    act(until.toISOString());
  };
  const dialog = openDialog({ title: t("snooze.other"), kind: "dialog-small", content: field(t("snooze.until"), input), footer: button(t("action.snooze"), send, { strong: true }) });
}
