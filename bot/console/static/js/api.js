// Asking the server: JSON in and out, errors with words for people.

import { settings, t } from "./settings.js";

/** What the server refused: `code`, `message`, and what else it told (`more`). */
export class Refused extends Error {
  constructor(status, told) {
    super(told.message);
    this.status = status;
    this.code = told.code;
    this.more = told;
  }
}

/**
 * @param {string} method GET, POST …
 * @param {string} path begins with /api/
 * @param {any} [body] sent as JSON
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>} raises Refused
 */
export async function ask(method, path, body, signal) {
  const headers = { "X-CSRF": settings.csrf };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let response;
  try {
    response = await fetch(settings.root + path, {
      method, headers, signal, body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refused(0, { code: "offline", message: t("fault.offline") });
  }
  const answer = await response.json().catch(() => null);
  if (response.ok) return answer;
  throw new Refused(response.status, answer?.error ?? { code: "failed", message: t("fault.failed") });
}
