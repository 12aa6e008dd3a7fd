// A bottom sheet inside one phone: a dialog that keeps the focus, closes with Escape and gives the focus back.

import { focusables, freshId, h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./words.js";

/**
 * @param {HTMLElement} screen the phone's screen; everything else in it rests while the sheet is open
 * @param {{title: string, content: any, footer?: any, kind?: string, onclose?: () => void}} parts
 * @returns {{element: HTMLElement, close: () => void}}
 */
export function openSheet(screen, { title, content, footer, kind = "sheet", onclose }) {
  const before = document.activeElement;
  const titleId = freshId("sheet-title");
  const dialog = h(
    "div",
    { class: kind, role: "dialog", "aria-modal": "true", "aria-labelledby": titleId, tabindex: "-1" },
    h(
      "header",
      { class: "sheet-head" },
      h("button", { class: "icon-button", type: "button", "aria-label": t("close"), onclick: () => close() }, icon("close")),
      h("h2", { id: titleId, dir: "auto" }, title),
    ),
    h("div", { class: "sheet-content" }, content),
    footer && h("footer", { class: "sheet-foot" }, footer),
  );
  const edge = (place) => h("span", { class: "visually-hidden", tabindex: "0", onfocus: () => focusables(dialog).at(place)?.focus() });
  const veil = h("div", { class: "veil", onclick: (event) => event.target === veil && close() }, edge(-1), dialog, edge(0)); // Tab goes round
  const resting = [...screen.children].filter((each) => !each.inert);
  resting.forEach((each) => (each.inert = true));
  veil.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close();
  });
  screen.append(veil);
  (dialog.querySelector("[autofocus]") || dialog).focus();

  function close() {
    if (!veil.isConnected) return;
    resting.forEach((each) => (each.inert = false));
    veil.remove();
    if (before?.isConnected) before.focus();
    onclose?.();
  }
  return { element: dialog, close };
}

/**
 * A menu at a button: arrow keys, Escape, closes when the focus leaves it.
 * @param {HTMLElement} anchor the button that opens it
 * @param {HTMLElement} host where it is put
 * @param {{label: string, icon: string, act: () => void}[]} entries
 */
export function openMenu(anchor, host, label, entries, kind = "menu") {
  const items = entries.map((each) =>
    h("button", { class: "menu-item", role: "menuitem", type: "button", tabindex: "-1", onclick: () => choose(each) }, icon(each.icon, 20), h("span", null, each.label)),
  );
  const menu = h("div", { class: kind, role: "menu", "aria-label": label }, items);
  const choose = (entry) => {
    close(true);
    entry.act();
  };
  const step = (by) => items.at((items.indexOf(document.activeElement) + by + items.length) % items.length).focus();
  const keys = { ArrowDown: () => step(1), ArrowUp: () => step(-1), Home: () => items[0].focus(), End: () => items.at(-1).focus(), Escape: () => close(true), Tab: () => close(true) };
  menu.addEventListener("keydown", (event) => {
    if (!(event.key in keys)) return;
    event.preventDefault();
    event.stopPropagation();
    keys[event.key]();
  });
  menu.addEventListener("focusout", (event) => menu.contains(event.relatedTarget) || close(false));
  anchor.setAttribute("aria-expanded", "true");
  host.append(menu);
  const room = menu.closest(".scroller")?.getBoundingClientRect();
  menu.classList.toggle("menu-up", Boolean(room && menu.getBoundingClientRect().bottom > room.bottom));
  items[0].focus();

  function close(back) {
    if (!menu.isConnected) return;
    anchor.setAttribute("aria-expanded", "false");
    if (back) anchor.focus();
    menu.remove();
  }
  return close;
}

/** A picture as large as the phone. */
export function openPicture(screen, { url, caption }) {
  const name = caption || t("bubble.image");
  const content = h("img", { class: "lightbox-picture", src: url, alt: name });
  openSheet(screen, { title: name, content, kind: "lightbox" });
}
