"""Where people stand in conversations, read from the state of each one and from what was said: cheap and bounded."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache

from bot.console.desk import Desk
from bot.console.merchant.graphs import utters_of
from bot.console.merchant.queries import LIST_SAID, LIST_STATES
from bot.storage.transactions import Row
from flows.engine.flowset import FlowSet

MOST_STATES, MOST_SAID = 2_000, 5_000
SINCE = timedelta(days=30)
RESTS = timedelta(hours=24)  # who has not written for so long has gone away
FRESH = 10_000_000  # µs that a reading is good for

Place = tuple[str, str]  # flow, step


@dataclass(frozen=True)
class Standing:
    """`here` are in the middle of it, `left` have been silent for a day; `asked` saw the step in 30 days."""

    here: Mapping[Place, int] = field(default_factory=dict)
    left: Mapping[Place, int] = field(default_factory=dict)
    asked: Mapping[Place, int] = field(default_factory=dict)
    used: Mapping[str, int] = field(default_factory=dict)  # flow → people who saw any step of it
    is_whole: bool = True
    read_at: int = 0

    def of(self, flow: str) -> int:
        """People who are in the middle of a flow."""
        return sum(count for (name, _), count in self.here.items() if name == flow)


KEPT = "where people stand"


async def read_standing(desk: Desk) -> Standing:
    """Of now, or of a few seconds ago."""
    now = desk.now()
    kept: Standing | None = desk.kept.get(KEPT)
    if kept is not None and 0 <= now - kept.read_at < FRESH and not desk.settings.shows_demo:
        return kept
    since = now - SINCE // timedelta(microseconds=1)
    async with desk.database.read() as tx:
        states = await tx.rows(LIST_STATES, since, MOST_STATES)
        said = await tx.rows(LIST_SAID, since, MOST_SAID)
    standing = stand(desk.flows, states, said, now)
    desk.kept[KEPT] = standing
    return standing


def stand(flows: FlowSet, states: Sequence[Row], said: Sequence[Row], now: int) -> Standing:
    """Count rows of LIST_STATES and LIST_SAID."""
    here: Counter[Place] = Counter()
    left: Counter[Place] = Counter()
    rests = now - RESTS // timedelta(microseconds=1)
    for _, state, touched_at in states:
        places = frozenset(places_of(state))
        (here if touched_at > rests else left).update(places)
    people: defaultdict[Place, set[int]] = defaultdict(set)
    users: defaultdict[str, set[int]] = defaultdict(set)
    sayers = _sayers(flows)
    for contact_id, content in said:
        for utter in str(json.loads(content).get("utter", "")).split("+"):  # texts that went out as one message
            for place in sayers(utter):
                people[place].add(contact_id)
                users[place[0]].add(contact_id)
    asked = {place: len(each) for place, each in people.items()}
    used = {flow: len(each) for flow, each in users.items()}
    return Standing(here, left, asked, used, len(states) < MOST_STATES and len(said) < MOST_SAID, now)


def places_of(state: str) -> list[Place]:
    """Flow and step of everything that is open in a conversation, patterns aside."""
    engine = json.loads(state or "{}").get("engine", {})
    frames = (frame for frame in engine.get("stack", ()) if isinstance(frame, list) and len(frame) > 1)
    return [(frame[0], frame[1]) for frame in frames if not str(frame[0]).startswith("pattern_")]


def _sayers(flows: FlowSet) -> Callable[[str], list[Place]]:
    """By response: the steps that say it."""
    found: defaultdict[str, list[Place]] = defaultdict(list)
    for flow in flows.flows.values():
        for step in flow.steps.values():
            for utter in utters_of(step):
                found[utter].append((flow.id, step.id))
    return cache(lambda utter: found.get(utter, []))
