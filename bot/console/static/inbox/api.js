// Asking the server: JSON in, JSON out, and one kind of error whose words are for people.

import { settings, t } from "./words.js";

/** Where the JSON is. */
export const API = `${settings.root || ""}/api`;

/** What the server refused, or that it could not be reached (`status` 0). */
export class ApiError extends Error {
  /** @param {number} status @param {any} detail the `error` object of the answer */
  constructor(status, detail) {
    super(detail?.message || t("error.unknown"));
    this.status = status;
    this.code = detail?.code || "unknown";
    this.detail = detail || {};
  }
}

/** @param {string} path below the API's root, with a leading slash */
export const get = (path, options) => call("GET", path, undefined, options);
export const post = (path, body = {}, options) => call("POST", path, body, options);
export const put = (path, body = {}, options) => call("PUT", path, body, options);
export const remove = (path, options) => call("DELETE", path, undefined, options);

/** A path of one conversation. */
export const at = (id, rest = "") => `/conversations/${encodeURIComponent(id)}${rest}`;

/** `?a=1&b=2` of the values that are set. */
export function query(values) {
  const set = Object.entries(values).filter(([, value]) => value !== "" && value !== null && value !== undefined);
  return set.length ? `?${new URLSearchParams(set.map(([name, value]) => [name, String(value)]))}` : "";
}

/**
 * @param {string} method
 * @param {string} path
 * @param {any} [body] an object, or a FormData
 * @param {{signal?: AbortSignal, keepalive?: boolean}} [options]
 * @returns {Promise<any>}
 */
export async function call(method, path, body, { signal, keepalive } = {}) {
  const form = body instanceof FormData;
  const headers = { Accept: "application/json" };
  if (method !== "GET") headers["X-CSRF"] = settings.csrf || "";
  if (body !== undefined && !form) headers["Content-Type"] = "application/json";
  const answer = await reach(`${API}${path}`, { method, headers, body: form || body === undefined ? body : JSON.stringify(body), signal, keepalive, credentials: "same-origin" });
  if (answer.status === 401) location.assign(`${settings.root || ""}/console/login?next=${encodeURIComponent(location.pathname + location.search)}`);
  const told = await answer.json().catch(() => null);
  if (!answer.ok) throw new ApiError(answer.status, told?.error);
  return told;
}

async function reach(url, request) {
  try {
    return await fetch(url, request);
  } catch (fault) {
    if (fault.name === "AbortError") throw fault;
    throw new ApiError(0, { code: "offline", message: t("error.offline") });
  }
}

/** A key that makes doing something twice do it once. */
export function freshKey() {
  return globalThis.crypto?.randomUUID?.() || `${Date.now()}-${Math.random().toString(36).slice(2)}`;
}
