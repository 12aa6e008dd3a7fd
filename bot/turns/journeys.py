"""Journeys in a turn: what happened is heard by them, and what they begin is talked about in the conversation."""

import json
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from bot.inbox.events import EventKind
from bot.journeys.hearing import TIMER, Doings, Hearing
from bot.journeys.parts import JourneyParts, Person
from bot.outbox.truth import AGAIN
from bot.storage.columns import from_micros
from bot.turns.claims import Claim
from flows.engine.commands import CannotHandle, Command
from flows.engine.effects import Effect, Note
from flows.engine.events import Event, Happened
from flows.engine.journeys.effects import CallFlow
from flows.engine.journeys.enrollment import Happening
from flows.engine.journeys.hear import listens_to
from flows.engine.state import ConversationState

MESSAGE_IN = "message.in"
ANSWERING = timedelta(minutes=30)  # an open question is left alone so long after the contact's last word
MOST_ROUNDS = 5  # of conversations that begin and end at once
_ENDS = ("flow.completed", "flow.cancelled")

Advance = Callable[[ConversationState, Event], Awaitable[tuple[ConversationState, list[Effect]]]]


class TurnOfJourneys:
    """The journeys' part of one turn. Without journeys it costs nothing and reads nothing."""

    def __init__(self, claim: Claim, parts: JourneyParts | None, advance: Advance) -> None:
        self._claim, self._parts, self._advance = claim, parts, advance
        self._hearing: Hearing | None = None

    @property
    def may_care(self) -> bool:
        """Whether this contact's messages can matter to a journey."""
        return self._parts is not None and (
            self._claim.journeys > 0 or listens_to(self._parts.flows.journeys, MESSAGE_IN)
        )

    async def after(
        self, state: ConversationState, effects: Sequence[Effect], *happenings: Happening
    ) -> tuple[ConversationState, list[Effect]]:
        """The conversation has had its turn: journeys hear of it, and what they begin is added to it."""
        everything = list(effects)
        news = [*happenings, *(_ends(effects) if self._claim.journeys else ())]
        for _ in range(MOST_ROUNDS):
            news = [each for each in news if self._matters(each)]
            if not news:
                break
            calls = await self._open(state).hear(*news)
            news = []
            for call in calls:
                state, more = await self._begin(state, call)
                everything += more
                news += _ends(more)
        return state, everything

    def _matters(self, happening: Happening) -> bool:
        """Whether it can move or begin anything: most of what a store tells cannot, and is not worth a look."""
        if self._parts is None:
            return False
        is_under_way = self._claim.journeys > 0 or self._hearing is not None
        return is_under_way or happening.name == AGAIN or listens_to(self._parts.flows.journeys, happening.name)

    def close(self) -> Doings:
        """What is to be written down."""
        return self._hearing.close() if self._hearing else Doings()

    async def _begin(self, state: ConversationState, call: CallFlow) -> tuple[ConversationState, list[Effect]]:
        return await self._advance(state, Happened(call.flow, dict(call.slots)))

    def _open(self, state: ConversationState) -> Hearing:
        assert self._parts is not None  # noqa: S101 - asked by the caller
        if self._hearing is None:
            self._hearing = Hearing(self._parts, person_of(self._claim, state), self._parts.clock.now())
        return self._hearing


def person_of(claim: Claim, state: ConversationState) -> Person:
    """The contact as this turn knows them."""
    windows = json.loads(claim.windows)
    heard = [claim.received_at] if claim.kind == EventKind.MESSAGE else []
    last = max([*heard, *map(int, windows.values())], default=0)
    busy = state.question is not None and last
    return Person(
        contact_id=claim.contact_id,
        name=claim.given_name or claim.name,
        language=claim.language or state.language,
        country=claim.country,
        opted_out=claim.opted_out_at is not None,
        owner=claim.owner,
        epoch=claim.epoch,
        sender=claim.event_sender or claim.sender,
        address=claim.event_address or claim.address,
        has_written=bool(windows) or bool(heard),
        busy_until=from_micros(last) + ANSWERING if busy else None,
    )


def happening_of(claim: Claim) -> Happening | None:
    """What an event that is no message says to journeys."""
    body: dict[str, Any] = json.loads(claim.body)
    match claim.kind:
        case EventKind.TIMER if is_journeys(body):
            return Happening("timer", {"token": body["token"]}, body["name"])
        case EventKind.SHOP:
            return Happening(body["name"], body.get("data") or body.get("slots") or {})
        case EventKind.JOURNEY:
            return Happening(body["name"], body.get("data", {}), body.get("enrollment", ""))
        case _:
            return None


def is_journeys(body: dict[str, Any]) -> bool:
    """Whether a timer is one of a journey."""
    return str(body.get("name", "")).startswith(TIMER)


def is_not_understood(commands: Sequence[Command]) -> bool:
    """Whether a message meant nothing to the conversation: then a journey that waits for a word may take it."""
    return all(isinstance(command, CannotHandle) for command in commands)


def _ends(effects: Sequence[Effect]) -> Iterator[Happening]:
    for effect in effects:
        if isinstance(effect, Note) and effect.name in _ENDS:
            yield Happening(effect.name, effect.data)
