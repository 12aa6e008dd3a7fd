// Beside the messages: who this is, what they agreed to, their cart, orders, coupons and answers, each with what can be done.

import { fill, h } from "../js/dom.js";
import { at, get, post } from "./api.js";
import { icon } from "./marks.js";
import { fullTime, money, shortTime } from "./moments.js";
import { ask, avatar, button, chip, iconButton, openMenu, say, sayFault } from "./pieces.js";
import { hasWords, t } from "./words.js";

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
      fill(this.body, this.#person(row, {}), h("p", { class: "side-part side-none" }, fault.message), button(t("retry"), () => this.open(row), { mark: "retry" }));
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
    const facts = [person.email, person.city, row.language && hasWords(`language.${row.language}`) ? t(`language.${row.language}`) : row.language].filter(Boolean);
    return h("section", { class: "side-person" }, avatar(row, "face-large"), h("h3", null, h("bdi", null, row.name || row.phone), row.vip && icon("star", 16)), h("p", { dir: "ltr" }, row.phone), facts.length > 0 && h("p", { class: "side-facts" }, facts.map((each) => h("bdi", null, each))), h("p", { class: "side-chips" }, this.#consents(told.consent), this.#tags(row)));
  }

  #consents(consent) {
    const all = Array.isArray(consent) ? consent : Object.entries(consent || {}).map(([purpose, each]) => ({ purpose, ...(typeof each === "object" ? each : { state: each }) }));
    return all.map((each) => {
      const yes = each.state === "in" || each.state === "opted_in" || each.agreed === true || each.state === true;
      const no = each.state === "out" || each.state === "opted_out" || each.agreed === false;
      return h("span", { class: `chip chip-${yes ? "open" : no ? "closed" : "quiet"}`, title: [each.how, each.at && fullTime(each.at)].filter(Boolean).join(" · ") }, yes ? icon("check", 13) : no && icon("stop", 13), hasWords(`consent.${each.purpose}`) ? t(`consent.${each.purpose}`) : each.purpose);
    });
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
    const { cart, orders, coupons, answers, ad, journeys, flows_open: flows, doors, merges, timeline } = told;
    return [
      this.#part("cart", cart?.total && amount(cart.total, cart.currency), lines(cart?.lines || cart?.items), this.#act("cart-link", t("panel.send_cart"), "link")),
      this.#part("orders", null, (orders || []).map(order)),
      this.#part("coupons", null, (coupons || []).map((each) => pair(each.code || each.name, each.shown || each.value || each.status)), this.#couponAct(told)),
      this.#part("answers", null, (answers || []).map((each) => pair(each.question || each.name, each.answer ?? each.value))),
      this.#part("ad", null, ad && Object.keys(ad).length ? [h("div", { class: "ad-card" }, h("span", { class: "ad-art" }, icon("ad")), h("span", { class: "ad-words" }, h("strong", { dir: "auto" }, ad.headline || ad.source || ad.name), ad.body && h("span", { dir: "auto" }, ad.body), ad.at && h("small", null, fullTime(ad.at))))] : []),
      this.#part("journeys", null, [...(journeys || []), ...(flows || []).map((each) => (typeof each === "string" ? { name: each, step: t("panel.flow_open") } : { ...each, step: each.step || t("panel.flow_open") }))].map((each) => pair(each.title || each.name || each.flow, each.step || each.status || (each.next_at && shortTime(each.next_at))))),
      this.#part("doors", null, (doors || []).map((each) => pair(each.title || each.name || each.text || each.kind || each, each.at && fullTime(each.at)))),
      this.#consentPart(told),
      this.#part("merges", null, (merges || []).map((each) => this.#merge(each))),
      this.#part("timeline", null, timeline?.length ? [h("ol", { class: "timeline" }, timeline.map((each) => h("li", null, h("span", { dir: "auto" }, each.text), h("time", { datetime: each.at }, fullTime(each.at)))))] : []),
    ];
  }

  #part(name, aside, content, act) {
    const filled = (content || []).filter(Boolean);
    if (!filled.length && !["cart", "orders"].includes(name)) return null;
    return h("details", { class: "side-part", open: true, dataset: { part: name } }, h("summary", null, h("h3", null, t(`panel.${name}`)), aside && h("b", null, aside)), filled.length ? filled : h("p", { class: "side-none" }, t(`panel.no_${name}`)), filled.length > 0 && act);
  }

  #act(path, label, mark, body = {}) {
    return this.store.mayWrite() && button(label, () => this.#do(path, body), { mark });
  }

  async #do(path, body) {
    try {
      await post(at(this.id, `/${path}`), body);
      say(t(`done.${path}`));
      this.open(this.store.rows.get(this.id));
    } catch (fault) {
      sayFault(fault);
    }
  }

  #couponAct(told) {
    const campaigns = told.campaigns || [];
    if (!this.store.mayWrite() || !campaigns.length) return null;
    const act = button(t("panel.give_coupon"), () => openMenu(act, t("panel.give_coupon"), campaigns.map((each) => ({ label: each.title || each.name || each, act: () => this.#do("coupon", { campaign: each.name || each }) }))), { mark: "plus" });
    return act;
  }

  #consentPart(told) {
    const out = async () => (await ask(t("panel.opt_out"), t("panel.opt_out_question"), t("panel.opt_out_yes"))) && this.#do("opt-out", { purpose: "marketing" });
    const handles = (told.handles || []).map((each) => pair(hasWords(`handle.${each.kind}`) ? t(`handle.${each.kind}`) : each.kind || "", each.value || each.shown || String(each)));
    return h("details", { class: "side-part", open: true, dataset: { part: "consent" } }, h("summary", null, h("h3", null, t("panel.contact"))), handles, this.store.mayWrite() && button(t("panel.opt_out"), out, { mark: "stop" }));
  }

  #merge(each) {
    const merge = async () => (await ask(t("panel.merge"), t("panel.merge_question", { name: each.name || each.phone }), t("panel.merge_yes"))) && this.#do("merge", { with: each.id });
    return h("p", { class: "pair" }, h("bdi", null, each.name || each.phone || each.id), this.store.mayWrite() && button(t("panel.merge"), merge, { mark: "merge" }));
  }
}

const amount = (value, currency) => (typeof value === "object" ? money(value.amount, value.currency) : typeof value === "number" && currency ? money(value, currency) : String(value));

function lines(all) {
  return (all || []).map((each) => h("div", { class: "side-line" }, each.image || each.picture ? h("img", { src: each.image || each.picture, alt: "", loading: "lazy" }) : h("span", { class: "side-blank" }, icon("bag", 18)), h("span", { dir: "auto" }, `${each.title || each.name || each.sku}${each.quantity > 1 ? ` × ${each.quantity}` : ""}`), h("b", null, each.price || each.total ? amount(each.total ?? each.price, each.currency) : "")));
}

function order(each) {
  const bad = ["cancelled", "refunded", "failed"].includes(each.status);
  const words = hasWords(`order.${each.status}`) ? t(`order.${each.status}`) : each.status;
  return h("p", { class: "pair" }, each.url ? h("a", { href: each.url, target: "_blank", rel: "noopener noreferrer" }, `#${each.number || each.id}`) : h("span", null, `#${each.number || each.id}`), each.total && h("small", null, amount(each.total, each.currency)), chip(bad ? "closed" : ["delivered", "paid"].includes(each.status) ? "open" : "wait", words));
}

function pair(name, value) {
  return h("p", { class: "pair" }, h("bdi", null, name), h("b", { dir: "auto" }, value ?? ""));
}
