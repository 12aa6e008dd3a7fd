// Where the person comes from: straight, from an advertisement, a code or link, or with a forwarded message.

import { field } from "./attach.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./words.js";

const ADS = [
  { key: "serum", source_id: "120211234567890123", ctwa_clid: "ARAkLkA8rmlFeiCktEJQ-QTwRiyYHAFDLMNDBH0CD3qpjd0HR4irJ6LEkR7JwFF4" },
  { key: "spring", source_id: "120219876543210987", ctwa_clid: "AffQ5cVXbV1sVSdfsGz-7gVtZ1bTtZQy4mPqZ2Hk3nRw9XaYc8LdJe6UoKiBsN0T" },
  { key: "status", source_id: "120215555444433332", ctwa_clid: "" }, // placements in Status give no click id
];
const LINKS = ["counter", "parcel", "coupon"];

/** @param {(arrival: any) => void} arrive with `referral`, `forwarded` or `text` */
export function arrivals(arrive) {
  const ads = ADS.map((ad) => choice("ad", t(`ad.${ad.key}.headline`), () => arrive({ referral: referralOf(ad), text: t(`ad.${ad.key}.greeting`) })));
  const links = LINKS.map((key) => choice("link", t(`link.${key}`), () => arrive({ text: t(`link.${key}.text`) })));
  return h(
    "div",
    { class: "arrivals" },
    choice("chat", t("arrive.direct"), () => arrive({})),
    choice("forward", t("arrive.forwarded"), () => arrive({ forwarded: true, text: t("arrive.forwarded_text") })),
    h("h3", null, t("arrive.ads")),
    ads,
    ownAd(arrive),
    h("h3", null, t("arrive.links")),
    links,
  );
}

function choice(name, label, act) {
  return h("button", { class: "chip", type: "button", onclick: act }, icon(name, 18), h("span", { dir: "auto" }, label));
}

function referralOf({ key, source_id, ctwa_clid }) {
  return { source_id, ctwa_clid, source_url: `https://fb.me/${key}`, headline: t(`ad.${key}.headline`), body: t(`ad.${key}.body`) };
}

function ownAd(arrive) {
  const fields = { headline: field("ad.headline"), body: field("ad.body"), source_id: field("ad.id", { dir: "ltr" }), source_url: field("ad.url", { dir: "ltr", inputmode: "url" }), ctwa_clid: field("ad.click_id", { dir: "ltr" }) };
  const submit = (event) => {
    event.preventDefault();
    const referral = Object.fromEntries(Object.entries(fields).map(([name, each]) => [name, each.input.value.trim()]));
    const named = referral.source_id || referral.source_url || referral.ctwa_clid;
    fields.source_id.complain(named ? "" : t("ad.needs_id"));
    if (!named) return fields.source_id.input.focus();
    arrive({ referral });
  };
  const form = h("form", { class: "panel-form", onsubmit: submit, novalidate: true }, Object.values(fields).map((each) => each.element), h("button", { class: "button", type: "submit" }, t("ad.use")));
  return h("details", { class: "more" }, h("summary", null, icon("plus", 18), t("ad.own")), form);
}
