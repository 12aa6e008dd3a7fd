// The chat bubble of a shop. Put this line before </body>:
//   <script src="https://bot.example.com/bubble.js" data-door="bubble" async></script>
// More attributes: data-position="left", data-label="Chat with us", data-lang="ko", data-sku="SKN-301-30".
// No cookies; the page's Content Security Policy needs to allow our origin for scripts and images.
(() => {
  "use strict";
  const script = document.currentScript;
  if (!script || window.shopclerkBubble) return;
  window.shopclerkBubble = true;
  const { door = "bubble", position = "right", label, lang, sku, demo } = script.dataset;
  const origin = new URL(script.src).origin + new URL(script.src).pathname.replace(/\/bubble\.js$/, "");
  const language = (lang || document.documentElement.lang || navigator.language || "en").slice(0, 2);
  const words = {
    en: ["Chat with us on WhatsApp", "Scan to chat on your phone", "or open WhatsApp here", "Close"],
    ko: ["왓츠앱으로 문의하기", "휴대폰으로 스캔해 주세요", "이 기기에서 왓츠앱 열기", "닫기"],
  };
  const [ask, scan, here, close] = words[language] || words.en;
  const query = new URLSearchParams({ page: location.pathname });
  if (words[language]) query.set("lang", language);
  if (sku) query.set("sku", sku);
  if (demo) query.set("demo", "1");
  const address = (end) => `${origin}/go/${encodeURIComponent(door)}${end}?${query}`;

  const make = (tag, attributes = {}, ...inside) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...inside);
    return element;
  };
  const sign = () => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    path.setAttribute("d", "M12 3a9 9 0 0 0-7.7 13.6L3 21l4.5-1.2A9 9 0 1 0 12 3Zm-4 7.5h8v1.6H8Zm0 3.2h5.5v1.6H8Z");
    svg.append(path);
    return svg;
  };

  const style = new CSSStyleSheet();
  style.replaceSync(`
    :host { all: initial; position: fixed; bottom: max(20px, env(safe-area-inset-bottom)); z-index: 2147483000;
      font: 15px/1.4 system-ui, sans-serif; color-scheme: light dark; }
    :host([data-position="right"]) { right: 20px; }
    :host([data-position="left"]) { left: 20px; }
    * { box-sizing: border-box; }
    button, a { font: inherit; cursor: pointer; }
    .open { display: flex; align-items: center; gap: 10px; min-height: 52px; padding: 0 20px 0 16px; border: 0;
      border-radius: 26px; background: #0b6b50; color: #fff; font-weight: 600; box-shadow: 0 4px 16px #0004; }
    .open:hover { background: #095a43; }
    .open svg { width: 26px; height: 26px; fill: currentColor; flex: none; }
    :focus-visible { outline: 3px solid #0b6b50; outline-offset: 3px; box-shadow: 0 0 0 3px #fff; }
    .panel { position: absolute; bottom: 66px; width: 232px; padding: 16px; border-radius: 16px; text-align: center;
      background: #fff; color: #14211c; box-shadow: 0 8px 32px #0005; }
    :host([data-position="right"]) .panel { right: 0; }
    :host([data-position="left"]) .panel { left: 0; }
    .panel[hidden] { display: none; }
    .panel p { margin: 0 24px 10px; font-weight: 600; word-break: keep-all; }
    .panel img { display: block; width: 200px; height: 200px; border-radius: 8px; background: #fff; }
    .panel a { display: inline-block; padding: 12px 8px 4px; color: #0b6b50; }
    .close { position: absolute; top: 6px; right: 6px; width: 36px; height: 36px; border: 0; border-radius: 18px;
      background: none; color: inherit; font-size: 20px; line-height: 1; }
    @media (max-width: 480px) { .open span { position: absolute; width: 1px; height: 1px; overflow: hidden;
      clip-path: inset(50%); white-space: nowrap; } .open { width: 56px; height: 56px; padding: 0; justify-content: center; } }
    @media (prefers-reduced-motion: no-preference) { .open { transition: background .15s; } }
    @media (prefers-color-scheme: dark) { .panel { background: #1c2924; color: #f0f5f2; } .panel a { color: #7fe0bf; }
      :focus-visible { outline-color: #7fe0bf; box-shadow: 0 0 0 3px #06130e; } }
    @media print { :host { display: none; } }`);

  const host = make("div", { "data-position": position === "left" ? "left" : "right", lang: words[language] ? language : "en" });
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [style];
  const open = make("button", { class: "open", type: "button", "aria-expanded": "false", "aria-controls": "panel" }, sign(), make("span", {}, label || ask));
  const panel = make("div", { class: "panel", id: "panel", role: "dialog", "aria-label": scan, hidden: "" });
  root.append(panel, open);

  const fold = (back) => {
    panel.hidden = true;
    open.setAttribute("aria-expanded", "false");
    if (back) open.focus();
  };
  const unfold = () => {
    if (!panel.firstChild) {
      const shut = make("button", { class: "close", type: "button", "aria-label": close }, "×");
      shut.addEventListener("click", () => fold(true));
      const code = make("img", { src: address("/qr.svg"), alt: scan, width: 200, height: 200 });
      panel.append(make("p", {}, scan), shut, code, make("a", { href: address(""), target: "_blank", rel: "noopener" }, here));
    }
    panel.hidden = false;
    open.setAttribute("aria-expanded", "true");
  };
  const onDesktop = matchMedia("(hover: hover) and (pointer: fine)");
  open.addEventListener("click", () => {
    if (!panel.hidden) return fold(false);
    window.open(address(""), "_blank", "noopener");
    if (onDesktop.matches) unfold();
  });
  root.addEventListener("keydown", (event) => event.key === "Escape" && !panel.hidden && fold(true));
  document.addEventListener("click", (event) => !event.composedPath().includes(host) && fold(false));
  const appear = () => document.body.append(host);
  if (document.body) appear();
  else addEventListener("DOMContentLoaded", appear);
})();
