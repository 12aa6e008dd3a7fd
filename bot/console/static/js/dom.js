// Building elements: everything is made here, from values, never from HTML text.

const SVG = "http://www.w3.org/2000/svg";

/**
 * One element. `props`: `class`, `dataset`, `onclick`-like listeners, anything else is an attribute;
 * `false`, `null` and `undefined` leave an attribute out, `true` writes it empty.
 * @param {string} tag
 * @param {Record<string, any> | null} [props]
 * @param {...any} children nodes, texts, lists of them; null and false are left out
 * @returns {any}
 */
export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  give(element, props || {});
  element.append(...flat(children));
  return element;
}

/** The same for drawings. */
export function s(tag, props, ...children) {
  const element = document.createElementNS(SVG, tag);
  give(element, props || {});
  element.append(...flat(children));
  return element;
}

/** Replace what an element holds. */
export function fill(element, ...children) {
  element.replaceChildren(...flat(children));
  return element;
}

function give(element, props) {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on") && typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (name === "dataset") Object.assign(element.dataset, value);
    else if (name === "value" && "value" in element) element.value = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
}

function flat(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
}
