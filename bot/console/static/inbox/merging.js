// Two contacts that are one person: the other one is looked for, and becomes part of this one.

import { fill, h, whenQuiet } from "../phone/dom.js";
import { get, query } from "./api.js";
import { ask, avatar, openDialog, sayFault } from "./pieces.js";
import { t } from "./words.js";

/** @param {string} id @param {(other: number) => void} merge */
export function openMerge(id, merge) {
  const list = h("div", { class: "palette-list" });
  const look = async () => {
    const q = search.value.trim();
    const told = q.length < 2 ? { rows: [] } : await get(`/search${query({ q })}`).catch((fault) => (fault.code !== "too_often" && sayFault(fault), { rows: [] }));
    const others = told.rows.filter((each) => String(each.id) !== id);
    fill(list, others.map((each) => h("button", { class: "menu-item", type: "button", onclick: () => choose(each) }, avatar(each, "face-small"), h("bdi", null, each.name), h("small", { dir: "ltr" }, each.phone))), others.length === 0 && h("p", { class: "side-none" }, t("panel.merge_hint")));
  };
  const choose = async (other) => {
    dialog.close();
    if (await ask(t("panel.merge"), t("panel.merge_question", { name: other.name }), t("panel.merge_yes"))) merge(Number(other.id));
  };
  const search = h("input", { type: "search", class: "input", placeholder: t("list.search"), "aria-label": t("list.search"), dir: "auto", autofocus: true, oninput: whenQuiet(220, look) });
  const dialog = openDialog({ title: t("panel.merge"), content: [search, list] });
  look();
}
