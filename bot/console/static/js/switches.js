// Journeys on and off.

import { ask } from "./api.js";
import { t } from "./settings.js";

const told = document.querySelector("[data-told]");

for (const button of document.querySelectorAll("[data-journey]")) button.addEventListener("click", flip);

async function flip(event) {
  const button = event.currentTarget;
  const on = button.getAttribute("aria-checked") !== "true";
  const live = Number(button.dataset.live);
  if (!on && !confirm(t("journeys.sure", { name: button.getAttribute("aria-label"), count: live }))) return;
  button.disabled = true;
  try {
    await ask("PUT", `/api/journeys/${encodeURIComponent(button.dataset.journey)}`, { on });
    button.setAttribute("aria-checked", String(on));
    told.classList.add("good");
    told.textContent = t(on ? "journeys.switched.on" : "journeys.switched.off", { name: button.getAttribute("aria-label") });
  } catch (error) {
    told.classList.remove("good");
    told.textContent = error.message;
  } finally {
    button.disabled = false;
  }
}
