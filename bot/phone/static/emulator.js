// The built-in Twilio emulator, as one phone sees it.

import { settings } from "./words.js";

export class Refused extends Error {
  constructor(status, reason) {
    super(reason || `HTTP ${status}`);
    this.status = status;
  }
}

/** JSON there and back; raises Refused. */
export async function call(path, body, base = settings.base) {
  const options = body === undefined ? {} : post(body);
  const answer = await fetch(base + path, { cache: "no-store", credentials: "same-origin", ...options });
  const said = await answer.text();
  if (!answer.ok) throw new Refused(answer.status, reasonIn(said));
  return said ? JSON.parse(said) : null;
}

function post(body) {
  return { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
}

function reasonIn(said) {
  try {
    const { detail, message } = JSON.parse(said);
    return typeof detail === "string" ? detail : message || "";
  } catch {
    return said.slice(0, 200);
  }
}

/** One phone, named by its number or BSUID. */
export class Line {
  constructor(number) {
    this.number = number;
    this.path = `/phones/${encodeURIComponent(number)}`;
  }

  /** @returns {Promise<{messages: any[], seq: number}>} */
  messages(after) {
    return call(`${this.path}/messages?after=${after}`);
  }

  /** @returns {Promise<{sid: string, status: string}>} */
  send(message) {
    return call(`${this.path}/send`, message);
  }

  introduce(name, bsuid) {
    return call(`${this.path}/profile`, bsuid ? { name, bsuid } : { name });
  }

  read() {
    return call(`${this.path}/read`, {});
  }

  get stream() {
    return `${settings.base}${this.path}/stream`;
  }
}

export const setFaults = (faults) => call("/faults", faults);

/** The latest requests, oldest first or not: `[{kind, method, path, status, ms, at}]`. */
export async function readLog() {
  const said = await call("/log");
  return Array.isArray(said) ? said : said?.requests || said?.entries || said?.log || [];
}
