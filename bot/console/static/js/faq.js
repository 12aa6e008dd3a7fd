// Answers to questions that had none.

import { ask } from "./api.js";
import { t } from "./settings.js";

const told = document.querySelector("[data-told]");

for (const form of document.querySelectorAll("[data-answer]")) form.addEventListener("submit", save);
for (const button of document.querySelectorAll("[data-aside]")) button.addEventListener("click", putAside);
for (const button of document.querySelectorAll("[data-drop]")) button.addEventListener("click", drop);

async function save(event) {
  event.preventDefault();
  const form = event.currentTarget;
  const [method, path] = form.dataset.answer.split(" ");
  const button = form.querySelector("button");
  const wrong = form.querySelector(".told");
  button.disabled = true;
  wrong.textContent = "";
  try {
    await ask(method, path, { texts: texts(form), asked: ways(form), ids: numbers(form.dataset.ids) });
    location.reload();
  } catch (error) {
    const fields = error.more?.fields ? Object.values(error.more.fields).join(" · ") : "";
    wrong.textContent = fields && !error.message.includes(fields) ? `${error.message} ${fields}` : error.message;
    button.disabled = false;
  }
}

function texts(form) {
  const filled = [...form.querySelectorAll("[name='text']")].filter((field) => field.value.trim());
  return Object.fromEntries(filled.map((field) => [field.dataset.language, field.value.trim()]));
}

function ways(form) {
  const listed = [...form.querySelectorAll("[name='asked']")].map((field) => [field.dataset.language, lines(field.value)]);
  return Object.fromEntries(listed.filter(([, found]) => found.length));
}

const lines = (text) => text.split("\n").map((line) => line.trim().slice(0, 200)).filter((line) => line.length > 1);
const numbers = (text) => text.split(",").filter(Boolean).map(Number);

async function putAside(event) {
  const button = event.currentTarget;
  try {
    await ask("POST", "/api/faq/put-aside", { ids: numbers(button.dataset.aside) });
    button.closest("[data-group]").remove();
    say(t("faq.put.aside"), true);
  } catch (error) {
    say(error.message, false);
  }
}

async function drop(event) {
  if (!confirm(t("shell.sure"))) return;
  try {
    await ask("DELETE", `/api/faq/answers/${event.currentTarget.dataset.drop}`);
    location.reload();
  } catch (error) {
    say(error.message, false);
  }
}

function say(text, good) {
  told.classList.toggle("good", good);
  told.textContent = text;
}
