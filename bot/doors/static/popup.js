// A coupon pop-up that leads into the chat. Put this line before </body>:
//   <script src="https://bot.example.com/popup.js" data-door="coupon" data-after="8" async></script>
// More attributes: data-title, data-text, data-button, data-lang. Shown once a week.
(() => {
  "use strict";
  const script = document.currentScript;
  if (!script) return;
  const { door = "coupon", after = "8", title, text, button, lang, demo } = script.dataset;
  const origin = new URL(script.src).origin + new URL(script.src).pathname.replace(/\/popup\.js$/, "");
  const language = (lang || document.documentElement.lang || navigator.language || "en").slice(0, 2);
  const words = {
    en: ["A coupon for you", "Two quick questions on WhatsApp and it's yours. No e-mail needed.", "Unlock my coupon", "No, thanks"],
    ko: ["쿠폰을 드려요", "왓츠앱에서 두 가지만 답하면 바로 받으실 수 있어요. 이메일은 필요 없어요.", "쿠폰 받기", "괜찮아요"],
  };
  const told = words[language] || words.en;
  const seen = `shopclerk-popup-${door}`;
  const week = 7 * 24 * 3600 * 1000;
  const remember = () => {
    try {
      localStorage.setItem(seen, Date.now());
    } catch {} // a visitor who keeps nothing is asked again
  };
  try {
    if (Date.now() - Number(localStorage.getItem(seen)) < week) return;
  } catch {}
  const query = new URLSearchParams({ page: location.pathname });
  if (words[language]) query.set("lang", language);
  if (demo) query.set("demo", "1");

  const make = (tag, attributes = {}, ...inside) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...inside);
    return element;
  };
  const style = new CSSStyleSheet();
  style.replaceSync(`
    dialog { max-width: min(360px, calc(100vw - 32px)); padding: 24px; border: 0; border-radius: 20px; text-align: center;
      font: 16px/1.5 system-ui, sans-serif; color-scheme: light dark; background: #fff; color: #14211c;
      box-shadow: 0 16px 64px #0006; }
    dialog::backdrop { background: #0008; }
    h2 { margin: 0 0 8px; font-size: 22px; line-height: 1.3; }
    p { margin: 0 0 20px; word-break: keep-all; }
    a, button { display: block; width: 100%; min-height: 48px; padding: 12px; border-radius: 24px; font: inherit;
      box-sizing: border-box; cursor: pointer; text-decoration: none; }
    a { background: #0b6b50; color: #fff; font-weight: 600; }
    button { margin-top: 6px; border: 0; background: none; color: inherit; }
    :focus-visible { outline: 3px solid #0b6b50; outline-offset: 2px; box-shadow: 0 0 0 2px #fff; }
    @media (prefers-color-scheme: dark) { dialog { background: #1c2924; color: #f0f5f2; }
      :focus-visible { outline-color: #7fe0bf; box-shadow: 0 0 0 2px #06130e; } }`);

  const host = make("div", { lang: words[language] ? language : "en" });
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [style];
  const go = make("a", { href: `${origin}/go/${encodeURIComponent(door)}?${query}`, target: "_blank", rel: "noopener" }, button || told[2]);
  const no = make("button", { type: "button" }, told[3]);
  const dialog = make("dialog", { "aria-labelledby": "title" }, make("h2", { id: "title" }, title || told[0]), make("p", {}, text || told[1]), go, no);
  root.append(dialog);
  for (const each of [go, no]) each.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", remember);
  setTimeout(() => {
    document.body.append(host);
    dialog.showModal();
  }, Number(after) * 1000 || 0);
})();
