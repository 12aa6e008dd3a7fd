"""The journeys of a transcript (`given: {journeys: true}`): events of the shop, time that passes, and what is said.

The same turn as in production (`bot.turns.journeys`); timers are kept here, and what must still be true when it goes
out is left to the stories. After 24 hours of silence a message is shown as its template.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.actions.reads import Reads
from bot.actions.shopfile.journeys import CartRecovery, Journeys
from bot.journeys.hearing import Doings
from bot.journeys.parts import JourneyParts
from bot.journeys.readers import readers_of
from bot.orders.progress import add_step
from bot.outbox.content import Content
from bot.outbox.queries import add_entries
from bot.storage.columns import from_micros, to_micros
from bot.turns.claims import Claim
from bot.turns.journeys import TurnOfJourneys, is_not_understood
from bot.turns.performs import perform
from flows.engine.effects import Effect
from flows.engine.events import Event, Understood
from flows.engine.flowset import FlowSet
from flows.engine.journeys.enrollment import Happening
from flows.engine.journeys.tuning import tune
from flows.engine.state import ConversationState

if TYPE_CHECKING:
    from tests.transcripts.conversation import Conversation, Turn

SETTINGS = Journeys(cart_recovery=CartRecovery(holdout=0))  # nobody of a transcript is held out
WINDOW = timedelta(hours=24)
NEWS = (
    "select e.id, e.body from inbox_event e where e.contact_id = $1 and e.kind = 'shop' and e.id > $2 order by e.id"
)
ABOUT = {
    "order_id": "select id from shop_order where contact_id = $1 and number = $2",
    "shipment_id": "select s.id from shipment s join shop_order o on o.id = s.order_id "
    "where o.contact_id = $1 and o.number = $2",
}


def tuned(flows: FlowSet) -> FlowSet:
    """The shipped journeys without a holdout."""
    return tune(flows, SETTINGS.tunings())


@dataclass
class Passing:
    """Timers of a conversation's journeys, and what they have written in the turn under way."""

    talk: "Conversation"
    reads: Reads
    timers: dict[str, tuple[datetime, str]] = field(default_factory=dict)
    heard_at: datetime | None = None
    news: int = 0

    async def turn(self, event: Event, text: str, touched: Sequence[Any]) -> "Turn":
        """A message: the conversation has the word first, unless it would not know what to say."""
        talk = self.talk
        self.heard_at = talk.clock.now()
        is_lost = talk.state.question is None and isinstance(event, Understood) and is_not_understood(event.commands)
        heard = Happening("message.in", {"text": text, "understood": not is_lost})
        said = await self._among(talk.state, [], heard) if is_lost else None
        if said is None or not said.bubbles:
            state, effects = await talk.advance(talk.state, event, text)
            said = await self._among(
                state, effects if is_lost else [*touched, *effects], *([] if is_lost else [heard])
            )
        return await self._with(said, *await self._list_news())

    async def happens(self, name: str, told: dict[str, Any]) -> "Turn":
        """Something happens in the shop."""
        return await self._among(self.talk.state, [], await self._look_up(name, told))

    async def passes(self, length: timedelta) -> "Turn":
        """Time passes; what is said meanwhile."""
        until, said = self.talk.clock.now() + length, await self._among(self.talk.state, [])
        while due := self._next_timer(until):
            name, at, token = due
            del self.timers[name]
            self.talk.clock.set(max(at, self.talk.clock.now()))
            said = await self._with(said, Happening("timer", {"token": token}, name))
        self.talk.clock.set(until)
        return said

    async def _with(self, said: "Turn", *happenings: Happening) -> "Turn":
        """What was said, and what follows from this."""
        if not happenings:
            return said
        more = await self._among(self.talk.state, [], *happenings)
        return replace(more, bubbles=[*said.bubbles, *more.bubbles], performed=[*said.performed, *more.performed])

    async def _among(self, state: ConversationState, effects: list[Effect], *happenings: Happening) -> "Turn":
        """A turn of the conversation's and of what journeys make of these."""
        talk = self.talk
        parts = JourneyParts(
            talk.flows, talk.database, talk.clock, readers_of(self.reads), talk.shop.timezone, ("+15550100000",),
            self.reads.secret,
        )  # fmt: skip
        turn = TurnOfJourneys(await self._claim(), parts, talk.advance)
        state, effects = await turn.after(state, effects, *happenings)
        doings = turn.close()
        async with talk.database.write() as tx:
            for name, data in doings.performs:
                await perform(tx, talk.claim(), name, data, to_micros(talk.clock.now()))
                if name == "cancel_timer":
                    self.timers.pop(data["name"], None)
            await add_entries(tx, doings.entries)  # what was told before is read from there
        for _, name, token, due, _ in doings.timers:
            self.timers[name] = (from_micros(due), token)
        return await talk.end_turn(state, effects, self._shown(doings))

    def _shown(self, doings: Doings) -> list[Content]:
        """Messages as they would go out: the twin in the window, else the template."""
        is_open = self.heard_at is not None and self.talk.clock.now() < self.heard_at + WINDOW
        return [entry.content if is_open else replace(entry.content, text="") for entry in doings.entries]

    def _next_timer(self, until: datetime) -> tuple[str, datetime, str] | None:
        """The one that is due first, up to then."""
        due = min(((at, name, token) for name, (at, token) in self.timers.items()), default=None)
        return (due[1], due[0], due[2]) if due is not None and due[0] <= until else None

    async def _list_news(self) -> list[Happening]:
        """What carts and orders have told the contact's inbox since the last look."""
        async with self.talk.database.read() as tx:
            rows = await tx.rows(NEWS, self.talk.contact_id, self.news)
        self.news = max([self.news, *(int(row[0]) for row in rows)])
        bodies = [json.loads(body) for _, body in rows]
        return [Happening(body["name"], body.get("data", {})) for body in bodies]

    async def _look_up(self, name: str, told: dict[str, Any]) -> Happening:
        """An event as its store would tell it: the order's and the parcel's ids belong to `number`."""
        contact_id, data = self.talk.contact_id, dict(told)
        async with self.talk.database.write() as tx:
            for key, query in ABOUT.items():
                row = await tx.row(query, contact_id, data["number"]) if "number" in data else None
                if row is not None:
                    data.setdefault(key, row[0])
            if "stage" in data:
                at = to_micros(self.talk.clock.now())
                await add_step(tx, data["shipment_id"], (data["stage"], str(data.get("place", "")), at))
        return Happening(name, data)

    async def _claim(self) -> Claim:
        async with self.talk.database.read() as tx:
            row = await tx.row(
                "select count(*) from enrollment where contact_id = $1 and stage = 'live'",
                self.talk.contact_id,
            )
        heard = "{}" if self.heard_at is None else f'{{"+15550100000": {to_micros(self.heard_at)}}}'
        return replace(self.talk.claim(), kind="shop", journeys=row[0] if row else 0, windows=heard)
