// Beside the messages: who this is, what they agreed to, their cart, orders, coupons and answers, each with what can be done.

import { fill, h } from "../phone/dom.js";
import { API, at, freshKey, get, post } from "./api.js";
import { icon } from "./marks.js";
import { fullTime, present } from "./moments.js";
import { ask, avatar, button, chip, iconButton, openMenu, say, sayFault, thumb } from "./pieces.js";
import { hasWords, settings, t } from "./words.js";

export class Panel {
  /** @param {{store: any, actions: any, close: () => void, loaded: (told: any) => void}} parts */
  constructor(parts) {
    Object.assign(this, parts, { id: null, told: null });
    this.body = h("div", { class: "side-body" });
    this.element = h("aside", { class: "side", "aria-label": t("panel.label") }, h("header", { class: "side-head" }, iconButton("back", t("panel.back"), () => this.close(), { class: "icon-button side-back" }), h("h2", null, t("panel.title"))), this.body);
  }

  /** @param {any} row */
  async open(row) {
    if (row.id !== this.id) {
      this.told = null;
      fill(this.body, this.#person(row, {}), Array.from({ length: 4 }, () => h("div", { class: "side-part" }, h("span", { class: "bone bone-name" }), h("span", { class: "bone bone-text" }))));
    }
    this.id = row.id;
    try {
      const told = await get(at(row.id, "/panel"));
      if (row.id !== this.id) return;
      this.told = told;
      this.loaded(told);
      this.draw();
    } catch (fault) {
      fill(this.body, this.#person(row, {}), h("p", { class: "side-part side-none" }, fault.message), button(t("again"), () => this.open(row), { mark: "retry" }));
    }
  }

  draw() {
    const row = this.store.rows.get(this.id);
    if (!row || !this.told) return;
    const open = new Set([...this.body.querySelectorAll("details:not([open])")].map((each) => each.dataset.part));
    fill(this.body, this.#person(row, this.told), this.#parts(this.told));
    for (const each of this.body.querySelectorAll("details")) if (open.has(each.dataset.part)) each.open = false;
  }

  #person(row, told) {
    const person = told.person || {};
    const facts = [person.profile_name && person.profile_name !== row.name && `~${person.profile_name}`, wordOr(`language.${row.language}`, row.language), person.opted_out_at && t("panel.opted_out")].filter(Boolean);
    return h("section", { class: "side-person" }, avatar(row, "face-large"), h("h3", null, h("bdi", null, row.name || row.phone), row.vip && icon("star", 16)), h("p", { dir: "ltr" }, row.phone), facts.length > 0 && h("p", { class: "side-facts" }, facts.map((each) => h("bdi", null, each))), h("p", { class: "side-chips" }, this.#consents(told.consent), this.#tags(row)));
  }

  #consents(consent) {
    return (consent || []).map((each) => h("span", { class: `chip chip-${each.granted ? "open" : each.at ? "closed" : "quiet"}`, title: [each.words && `“${each.words}”`, each.source, each.at && fullTime(each.at)].filter(Boolean).join(" · ") }, icon(each.granted ? "check" : "stop", 13), wordOr(`consent.${each.purpose}`, each.purpose)));
  }

  #tags(row) {
    const write = this.store.mayWrite();
    const add = h("button", { class: "chip chip-add", type: "button", "aria-label": t("action.tag"), title: t("action.tag"), "aria-haspopup": "menu", "aria-expanded": "false", onclick: () => this.#tagMenu(row, add) }, icon("plus", 14));
    const tags = (row.tags || []).map((each) => each.name || each);
    return [tags.map((name) => h("span", { class: "chip chip-tag" }, h("bdi", null, `#${name}`), write && h("button", { type: "button", "aria-label": t("tag.remove", { name }), onclick: () => this.actions.tags(row.id, [], [name]) }, icon("close", 12)))), write && add];
  }

  #tagMenu(row, anchor) {
    const has = new Set((row.tags || []).map((each) => each.name || each));
    const entries = this.store.tags.filter((each) => !has.has(each.name)).map((each) => ({ label: `#${each.name}`, mark: "tag", act: () => this.actions.tags(row.id, [each.name], []) }));
    if (!entries.length) return say(t("tag.none"));
    openMenu(anchor, t("action.tag"), entries);
  }

  #parts(told) {
    const { cart, carts, orders, bought, coupons, answers, ad, journeys, flows_open: flows, merges, timeline } = told;
    return [
      this.#part("cart", cart?.total, [lines(cart?.lines), (carts || []).map((each) => pair(each.source, each.total))].flat(), cart && this.#act("cart-link", t("panel.send_cart"), "link")),
      this.#part("orders", bought?.[0]?.total, (orders || []).map(order)),
      this.#part("coupons", null, (coupons?.held || []).map((each) => pair(each.code, worth(each), each.state !== "usable" && each.state)), this.#couponAct(coupons?.campaigns), Boolean(coupons?.campaigns?.length)),
      this.#part("answers", null, (answers || []).map((each) => pair(each.name.replaceAll("_", " "), [each.value].flat().join(", ").replaceAll("_", " ")))),
      this.#part("ad", null, [ad?.first, ad?.last && ad.last.at !== ad.first?.at && ad.last].filter((each) => each && each.kind !== "organic").map(arrival)),
      this.#part("journeys", null, [...(flows || []).map((each) => pair(each.name, t("panel.flow_open"))), ...(journeys || []).map((each) => pair(each.name, wordOr(`stage.${each.stage}`, each.stage), each.is_live && each.wakes_at && fullTime(each.wakes_at)))]),
      this.#contactPart(told),
      this.#part("merges", null, (merges || []).map((each) => this.#merge(each))),
      this.#part("timeline", null, timeline?.length ? [h("ol", { class: "timeline" }, timeline.map((each) => h("li", null, h("span", null, each.text), h("time", { datetime: each.at }, fullTime(each.at)))))] : []),
    ];
  }

  #part(name, aside, content, act, always = false) {
    const filled = (content || []).filter(Boolean);
    const isEmpty = filled.length === 0;
    if (isEmpty && !always && !["cart", "orders"].includes(name)) return null;
    return h("details", { class: "side-part", open: true, dataset: { part: name } }, h("summary", null, h("h3", null, t(`panel.${name}`)), aside && h("b", null, aside)), isEmpty ? h("p", { class: "side-none" }, t(`panel.no_${name}`)) : filled, (!isEmpty || always) && act);
  }

  #act(path, label, mark, body = {}) {
    return this.store.mayWrite() && button(label, () => this.#do(path, body), { mark });
  }

  /** What is said to the contact is said by whoever has the conversation. */
  async #do(path, body) {
    const speaks = path === "coupon" || path === "cart-link";
    if (speaks && !(await this.actions.take(this.id))) return;
    try {
      await post(at(this.id, `/${path}`), speaks ? { key: freshKey(), ...body } : body);
      say(t(`done.${path}`));
      this.open(this.store.rows.get(this.id));
    } catch (fault) {
      sayFault(fault);
    }
  }

