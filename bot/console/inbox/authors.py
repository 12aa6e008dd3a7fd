"""Who in the bot said something: the flow whose step says this response, or which a button of it goes back to."""

from collections.abc import Sequence

from bot.outbox.content import Content
from bot.understanding.references import read
from flows.engine.flow import said_by
from flows.engine.flowset import FlowSet

_homes: dict[str, dict[str, str]] = {}  # version of the flows → response → flow


def author_of(flows: FlowSet, keys: Sequence[bytes], language: str, said: Content) -> str:
    """What the flow is called; empty when nobody's own step said it."""
    home = _homes_of(flows)
    names = [flow for name in said.utter.split("+") if (flow := home.get(name))]
    names += [told.flow for each in said.choices[:1] if (told := read(each.id, keys)) and told.flow]
    return flows.name_of(names[0], language) if names else ""


def name_of_journey(flows: FlowSet, language: str, journey: str) -> str:
    """What a journey is called."""
    return flows.name_of(journey, language) if journey else ""


def _homes_of(flows: FlowSet) -> dict[str, str]:
    """A response that several flows say belongs to none of them."""
    known = _homes.get(flows.version)
    if known is None:
        said: dict[str, set[str]] = {}
        for flow in flows.flows.values():
            for step in () if flow.is_pattern else flow.steps.values():
                for name in said_by(step):
                    said.setdefault(name, set()).add(flow.id)
        known = {name: next(iter(those)) for name, those in said.items() if len(those) == 1}
        _homes.clear()
        _homes[flows.version] = known
    return known
