// The words of the inbox (`inbox.…` in the catalogs) and the page's settings.

import { settings, t as textOf } from "../js/settings.js";

export { settings };

/** @param {string} key without its `inbox.` @param {Record<string, string | number>} [values] */
export const t = (key, values) => textOf(`inbox.${key}`, values);

/** Whether the catalog has this key. */
export const hasWords = (key) => `inbox.${key}` in settings.words;
