"""Which answers belong to which button: told by the file in which a response is written."""

from collections.abc import Iterable, Iterator
from typing import Any

from ruamel.yaml import YAML

from bot.understanding.references import Reference
from flows.engine.compile import Source
from flows.engine.payloads import Intent, parse_payload

_OF_INTENTS = {
    "menu": "utter_menu",
    "human": "utter_handoff",
    "stop": "utter_opted_out",
    "ask_topics": "utter_help_topics",
}
_HOPELESS = {
    "utter_internal_error",
    "utter_not_understood",
    "utter_no_answer",
    "utter_unsupported",
    "utter_offer_person",
}


class Belonging:
    """Knows the responses of each flow's file."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._said: dict[str, set[str]] = {}  # flow or trigger → the responses of its file
        self._links: dict[str, set[str]] = {}  # flow or trigger → the flows that it leads on to
        for source in sources:
            written = YAML(typ="safe", pure=True).load(source.text) or {}
            said = set(written.get("responses", {}))
            for name, flow in written.get("flows", {}).items():
                triggers = [trigger["intent"] for trigger in flow.get("nlu_trigger", ())]
                self._said.update(dict.fromkeys([name, *triggers], said))
                self._links |= {each: set(_links_in(flow)) for each in (name, *triggers)}

    def fits(self, tapped: Reference, utters: Iterable[str]) -> bool:
        """Whether the answer is of the tapped button's own flow, or what its payload asks for by name."""
        said = {part for utter in utters for part in utter.split("+")}
        if not said or said & _HOPELESS or any(name.startswith("utter_invalid") for name in said):
            return False
        match parse_payload(tapped.payload):
            case Intent(name) if name in _OF_INTENTS:
                return _OF_INTENTS[name] in said
            case Intent(name) if name.startswith("faq/"):
                return f"utter_{name}" in said or bool(said & self._of(name))
            case Intent("continue" | "start_over"):
                return True
            case Intent("cancel"):
                return bool(said & {"utter_flow_cancelled", "utter_nothing_to_cancel"})
            case Intent("page"):
                return bool(said & (self._of(tapped.flow) | {"utter_options_page"}))
            case Intent(name):
                return bool(said & self._of(name))
            case _:
                return bool(said & self._of(tapped.flow))

    def _of(self, name: str) -> set[str]:
        """What the flow says, and what the flows say that it leads on to, however far."""
        found, known = set(), [name]
        for each in known:
            found |= self._said.get(each, set())
            known += [link for link in self._links.get(each, ()) if link not in known]
        return found


def _links_in(written: Any) -> Iterator[str]:
    if isinstance(written, dict):
        if "link" in written:
            yield written["link"]
        written = list(written.values())
    for part in written if isinstance(written, list) else ():
        yield from _links_in(part)
