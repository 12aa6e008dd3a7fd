// Above the list: its title, the search, filters by tag, language, team, person, and by where people are and how they came; saved views.

import { fill, h, whenQuiet } from "../phone/dom.js";
import { settings, t } from "./words.js";
import { get, post } from "./api.js";
import { icon } from "./marks.js";
import { field, iconButton, kbd, openDialog, openMenu, say, sayFault, select, button } from "./pieces.js";

const LANGUAGES = ["ko", "en", "ar", "es", "pt", "hi"];
const WAYS = ["flow", "journey", "campaign", "door"]; // what there is of each, `/ways` says
const NAMES = ["tag", "language", "agent", "team", ...WAYS];
const nothing = () => Object.fromEntries(["q", ...NAMES].map((name) => [name, ""]));

export class Filters {
  /** @param {import("./store.js").Store} store @param {() => Promise<void>} changed @param {(view: string) => void} choose @param {() => string} view the tab @param {URLSearchParams} asked what the address names */
  constructor(store, changed, choose, view, asked) {
    Object.assign(this, { store, changed: () => changed().catch(sayFault), choose, view });
    this.values = nothing();
    for (const name of NAMES) this.values[name] = asked.get(name) || "";
    this.ways = {};
    this.#build();
    this.#mark();
    for (const name of ["teams", "tags", "agents"]) store.on(name, () => this.#fill());
  }

  /** For the page's address: words that are looked for are not in it. */
  get chosen() {
    return Object.fromEntries(NAMES.filter((name) => this.values[name]).map((name) => [name, this.values[name]]));
  }

  get isSet() {
    return Object.values(this.values).some(Boolean);
  }

  #build() {
    const searched = whenQuiet(220, () => this.set("q", this.input.value.trim()));
    this.input = h("input", { type: "search", id: "search", class: "search-input", placeholder: t("list.search"), "aria-label": t("list.search"), autocomplete: "off", spellcheck: "false", dir: "auto", oninput: searched });
    this.input.addEventListener("keydown", (event) => event.key === "Escape" && (this.input.value ? ((this.input.value = ""), this.set("q", "")) : this.input.blur()));
    this.light = h("span", { class: "light", role: "status" });
    this.title = h("h2", null, t("inbox.title"));
    this.toggle = iconButton("tune", t("list.filters"), () => this.#toggle(), { "aria-expanded": "false", "aria-controls": "filters" });
    this.viewsButton = iconButton("list", t("views.title"), () => this.#openViews(), { "aria-haspopup": "menu", "aria-expanded": "false" });
    this.bell = iconButton("bell", t("alerts.title"), () => this.onbell?.(), { "aria-haspopup": "dialog" });
    this.head = h("header", { class: "list-head" }, h("div", { class: "list-title" }, this.title, this.light, h("span", { class: "grow" }), this.viewsButton, this.toggle, this.bell), h("label", { class: "search" }, icon("search", 18), this.input, kbd("/")));
    this.bar = h("div", { class: "filters", id: "filters", hidden: true, role: "group", "aria-label": t("list.filters") });
    this.#fill();
  }

  #fill() {
    const names = new Intl.DisplayNames([settings.language], { type: "language" });
    const languages = LANGUAGES.map((code) => [code, names.of(code)]);
    const tags = this.store.tags.map((each) => [each.name, `#${each.name}`]);
    const agents = this.store.agents.map((each) => [each.id, each.name]);
    const teams = this.store.teams.map((each) => [each.id, each.name]);
    const one = (name, options) => options.length > 0 && select([["", t(`filter.${name}`)], ...options], this.values[name], (value) => this.set(name, value), { "aria-label": t(`filter.${name}`) });
    fill(this.bar, one("tag", tags), one("language", languages), one("agent", agents), one("team", teams), WAYS.map((name) => one(name, this.#ways(name))), h("span", { class: "filters-foot" }, button(t("filter.save"), () => this.#save(), { mark: "plus" }), button(t("filter.clear"), () => this.clear())));
  }

  set(name, value) {
    if (this.values[name] === value) return;
    this.values[name] = value;
    this.#mark();
    this.changed();
  }

  #mark() {
    this.toggle.classList.toggle("is-on", NAMES.some((name) => this.values[name]));
  }

  /** What may be chosen; what the address or a view names, even when there is no such thing any more. */
  #ways(name) {
    const options = (this.ways[name] || []).map((each) => [each.id, each.name]);
    const value = this.values[name];
    return !value || options.some(([id]) => id === value) ? options : [...options, [value, value]];
  }

  /** Asked for whenever the filters are opened. */
  async #readWays() {
    this.ways = await get("/ways");
    this.#fill();
  }

  clear() {
    this.values = nothing();
    this.input.value = "";
    this.#mark();
    this.#fill();
    this.changed();
  }

  #toggle() {
    this.bar.hidden = !this.bar.hidden;
    this.toggle.setAttribute("aria-expanded", String(!this.bar.hidden));
    if (!this.bar.hidden) this.#readWays().catch(sayFault);
  }

  #openViews() {
    const views = this.store.views.map((each) => ({ label: each.name, mark: "list", act: () => this.choose(each.id) }));
    const save = { label: t("filter.save"), mark: "plus", act: () => this.#save() };
    openMenu(this.viewsButton, t("views.title"), [...views, save]);
  }

  #save() {
    const name = h("input", { class: "input", maxlength: "60", autofocus: true, dir: "auto" });
    const send = async (event) => {
      event.preventDefault();
      if (!name.value.trim()) return name.focus();
      try {
        const made = await post("/views", { name: name.value.trim(), query: this.#asked() });
        this.store.views = [...this.store.views, { name: name.value.trim(), query: this.#asked(), ...made }];
        dialog.close();
        say(t("views.saved"));
      } catch (fault) {
        sayFault(fault);
      }
    };
    const form = h("form", { onsubmit: send }, field(t("views.name"), name), h("p", { class: "dialog-foot" }, h("button", { class: "button", type: "submit" }, t("save"))));
    const dialog = openDialog({ title: t("filter.save"), content: form, kind: "dialog-small" });
  }

  #asked() {
    return Object.fromEntries(Object.entries({ view: this.view(), ...this.values }).filter(([, value]) => value));
  }

  showState(online) {
    this.light.className = `light ${online ? "light-on" : "light-off"}`;
    this.light.title = t(online ? "live.on" : "live.off");
    fill(this.light, h("span", { class: "visually-hidden" }, this.light.title));
  }
}
