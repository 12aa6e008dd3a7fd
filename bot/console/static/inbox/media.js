// What a bubble holds besides words: pictures, sounds, films, files, places, contact cards, orders.

import { h, s } from "../phone/dom.js";
import { settings, t } from "./words.js";
import { icon } from "./marks.js";
import { size } from "./moments.js";
import { openDialog } from "./pieces.js";

/** @param {any} item @returns {any} a node, or null */
export function drawMedia(item) {
  if (item.location) return place(item.location);
  if (item.contacts?.length) return item.contacts.map(card);
  if (item.order?.length) return order(item.order);
  if (!item.media) return null;
  if (!item.media.url) return fetching(item.media.status);
  const family = item.kind === "sticker" ? "sticker" : (item.media.content_type || "").split("/")[0];
  return ({ image: picture, sticker: picture, audio: sound, video: film }[family] || paper)(item);
}

function fetching(status) {
  return h("p", { class: "media-missing" }, icon(status === "waiting" ? "clock" : "alert"), t(status === "waiting" ? "media.fetching" : "media.failed"));
}

function picture(item) {
  const name = item.text ? t("media.picture_of", { text: item.text.slice(0, 80) }) : t("kind.image");
  const image = h("img", { class: "picture", src: item.media.url, alt: name, decoding: "async", loading: "lazy" });
  const open = () => openDialog({ title: item.media.name || t("kind.image"), kind: "dialog-picture", content: h("img", { src: item.media.url, alt: name }) });
  const frame = h("button", { class: item.kind === "sticker" ? "media-sticker" : "media-picture", type: "button", onclick: open }, image);
  image.addEventListener("error", () => frame.replaceWith(h("a", { class: "media-missing", href: item.media.url, target: "_blank", rel: "noopener noreferrer" }, icon("image"), t("media.failed"))));
  return frame;
}

function film(item) {
  return h("video", { class: "media-video", controls: true, preload: "metadata", src: item.media.url, "aria-label": t("kind.video") });
}

/** A voice player with a position that can be moved and three speeds. */
function sound(item) {
  const audio = new Audio();
  audio.preload = "none";
  audio.src = item.media.url;
  const position = h("input", { type: "range", class: "audio-position", min: "0", max: "1000", value: "0", "aria-label": t("media.position") });
  const length = h("span", { class: "audio-length" }, "0:00");
  const play = h("button", { class: "audio-play", type: "button" });
  const speed = h("button", { class: "audio-speed", type: "button", "aria-label": t("media.speed"), onclick: () => show((audio.playbackRate = { 1: 1.5, 1.5: 2, 2: 1 }[audio.playbackRate] || 1)) }, "1×");
  const show = () => {
    const { currentTime, duration, paused } = audio;
    const known = Number.isFinite(duration) && duration > 0;
    position.value = known ? String((currentTime / duration) * 1000) : "0";
    length.textContent = minutes(currentTime > 0 || !known ? currentTime : duration);
    play.replaceChildren(icon(paused ? "play" : "pause"));
    play.setAttribute("aria-label", t(paused ? "media.play" : "media.pause"));
    speed.textContent = `${audio.playbackRate}×`;
  };
  ["timeupdate", "durationchange", "play", "pause", "ended"].forEach((name) => audio.addEventListener(name, show));
  audio.addEventListener("error", () => length.replaceChildren(t("media.failed")));
  play.addEventListener("click", () => (audio.paused ? audio.play().catch(() => {}) : audio.pause()));
  position.addEventListener("input", () => Number.isFinite(audio.duration) && (audio.currentTime = (Number(position.value) / 1000) * audio.duration));
  show();
  return h("div", { class: "media-audio", role: "group", "aria-label": t("kind.audio") }, play, position, length, speed);
}

function minutes(seconds) {
  const whole = Math.round(seconds || 0);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

function paper(item) {
  const { url, name, content_type: type = "", size: bytes } = item.media;
  const kind = (name?.match(/\.(\w{1,5})$/)?.[1] || type.split("/").at(-1).split(";")[0]).toUpperCase();
  return h("a", { class: "media-file", href: url, target: "_blank", rel: "noopener noreferrer" }, h("span", { class: "file-kind", "aria-hidden": "true" }, kind.slice(0, 4) || "FILE"), h("span", { class: "file-name" }, h("bdi", null, name || t("kind.document")), h("small", null, [kind, bytes && size(bytes)].filter(Boolean).join(" · "))));
}

function place(at) {
  const latitude = Number(at.latitude ?? 0);
  const longitude = Number(at.longitude ?? 0);
  const map = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`;
  return h("a", { class: "media-place", href: map, target: "_blank", rel: "noopener noreferrer" }, sketch(latitude, longitude), h("strong", { dir: "auto" }, at.label || at.name || t("kind.location")), h("small", { dir: "auto" }, at.address || `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`));
}

/** A map of our own drawing: streets laid by the coordinates, so that different places look different. */
function sketch(latitude, longitude) {
  const turn = Math.round(Math.abs(latitude * 7919 + longitude * 104729) % 40) - 20;
  const streets = [-90, -45, 0, 50, 95].map((y, n) => s("path", { d: `M-220 ${y}H220`, class: n === 2 ? "map-road" : "map-street" }));
  const lanes = [-120, -60, 20, 90, 150].map((x, n) => s("path", { d: `M${x} -160V160`, class: n === 2 ? "map-road" : "map-street" }));
  return s(
    "svg",
    { viewBox: "-120 -60 240 120", class: "map", "aria-hidden": "true", preserveAspectRatio: "xMidYMid slice" },
    s("g", { transform: `rotate(${turn})` }, s("rect", { x: -55, y: -42, width: 70, height: 38, class: "map-park" }), streets, lanes),
    s("path", { d: "M0 14C-13-4-14-10-14-15a14 14 0 0 1 28 0c0 5-1 11-14 29z", class: "map-pin" }),
  );
}

function card(person) {
  const phones = (person.phones || (person.phone ? [person.phone] : [])).map((each) => each.phone || each);
  return h("div", { class: "media-card" }, h("span", { class: "face face-plain", "aria-hidden": "true" }, icon("person", 22)), h("span", { class: "card-words" }, h("strong", { dir: "auto" }, person.name || t("kind.contacts")), phones.map((each) => h("a", { href: `tel:${each}`, dir: "ltr" }, each))));
}

function order(lines) {
  const total = lines.reduce((sum, line) => sum + Number(line.item_price || 0) * line.quantity, 0);
  const currency = lines[0]?.currency;
  const price = total && currency ? new Intl.NumberFormat(settings.language, { style: "currency", currency, currencyDisplay: "narrowSymbol" }).format(total) : "";
  return h("div", { class: "media-order" }, h("strong", null, icon("bag", 17), t("kind.order")), h("ul", null, lines.map((line) => h("li", null, `${line.quantity} × `, h("bdi", null, line.title || line.retailer_id)))), price && h("b", null, price));
}
