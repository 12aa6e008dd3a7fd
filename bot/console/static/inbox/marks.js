// Our own line drawings, 24 units wide, and flags.

import { s } from "../phone/dom.js";

const LINES = {
  send: "M4.5 12 20 4.5 15.5 20l-4-6.500zM11.500 13.500 20 4.500",
  clip: "M19 11.500 12 18.500a4.600 4.600 0 0 1-6.500-6.500l7.700-7.700a3 3 0 0 1 4.300 4.300L9.800 16.300a1.500 1.500 0 0 1-2.100-2.100l6.800-6.800",
  smile: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8.500 14a4 4 0 0 0 7 0M9 9.500v.5M15 9.500v.5",
  back: "M15 5l-7 7 7 7", close: "M6 6l12 12M18 6 6 18", down: "M6 9.500l6 6 6-6", check: "M5 12.500l4.500 4.500L19 7.500",
  reply: "M10 6 4 12l6 6v-3.500c5 0 8 1 10 4-.5-6-4-9.500-10-9.500z",
  copy: "M9 9h10v11H9zM5 15V4h10", plus: "M12 5v14M5 12h14",
  info: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5.500M12 7.500v.5",
  image: "M4 5h16v14H4zM4 16l4.500-4.500 4 4 3-3L20 17M15 9.500v.1",
  mic: "M12 14.500a3 3 0 0 0 3-3V6a3 3 0 0 0-6 0v5.500a3 3 0 0 0 3 3zM6 11.500a6 6 0 0 0 12 0M12 17.500V21",
  file: "M6 3h8l5 5v13H6zM14 3v5h5M9 13h7M9 17h5",
  form: "M5.500 3.500h13v17h-13zM9 8h6.500M9 12h6.500M9 16h4",
  pin: "M12 21s7-6.200 7-11.500a7 7 0 0 0-14 0C5 14.800 12 21 12 21zM12 12a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.500 20.500a7.500 7.500 0 0 1 15 0",
  assign: "M10 12a3.700 3.700 0 1 0 0-7.400A3.700 3.700 0 0 0 10 12zM3.500 20a6.700 6.700 0 0 1 12-4M18 13v6M15 16h6",
  list: "M9 6.500h11M9 12h11M9 17.500h11M4.500 6.500h.1M4.500 12h.1M4.500 17.500h.1",
  play: "M8 5.500v13l10.500-6.500z", pause: "M8.500 5.500v13M15.500 5.500v13",
  tune: "M4 7h9M17 7h3M4 17h3M11 17h9M15 9.200a2.200 2.200 0 1 0 0-4.400 2.200 2.200 0 0 0 0 4.400zM9 19.200a2.200 2.200 0 1 0 0-4.400 2.200 2.200 0 0 0 0 4.400z",
  ad: "M4 10v4h3l7 4.500v-13L7 10zM17.500 9a4 4 0 0 1 0 6",
  link: "M10 14a4 4 0 0 0 6 .4l3-3a4.200 4.200 0 0 0-6-6l-1.200 1.200M14 10a4 4 0 0 0-6-.4l-3 3a4.200 4.200 0 0 0 6 6l1.200-1.200",
  retry: "M19.500 12a7.500 7.500 0 1 1-2.300-5.400M19.500 4v4.500H15",
  alert: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7.500v6M12 16.500v.1",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3.500 2",
  snooze: "M12 5a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM9.500 10.500h5l-5 5.500h5M4 6.500 7 4M20 6.500 17 4",
  bag: "M5 8h14l1 12.500H4zM8.500 10.500V7a3.500 3.500 0 0 1 7 0v3.500",
  bell: "M6 16.500V11a6 6 0 0 1 12 0v5.500l1.500 1.500h-15zM10 20.500h4",
  search: "M10.500 17a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13zM15.500 15.500 20 20",
  bot: "M6 9h12v10H6zM12 5.500V9M12 5.500a1.200 1.200 0 1 0 0-.1M9.500 13v1M14.500 13v1M3.500 12.500v3M20.500 12.500v3",
  tag: "M4 4h8l8.500 8.500-8 8L4 12zM8.500 8.500h.1", star: "M12 4l2.400 5 5.600.700-4.100 3.800 1.100 5.500-5-2.700-5 2.700 1.100-5.500L4 9.700 9.600 9z",
  more: "M12 5.500v.1M12 12v.1M12 18.500v.1", note: "M5 4h14v10l-5.500 6H5zM19 14h-5.500v6M8.500 8.500h7M8.500 12h4",
  keyboard: "M3.500 6.500h17v11h-17zM7 10h.1M10.300 10h.1M13.700 10h.1M17 10h.1M8 14h8", merge: "M6 4v4c0 5 6 4 6 8v4M18 4v4c0 5-6 4-6 8",
  select: "M4.500 4.500h15v15h-15zM8.500 12l2.500 2.500 4.500-5", side: "M4 5h16v14H4zM14.500 5v14", stop: "M7 7h10v10H7z",
};

/** A drawing that screen readers pass over. */
export function icon(name, size = 20) {
  return s(
    "svg",
    { viewBox: "0 0 24 24", width: size, height: size, class: `icon icon-${name}`, "aria-hidden": "true" },
    s("path", { d: LINES[name] || LINES.info, fill: "none", stroke: "currentColor", "stroke-width": 1.8, "stroke-linecap": "round", "stroke-linejoin": "round" }),
  );
}

/** A flag from the two letters of a country. */
export function flagOf(country) {
  if (!/^[A-Za-z]{2}$/.test(country || "")) return "";
  return String.fromCodePoint(...[...country.toUpperCase()].map((letter) => 0x1f1e6 + letter.charCodeAt(0) - 65));
}
