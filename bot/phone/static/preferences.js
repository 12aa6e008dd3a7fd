// Theme and language of the page: kept in cookies, so that the server sends the page right at once.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { settings, t } from "./words.js";

const YEAR = 365 * 24 * 3600; // seconds
const THEMES = { auto: "half", light: "sun", dark: "moon" };

function keep(name, value) {
  document.cookie = `phone_${name}=${value}; path=/; max-age=${YEAR}; samesite=lax`;
}

/** Switches for theme and language. */
export function preferences() {
  return h("div", { class: "preferences" }, themeSwitch(), languageChoice());
}

function themeSwitch() {
  const root = document.documentElement;
  const button = h("button", { class: "icon-button framed", type: "button" });
  const show = () => {
    button.replaceChildren(icon(THEMES[root.dataset.theme], 20));
    button.setAttribute("aria-label", t("theme.switch", { theme: t(`theme.${root.dataset.theme}`) }));
    button.title = button.getAttribute("aria-label");
  };
  button.addEventListener("click", () => {
    const names = Object.keys(THEMES);
    root.dataset.theme = names[(names.indexOf(root.dataset.theme) + 1) % names.length];
    keep("theme", root.dataset.theme);
    show();
  });
  show();
  return button;
}

function languageChoice() {
  const options = Object.entries(settings.languages).map(([code, name]) => h("option", { value: code, selected: code === settings.language, lang: code }, name));
  const choose = (event) => {
    keep("lang", event.target.value);
    const address = new URL(location.href);
    address.searchParams.delete("lang");
    location.assign(address);
  };
  return h("select", { class: "field-input language", "aria-label": t("language.choose"), onchange: choose }, options);
}
