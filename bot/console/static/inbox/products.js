// A product of the catalog, sent as a card.

import { fill, h, whenQuiet } from "../phone/dom.js";
import { get, query } from "./api.js";
import { money } from "./moments.js";
import { openDialog, sayFault, thumb } from "./pieces.js";
import { t } from "./words.js";

/** @param {any} row @param {(product: any) => void} choose */
export function openProducts(row, choose) {
  const list = h("div", { class: "products" });
  const look = async () => {
    try {
      const told = await get(`/products${query({ q: search.value.trim(), language: row.language })}`);
      show(told.products || told.rows || told);
    } catch (fault) {
      sayFault(fault);
    }
  };
  const show = (all) => fill(list, all.map((each) => card(each, () => (dialog.close(), choose(each)))), all.length === 0 && h("p", { class: "side-none" }, t("product.none")));
  const search = h("input", { type: "search", class: "input", placeholder: t("product.search"), "aria-label": t("product.search"), autofocus: true, dir: "auto", oninput: whenQuiet(220, look) });
  const dialog = openDialog({ title: t("product.title"), content: [search, list], kind: "dialog-wide" });
  look();
}

function card(product, choose) {
  const price = typeof product.price === "object" && product.price ? money(product.price.amount, product.price.currency) : product.price;
  return h("button", { class: "product", type: "button", disabled: product.available === false, onclick: choose }, thumb(product.image), h("strong", { dir: "auto" }, product.title), h("small", null, product.available === false ? t("product.sold_out") : price));
}
