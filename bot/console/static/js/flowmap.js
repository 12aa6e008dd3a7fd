// Who stands where, kept up to date while the page is seen.

import { ask } from "./api.js";
import { settings } from "./settings.js";

const EVERY = 15000;

async function refresh() {
  if (document.hidden || !settings.watch) return;
  const told = await ask("GET", settings.watch).catch(() => null);
  for (const step of told?.steps ?? []) show(step);
}

function show(step) {
  const id = CSS.escape(step.id);
  for (const kind of ["here", "left"]) {
    const cell = document.querySelector(`[data-row="${id}"] [data-count="${kind}"]`);
    if (cell) cell.textContent = String(step[kind]);
    const badge = document.querySelector(`[data-step="${id}"] [data-badge="${kind}"]`);
    if (!badge) continue;
    badge.classList.toggle("none", !step[kind]);
    badge.querySelector("text").textContent = step[kind].toLocaleString(settings.language);
  }
}

// Drawings wider than the page begin where the flow begins.
for (const frame of document.querySelectorAll(".map-frame")) {
  const first = frame.querySelector(".map-node");
  if (!first || frame.scrollWidth <= frame.clientWidth) continue;
  const box = first.getBoundingClientRect();
  frame.scrollLeft += box.left + box.width / 2 - frame.getBoundingClientRect().left - frame.clientWidth / 2;
}

setInterval(refresh, EVERY);
