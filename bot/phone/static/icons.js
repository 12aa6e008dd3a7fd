// Our own line drawings, 24 units wide.

import { s } from "./dom.js";

const LINES = {
  send: "M4.500 12 20 4.500 15.500 20l-4-6.500zM11.500 13.500 20 4.500",
  clip: "M19 11.500 12 18.500a4.600 4.600 0 0 1-6.500-6.500l7.700-7.700a3 3 0 0 1 4.300 4.300L9.800 16.300a1.500 1.500 0 0 1-2.100-2.100l6.800-6.800",
  smile: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8.500 14a4 4 0 0 0 7 0M9 9.500v.5M15 9.500v.5",
  back: "M15 5l-7 7 7 7",
  close: "M6 6l12 12M18 6 6 18",
  down: "M6 9.500l6 6 6-6",
  reply: "M10 6 4 12l6 6v-3.500c5 0 8 1 10 4-.5-6-4-9.500-10-9.500z",
  forward: "M14 6l6 6-6 6v-3.500c-5 0-8 1-10 4 .5-6 4-9.500 10-9.500z",
  copy: "M9 9h10v11H9zM5 15V4h10",
  info: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5.500M12 7.500v.5",
  image: "M4 5h16v14H4zM4 16l4.500-4.500 4 4 3-3L20 17M15 9.500v.1",
  sound: "M9 18V6l10-2v12M9 18a2.500 2.500 0 1 1-2.500-2.500A2.500 2.500 0 0 1 9 18zM19 16a2.500 2.500 0 1 1-2.500-2.500A2.500 2.500 0 0 1 19 16z",
  file: "M6 3h8l5 5v13H6zM14 3v5h5M9 13h7M9 17h5",
  pin: "M12 21s7-6.200 7-11.500a7 7 0 0 0-14 0C5 14.800 12 21 12 21zM12 12a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.500 20.500a7.500 7.500 0 0 1 15 0",
  list: "M9 6.500h11M9 12h11M9 17.500h11M4.500 6.500h.1M4.500 12h.1M4.500 17.500h.1",
  play: "M8 5.500v13l10.500-6.500z",
  pause: "M8.500 5.500v13M15.500 5.500v13",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.500v2M12 19.500v2M4.500 12h-2M21.500 12h-2M6.500 6.500 5 5M19 19l-1.500-1.500M17.500 6.500 19 5M5 19l1.500-1.500",
  moon: "M20 14.500A8.500 8.500 0 0 1 9.500 4a8.500 8.500 0 1 0 10.500 10.500z",
  half: "M12 3a9 9 0 1 0 0 18zM12 3a9 9 0 0 1 0 18M12 3v18",
  phone: "M7.500 3h9A1.500 1.500 0 0 1 18 4.500v15a1.500 1.500 0 0 1-1.500 1.500h-9A1.500 1.500 0 0 1 6 19.500v-15A1.500 1.500 0 0 1 7.500 3zM10.500 18h3",
  phones: "M4 5.500h6.500v13H4zM13.500 5.500H20v13h-6.500zM6.300 16h2M15.700 16h2",
  tune: "M4 7h9M17 7h3M4 17h3M11 17h9M15 9.200a2.200 2.200 0 1 0 0-4.400 2.200 2.200 0 0 0 0 4.400zM9 19.200a2.200 2.200 0 1 0 0-4.400 2.200 2.200 0 0 0 0 4.400z",
  ad: "M4 10v4h3l7 4.500v-13L7 10zM17.500 9a4 4 0 0 1 0 6",
  link: "M10 14a4 4 0 0 0 6 .4l3-3a4.200 4.200 0 0 0-6-6l-1.200 1.200M14 10a4 4 0 0 0-6-.4l-3 3a4.200 4.200 0 0 0 6 6l1.200-1.200",
  chat: "M4.500 5h15v11H11l-4.500 4v-4h-2z",
  retry: "M19.500 12a7.500 7.500 0 1 1-2.300-5.400M19.500 4v4.500H15",
  book: "M5 4.500h10a4 4 0 0 1 4 4v11H9a4 4 0 0 1-4-4zM5 15.500a3 3 0 0 1 3-3h11",
  check: "M5 12.500l4.500 4.500L19 7.500",
  alert: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7.500v6M12 16.500v.1",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  later: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3.500 2",
  bag: "M5 8h14l1 12.500H4zM8.500 10.500V7a3.500 3.500 0 0 1 7 0v3.500",
};

/** A drawing that screen readers pass over. */
export function icon(name, size = 22, props = {}) {
  return s(
    "svg",
    { viewBox: "0 0 24 24", width: size, height: size, class: `icon icon-${name}`, "aria-hidden": "true", ...props },
    s("path", { d: LINES[name], fill: "none", stroke: "currentColor", "stroke-width": 1.8, "stroke-linecap": "round", "stroke-linejoin": "round" }),
  );
}

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
