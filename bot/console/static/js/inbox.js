// The inbox.

import { fill, h } from "./dom.js";
import { t } from "./settings.js";

fill(document.getElementById("inbox"), h("p", { class: "sheet" }, t("shell.rail.inbox")));
