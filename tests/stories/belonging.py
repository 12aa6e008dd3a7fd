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
        self._links: dict[str, set[str]] = {}  # flow or trigger → the flows that it goes over into
        self._said: dict[str, set[str]] = {}  # flow or trigger → the responses of its file
        for source in sources:
            written = YAML(typ="safe", pure=True).load(source.text) or {}
            said = set(written.get("responses", {}))
            for name, flow in written.get("flows", {}).items():
                triggers = [trigger["intent"] for trigger in flow.get("nlu_trigger", ())]
                self._said.update(dict.fromkeys([name, *triggers], said))
                self._links.update(dict.fromkeys([name, *triggers], set(links_of(flow))))

    def fits(self, tapped: Reference, utters: Iterable[str]) -> bool:
        """Whether the answer is of the tapped button's own flow, or what its payload asks for by name."""
        said = {part for utter in utters for part in utter.split("+")}
        if not said or said & _HOPELESS or any(name.startswith("utter_invalid") for name in said):
            return False
        match parse_payload(tapped.payload):
            case Intent(name) if name in _OF_INTENTS:
                return _OF_INTENTS[name] in said
            case Intent(name) if name.startswith("faq/"):
                return f"utter_{name}" in said
            case Intent("continue"):
                return True
            case Intent("page"):
                return bool(said & (self._of(tapped.flow) | {"utter_options_page"}))
            case Intent(name):
                return bool(said & self._of(name))
            case _:
                return bool(said & self._of(tapped.flow))

    def _of(self, name: str) -> set[str]:
        linked = (self._said.get(flow, set()) for flow in self._links.get(name, ()))
        return self._said.get(name, set()).union(*linked)


def links_of(part: Any) -> Iterator[str]:
    """Every flow that some step, however deep in the YAML, links to."""
    if isinstance(part, dict):
        if "link" in part:
            yield str(part["link"])
        part = list(part.values())
    for inner in part if isinstance(part, list) else ():
        yield from links_of(inner)
