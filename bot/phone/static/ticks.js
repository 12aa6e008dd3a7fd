// The marks of messages: on their way, sent, arrived, failed.

import { s } from "./dom.js";

const TICKS = {
  one: ["M3.500 7.700 6.300 10.500 12.500 3.800"],
  two: ["M1.500 7.700 4.300 10.500 10.500 3.800", "M7.200 9.900l.9.6 6.400-6.700"],
  clock: ["M8 1.800a5.200 5.200 0 1 0 0 10.400A5.200 5.200 0 0 0 8 1.800zM8 4.200V7l2 1.400"],
  alert: ["M8 1.500a5.500 5.500 0 1 0 0 11 5.500 5.500 0 0 0 0-11zM8 4.300v3.200M8 9.600v.1"],
};

/** The marks beside the time: clock, one tick, two ticks, exclamation mark. */
export function ticks(name) {
  return s(
    "svg",
    { viewBox: "0 0 16 14", width: 17, height: 15, "aria-hidden": "true" },
    TICKS[name].map((d) => s("path", { d, fill: "none", stroke: "currentColor", "stroke-width": 1.5, "stroke-linecap": "round", "stroke-linejoin": "round" })),
  );
}
