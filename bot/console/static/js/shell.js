// What every page has: the theme button.

import { ask } from "./api.js";
import { settings } from "./settings.js";

const ORDER = ["auto", "light", "dark"];

for (const button of document.querySelectorAll("[data-theme-button]")) {
  button.addEventListener("click", () => {
    const page = document.documentElement;
    const theme = ORDER[(ORDER.indexOf(page.dataset.theme) + 1) % ORDER.length];
    page.dataset.theme = theme;
    if (settings.me) ask("PATCH", "/api/me", { settings: { theme } }).catch(() => {});
  });
}
