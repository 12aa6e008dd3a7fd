// Buttons that do one thing: data-deed="POST /api/…", data-body, data-sure (a question first), data-done (what is said
// when it is done; with data-then="reload" the page is loaded again).

import { ask } from "./api.js";

const told = document.querySelector("[data-told]");

for (const button of document.querySelectorAll("[data-deed]")) button.addEventListener("click", carryOut);

async function carryOut(event) {
  const button = event.currentTarget;
  if (button.dataset.sure && !confirm(button.dataset.sure)) return;
  const [method, path] = button.dataset.deed.split(" ");
  button.disabled = true;
  say("", true);
  try {
    await ask(method, path, button.dataset.body ? JSON.parse(button.dataset.body) : undefined);
    if (button.dataset.then === "reload") location.reload();
    else say(button.dataset.done ?? "", true);
  } catch (error) {
    say(error.message, false);
  } finally {
    button.disabled = false;
  }
}

function say(text, good) {
  if (!told) return;
  told.classList.toggle("good", good);
  told.textContent = text;
}
