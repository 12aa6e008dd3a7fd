// Everything that can be sent besides words: pictures, files, sounds, a place, a contact card.

import { h } from "./dom.js";
import { openMenu, openSheet } from "./sheet.js";
import { t } from "./words.js";

const LARGEST = 5 * 1024 * 1024; // bytes, as the emulator takes them
const PLACES = [
  { label: "Seongsu Flagship", address: "12 Yeonmujang-gil, Seongdong-gu, Seoul", latitude: 37.5446, longitude: 127.0559 },
  { label: "Dubai Mall", address: "Financial Centre Rd, Dubai", latitude: 25.1972, longitude: 55.2744 },
  { label: "Ferry Building", address: "1 Ferry Plaza, San Francisco", latitude: 37.7955, longitude: -122.3937 },
  { label: "Haeundae Beach", address: "Haeundae-gu, Busan", latitude: 35.1587, longitude: 129.1604 },
];

/** The menu of attachments, or straight on with files that were dropped or pasted. */
export function openAttachments(composer, files) {
  if (files) return files.forEach((file) => sendFile(composer, file));
  const choose = (accept) => () => pickFile(accept, (file) => sendFile(composer, file));
  openMenu(
    composer.attachButton,
    composer.element,
    t("composer.attach"),
    [
      { icon: "image", label: t("attach.image"), act: choose("image/*,video/mp4,video/3gpp") },
      { icon: "file", label: t("attach.document"), act: choose("") },
      { icon: "sound", label: t("attach.audio"), act: choose("audio/*") },
      { icon: "pin", label: t("attach.location"), act: () => openPlaces(composer) },
      { icon: "person", label: t("attach.contact"), act: () => openContact(composer) },
    ],
    "menu menu-attach",
  );
}

function pickFile(accept, use) {
  const input = h("input", { type: "file", accept: accept || false, class: "visually-hidden", "aria-label": t("composer.attach") });
  input.addEventListener("change", () => (input.files[0] && use(input.files[0]), input.remove()));
  input.addEventListener("cancel", () => input.remove());
  document.body.append(input);
  input.click();
}

async function sendFile(composer, file) {
  const kind = kindOf(file.type);
  if (file.size > LARGEST) return openSheet(composer.screen(), { title: t("attach.too_large"), content: h("p", null, t("attach.limit", { name: file.name })) });
  const media = { content_type: file.type || "application/octet-stream", data: await base64(file) };
  const caption = kind === "image" || kind === "video" ? composer.text.value.trim() : "";
  if (caption) composer.write("");
  composer.attach({ kind, text: kind === "document" ? file.name : caption, media, preview: URL.createObjectURL(file) });
}

function kindOf(type) {
  const family = type.split("/")[0];
  return ["image", "audio", "video"].includes(family) && type !== "image/svg+xml" ? family : "document";
}

function base64(file) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result).split(",")[1] || "");
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(file);
  });
}

function openPlaces(composer) {
  const own = { label: field("place.label"), latitude: field("place.latitude", { inputmode: "decimal" }), longitude: field("place.longitude", { inputmode: "decimal" }) };
  const send = (place) => (sheet.close(), composer.attach({ kind: "location", ...place }));
  const submit = (event) => {
    event.preventDefault();
    const place = coordinates(own);
    if (place) send(place);
  };
  const samples = PLACES.map((place) =>
    h("button", { class: "sheet-row", type: "button", onclick: () => send(place) }, h("span", { class: "sheet-row-text" }, h("strong", null, place.label), h("small", null, place.address))),
  );
  const form = h("form", { class: "sheet-form", onsubmit: submit, novalidate: true }, Object.values(own).map((each) => each.element), h("button", { class: "button button-strong", type: "submit" }, t("place.send")));
  const sheet = openSheet(composer.screen(), { title: t("attach.location"), content: [samples, h("h3", null, t("place.own")), form] });
}

/** The place that was typed, or null with the faulty field marked. */
function coordinates({ label, latitude, longitude }) {
  const wrong = [[latitude, 90], [longitude, 180]].filter(([each, limit]) => {
    const number = Number(each.input.value.trim().replace(",", ".") || NaN);
    const bad = !Number.isFinite(number) || Math.abs(number) > limit;
    each.complain(bad ? t("place.wrong", { limit }) : "");
    return bad;
  });
  if (wrong.length) return void wrong[0][0].input.focus();
  const number = (each) => Number(each.input.value.trim().replace(",", "."));
  return { label: label.input.value.trim(), address: "", latitude: number(latitude), longitude: number(longitude) };
}

function openContact(composer) {
  const name = field("contact.name", { value: "Mina Park", autofocus: true });
  const phone = field("contact.phone", { value: "+821055550177", inputmode: "tel", dir: "ltr" });
  const submit = (event) => {
    event.preventDefault();
    if (!name.input.value.trim()) return name.complain(t("contact.needs_name"));
    sheet.close();
    composer.attach({ kind: "contact", text: name.input.value.trim(), media: { content_type: "text/vcard", data: vcard(name.input.value.trim(), phone.input.value.trim()) } });
  };
  const form = h("form", { class: "sheet-form", onsubmit: submit, novalidate: true }, name.element, phone.element, h("button", { class: "button button-strong", type: "submit" }, t("composer.send")));
  const sheet = openSheet(composer.screen(), { title: t("attach.contact"), content: form });
}

function vcard(name, phone) {
  const safe = (text) => text.replace(/[\\;,]/g, "\\$&").replace(/\s+/g, " ");
  const card = `BEGIN:VCARD\r\nVERSION:3.0\r\nFN:${safe(name)}\r\nN:${safe(name)};;;;\r\nTEL;TYPE=CELL:${safe(phone)}\r\nEND:VCARD\r\n`;
  return btoa(String.fromCharCode(...new TextEncoder().encode(card)));
}

/** A labelled input that can complain. */
export function field(key, props = {}) {
  const complaint = h("span", { class: "field-fault", role: "alert" });
  const input = h("input", { class: "field-input", type: "text", dir: "auto", autocomplete: "off", ...props });
  const element = h("label", { class: "field" }, h("span", null, t(key)), input, complaint);
  const complain = (text) => {
    complaint.textContent = text;
    input.toggleAttribute("aria-invalid", Boolean(text));
  };
  return { element, input, complain };
}