  #couponAct(campaigns) {
    if (!this.store.mayWrite() || !campaigns?.length) return null;
    const entries = campaigns.map((each) => ({ label: each.campaign, hint: [worth(each), t("panel.coupons_left", { count: each.left })].join(" · "), act: () => this.#do("coupon", { campaign: each.campaign }) }));
    const act = button(t("panel.give_coupon"), () => openMenu(act, t("panel.give_coupon"), entries), { mark: "plus", "aria-haspopup": "menu", "aria-expanded": "false" });
    return act;
  }

  #contactPart(told) {
    const optOut = async (purpose) => (await ask(t("panel.opt_out"), t("panel.opt_out_question"), t("panel.opt_out_yes"))) && this.#do("opt-out", { purpose });
    const erase = async () => (await ask(t("panel.erase"), t("panel.erase_question"), t("panel.erase_yes"))) && this.#do("erase", {});
    const entries = [
      can(this.store.me, "agent") && { label: t("panel.opt_out"), mark: "stop", act: () => optOut("all") },
      can(this.store.me, "agent") && { label: t("panel.opt_out_offers"), mark: "stop", act: () => optOut("offers") },
      can(this.store.me, "lead") && { label: t("panel.merge"), mark: "merge", act: async () => (await import("./merging.js")).openMerge(this.id, (other) => this.#do("merge", { contact: other })) },
      can(this.store.me, "admin") && { label: t("panel.export"), mark: "file", act: () => location.assign(`${API}${at(this.id, "/export")}`) },
      can(this.store.me, "admin") && { label: t("panel.erase"), mark: "close", act: erase },
    ].filter(Boolean);
    const more = entries.length > 0 && button(t("panel.more"), () => openMenu(more, t("panel.more"), entries), { mark: "more", "aria-haspopup": "menu", "aria-expanded": "false" });
    const { since, timezone } = told.person || {};
    return h("details", { class: "side-part", open: true, dataset: { part: "contact" } }, h("summary", null, h("h3", null, t("panel.contact"))), (told.handles || []).map((each) => pair(wordOr(`handle.${each.kind}`, each.kind), h("span", { dir: "ltr" }, each.value))), timezone && pair(t("panel.local_time"), timeIn(timezone)), since && pair(t("panel.since"), fullTime(since)), more);
  }

  /** A merge can be taken back. */
  #merge(each) {
    const undo = can(this.store.me, "lead") && button(t("panel.unmerge"), () => this.#do("unmerge", { merge: each.id }), { mark: "merge" });
    return h("div", { class: "pair" }, h("span", null, fullTime(each.at)), undo);
  }
}

const ROLES = ["viewer", "agent", "lead", "admin"];
const can = (me, role) => ROLES.indexOf(me.role) >= ROLES.indexOf(role);
const wordOr = (key, other) => (hasWords(key) ? t(key) : other || "");

/** −10 %, free shipping. */
function worth(each) {
  if (each.free_shipping) return t("panel.free_shipping");
  return each.percent ? `−${each.percent}%` : each.amount ? `−${each.amount}` : "";
}

function arrival(each) {
  return h("div", { class: "ad-card" }, h("span", { class: "ad-art" }, icon(each.kind === "ad" ? "ad" : "link")), h("span", { class: "ad-words" }, h("strong", { dir: "auto" }, each.headline || each.door || each.source_id || each.kind), (each.body || each.page || each.sku) && h("span", { dir: "auto" }, each.body || each.page || each.sku), h("small", null, fullTime(each.at))));
}

function timeIn(zone) {
  try {
    return new Intl.DateTimeFormat(settings.language, { timeZone: zone, hour: "2-digit", minute: "2-digit" }).format(present());
  } catch {
    return zone;
  }
}

function lines(all) {
  return (all || []).map((each) => h("div", { class: "side-line" }, thumb(each.image), h("span", { dir: "auto" }, `${each.title}${each.quantity > 1 ? ` × ${each.quantity}` : ""}`), h("b", null, each.shown_price)));
}

function order(each) {
  const bad = ["cancelled", "refunded", "failed"].includes(each.status);
  const parcel = (each.parcels || []).find((one) => one.url && !one.cancelled);
  const number = h("span", { dir: "ltr" }, `#${each.number}`);
  return h("div", { class: "pair" }, parcel ? h("a", { href: parcel.url, target: "_blank", rel: "noopener noreferrer", title: parcel.carrier }, number) : number, h("small", null, each.total), chip(bad ? "closed" : ["delivered", "paid"].includes(each.status) ? "open" : "wait", wordOr(`order.${each.status}`, each.status)));
}

function pair(name, value, aside) {
  return h("p", { class: "pair" }, h("bdi", null, name), aside && h("small", null, aside), h("b", { dir: "auto" }, value ?? ""));
}
