// Trouble on demand: what the provider may do to us, each for the next message.

import { h } from "./dom.js";
import { setFaults } from "./emulator.js";
import { t } from "./words.js";

const FAULTS = {
  refuse_429: { refuse: { status: 429, times: 1, retry_after: 3 } },
  refuse_503: { refuse: { status: 503, times: 2, retry_after: null } },
  slow: { slow: { seconds: 4, times: 1 } },
  swallow: { swallow: { times: 1 } },
  fail_63016: { fail: { code: 63016, times: 1 } },
  fail_63024: { fail: { code: 63024, times: 1 } },
  drop: { drop: { times: 1 } },
  lose_inbound: { lose_inbound: 1 },
};
const ORDERS = ["normal", "reversed", "doubled", "none"];

/** @param {{copies: (count: number) => void}} parts */
export function troubles({ copies }) {
  const said = h("p", { class: "panel-said", role: "status" });
  const ask = async (faults, words) => {
    try {
      await setFaults(faults);
      said.textContent = words;
    } catch (error) {
      said.textContent = t("faults.refused", { reason: error.message });
    }
  };
  const buttons = Object.entries(FAULTS).map(([name, faults]) =>
    h("button", { class: "chip", type: "button", onclick: () => ask(faults, t("faults.set", { fault: t(`faults.${name}`) })) }, t(`faults.${name}`)),
  );
  return h(
    "div",
    { class: "troubles" },
    choice("faults.copies", ["1", "2", "3", "4", "5"].map((each) => [each, t("faults.times", { count: each })]), (value) => copies(Number(value))),
    choice("faults.statuses", ORDERS.map((each) => [each, t(`faults.statuses.${each}`)]), (value) => ask({ statuses: value }, t("faults.statuses_set"))),
    h("h3", null, t("faults.next")),
    h("div", { class: "chips" }, buttons),
    said,
  );
}

function choice(key, options, choose) {
  const select = h("select", { class: "field-input", onchange: (event) => choose(event.target.value) }, options.map(([value, label]) => h("option", { value }, label)));
  return h("label", { class: "field" }, h("span", null, t(key)), select);
}
