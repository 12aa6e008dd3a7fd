// What a bubble holds besides words: pictures, sounds, films, files, places, contact cards.

import { h, s } from "./dom.js";
import { icon } from "./icons.js";
import { openPicture } from "./sheet.js";
import { t } from "./words.js";

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

const OURS = "/media/products/"; // served beside this page, whatever name the shop gives itself

/** Our own files may be named by another name of this machine; the page may only load from its own origin. */
export function addressOf(url) {
  const address = new URL(url, location.href);
  const start = address.pathname.indexOf(OURS);
  if (start >= 0) return address.pathname.slice(start);
  const here = LOOPBACK.has(address.hostname) && LOOPBACK.has(location.hostname) && address.port === location.port;
  return here ? address.pathname + address.search : address.href;
}

/** The node for what a bubble carries, or null. */
export function drawMedia(bubble, screen) {
  const draw = { image, sticker: image, audio, video, document: file, location: place, contact }[bubble.kind];
  if (!draw || (!bubble.media && bubble.kind !== "location" && bubble.kind !== "contact")) return null;
  return draw(bubble, screen);
}

function image(bubble, screen) {
  const url = addressOf(bubble.media.url);
  const alt = bubble.text ? t("bubble.image_of", { text: bubble.text.slice(0, 80) }) : t("bubble.image");
  const picture = h("img", { src: url, alt, loading: "lazy", decoding: "async", class: "picture" });
  const button = h(
    "button",
    { class: bubble.kind === "sticker" ? "media-sticker" : "media-picture", type: "button", onclick: () => openPicture(screen, { url, caption: bubble.text }) },
    picture,
  );
  picture.addEventListener("error", () => button.replaceWith(missing(url)));
  return button;
}

function missing(url) {
  return h("a", { class: "media-missing", href: url, target: "_blank", rel: "noopener noreferrer" }, icon("image"), t("bubble.missing"));
}

function video(bubble) {
  return h("video", { class: "media-video", controls: true, preload: "metadata", src: addressOf(bubble.media.url), "aria-label": t("bubble.video") });
}

function audio(bubble) {
  const sound = new Audio(addressOf(bubble.media.url));
  sound.preload = "metadata";
  const position = h("input", { type: "range", class: "audio-position", min: "0", max: "1000", value: "0", "aria-label": t("bubble.position") });
  const length = h("span", { class: "audio-length" }, "0:00");
  const button = h("button", { class: "audio-play", type: "button", "aria-label": t("bubble.play") });
  const show = () => {
    const { currentTime, duration, paused } = sound;
    const known = Number.isFinite(duration) && duration > 0;
    position.value = known ? String((currentTime / duration) * 1000) : "0";
    length.textContent = minutes(currentTime > 0 || !known ? currentTime : duration);
    button.replaceChildren(icon(paused ? "play" : "pause"));
    button.setAttribute("aria-label", t(paused ? "bubble.play" : "bubble.pause"));
  };
  ["timeupdate", "durationchange", "play", "pause", "ended"].forEach((name) => sound.addEventListener(name, show));
  button.addEventListener("click", () => (sound.paused ? sound.play().catch(() => {}) : sound.pause()));
  position.addEventListener("input", () => Number.isFinite(sound.duration) && (sound.currentTime = (Number(position.value) / 1000) * sound.duration));
  show();
  return h("div", { class: "media-audio", role: "group", "aria-label": t("bubble.audio") }, button, position, length);
}

function minutes(seconds) {
  const whole = Math.round(seconds || 0);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

function file(bubble) {
  const kind = (bubble.media.content_type || "").split("/").at(-1).split(";")[0].split("+")[0].toUpperCase();
  const name = bubble.text && bubble.text.length < 80 ? bubble.text : t("bubble.document");
  return h(
    "a",
    { class: "media-file", href: addressOf(bubble.media.url), target: "_blank", rel: "noopener noreferrer" },
    h("span", { class: "file-kind", "aria-hidden": "true" }, kind.slice(0, 4) || "FILE"),
    h("span", { class: "file-name", dir: "auto" }, name, h("small", null, kind)),
  );
}

function place({ location }) {
  const latitude = Number(location?.latitude ?? 0);
  const longitude = Number(location?.longitude ?? 0);
  const map = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`;
  return h(
    "a",
    { class: "media-place", href: map, target: "_blank", rel: "noopener noreferrer" },
    sketch(latitude, longitude),
    h("span", { class: "place-name", dir: "auto" }, location?.label || t("bubble.location")),
    h("small", { dir: "auto" }, location?.address || `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`),
  );
}

/** A map of our own drawing: streets laid by the coordinates, so that different places look different. */
function sketch(latitude, longitude) {
  const turn = Math.round(Math.abs(latitude * 7919 + longitude * 104729) % 40) - 20;
  const streets = [-90, -45, 0, 50, 95].map((y, n) => s("path", { d: `M-220 ${y}H220`, class: n === 2 ? "map-road" : "map-street" }));
  const lanes = [-120, -60, 20, 90, 150].map((x, n) => s("path", { d: `M${x} -160V160`, class: n === 2 ? "map-road" : "map-street" }));
  return s(
    "svg",
    { viewBox: "-120 -60 240 120", class: "map", "aria-hidden": "true", preserveAspectRatio: "xMidYMid slice" },
    s("g", { transform: `rotate(${turn})` }, s("rect", { x: -55, y: -42, width: 70, height: 38, class: "map-park" }), s("path", { d: "M-220 70Q-60 30 60 78T220 60V160H-220z", class: "map-water" }), streets, lanes),
    s("path", { d: "M0 14C-13-4-14-10-14-15a14 14 0 0 1 28 0c0 5-1 11-14 29z", class: "map-pin" }),
    s("circle", { cx: 0, cy: -15, r: 5, class: "map-hole" }),
  );
}

function contact(bubble) {
  const card = h("span", { class: "contact-name", dir: "auto" }, bubble.text || t("bubble.contact"));
  const face = h("span", { class: "avatar avatar-plain", "aria-hidden": "true" }, icon("person", 24));
  if (!bubble.media) return h("div", { class: "media-contact" }, face, card);
  const href = addressOf(bubble.media.url);
  return h("a", { class: "media-contact", href, target: "_blank", rel: "noopener noreferrer", download: "contact.vcf" }, face, card);
}
