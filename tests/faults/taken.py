"""One conversation in which everything that can meet a takeover happens, one thing after the other, in any order."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.clock import ManualClock
from bot.errors import Stale
from bot.handoff.ownership import queue, release, take
from bot.handoff.refusals import HandoffRefused
from bot.handoff.say import say
from bot.handoff.stranded import list_stranded
from bot.inbox.messages import InboundMessage, MessageKind
from bot.inbox.queries import ADD_EVENTS, read_claims
from bot.outbox.channel import Accepted, Send, Sighting
from bot.outbox.content import Content
from bot.outbox.dispatch import Dispatcher
from bot.outbox.parts import OutboxParts
from bot.outbox.statuses import Statuses
from bot.staff.agents import Agent
from bot.storage.columns import dump_json, to_micros
from bot.storage.database import Database
from bot.turns.claims import Claim, Turn
from bot.turns.commits import Commits
from bot.turns.compute import compute
from bot.turns.parts import TurnParts
from bot.turns.timers import TimerClerk
from tests.bot.handoff.make import PHONE, SENDER, add_contact

STEPS = ("takes over", "turn commits", "dispatcher sends", "timer rings", "hands back", "agent writes")
BEGINNINGS = ("with the bot", "in the queue", "asked again")
#: Of an entry that is being sent: is it a bot's word to somebody whom a person has taken over, or an outdated one?
STATE_OF = (
    "select o.kind, o.epoch = c.epoch, c.owner like 'agent:%' and exists (select 1 from handoff h "
    "where h.contact_id = c.contact_id and h.closed_at is null and h.taken_at is not null) "
    "from outbox o join conversation c on c.contact_id = o.contact_id where o.id = $1"
)
OLDEST = "select min(id) from inbox_event where contact_id = $1 and state = 0"


class Watching:
    """A provider that looks at every message as it is handed over."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.sent: list[str] = []
        self.wrong: list[str] = []

    async def send(self, message: Send) -> Accepted:
        async with self._database.read() as tx:
            row = await tx.row(STATE_OF, message.entry_id)
        assert row is not None
        kind, is_of_now, has_person = row
        if not is_of_now or (has_person and kind != "agent"):
            self.wrong.append(f"{kind}: {message.content.text}")
        self.sent.append(kind)
        return Accepted(f"SM{message.entry_id}")

    async def list_sent(self, sender: str, to: str, since: datetime) -> list[Sighting]:
        return []

    async def show_typing(self, inbound_id: str) -> None:
        return None


@dataclass
class Stage:
    """The parts that all scenes share."""

    parts: TurnParts
    clock: ManualClock
    joon: Agent
    channel: Watching = field(init=False)

    def __post_init__(self) -> None:
        parts = self.parts
        self.database = parts.database
        self.channel = Watching(parts.database)
        sending = OutboxParts(
            parts.database,
            self.channel,
            parts.coordinator,
            parts.clock,
            parts.button_keys,
            send_rate=0,
            pair_rate="0",
        )
        self.dispatcher = Dispatcher(sending, Statuses(sending))
        self.commits = Commits(parts.database, parts.coordinator, parts.clock)
        self.timers = TimerClerk(parts.database, parts.coordinator, parts.clock)

    @property
    def now(self) -> int:
        return to_micros(self.clock.now())


class Scene:
    """One conversation from its beginning to its end. What a step cannot do any more, it leaves."""

    def __init__(self, stage: Stage, contact_id: int) -> None:
        self.stage, self.contact_id = stage, contact_id
        self.early: Turn | None = None  # computed before anything else has happened
        self._written = 0

    @classmethod
    async def begins(cls, stage: Stage, beginning: str) -> "Scene":
        """Somebody whose message was computed, and is not committed yet."""
        scene = cls(stage, await add_contact(stage.database, heard_at=stage.now))
        await scene.hears("menu")
        await scene.handles()  # its answer waits in the outbox
        if beginning != "with the bot":
            async with stage.database.write() as tx:
                await queue(tx, scene.contact_id, "asked", "", stage.now)
                if beginning == "asked again":
                    await tx.run("update handoff set escalated = 1 where contact_id = $1", scene.contact_id)
        await scene.hears("find a product")
        claim = await scene.claim()
        assert claim is not None
        scene.early = await compute(claim, stage.parts)
        return scene

    async def hears(self, text: str) -> None:
        """A message is kept."""
        self._written += 1
        key = f"twilio:SM{self.contact_id}-{self._written}"
        message = InboundMessage(key, MessageKind.TEXT, SENDER, text)
        row = (key, "message", self.contact_id, SENDER, PHONE, dump_json(message.to_json()), self.stage.now, 0, 0, "")
        async with self.stage.database.write() as tx:
            await tx.insert(ADD_EVENTS, [row])

    async def plays(self, steps: Sequence[str]) -> None:
        """All steps, in this order."""
        acts = {
            "takes over": self.takes_over,
            "turn commits": self.commits,
            "dispatcher sends": self.stage.dispatcher.send_due,
            "timer rings": self.rings,
            "hands back": self.hands_back,
            "agent writes": self.writes,
        }
        for step in steps:
            await acts[step]()

    async def takes_over(self) -> None:
        async with self.stage.database.write() as tx:
            await take(tx, self.contact_id, self.stage.joon, self.stage.now)

    async def commits(self) -> None:
        """The turn that was computed at the beginning; it is computed again when it is out of date."""
        assert self.early is not None
        if await self.claim() is not None:
            await self._commit(self.early)
        await self.handles()

    async def rings(self) -> None:
        """Five hours pass."""
        self.stage.clock.set(self.stage.clock.now() + timedelta(hours=5))
        await self.stage.timers.move_due()
        await self.handles()

    async def hands_back(self) -> None:
        async with self.stage.database.write() as tx:
            await release(tx, self.contact_id, self.stage.joon, self.stage.now)

    async def writes(self) -> None:
        try:
            async with self.stage.database.write() as tx:
                await say(tx, self.contact_id, self.stage.joon, Content(text="Hi"), "k", self.stage.now, undo=False)
        except HandoffRefused:
            return  # it is not theirs

    async def ends(self) -> list[tuple[object, ...]]:
        """What is left is done. Answers whoever is stranded then, or still not with the bot a day later."""
        await self.handles()
        await self.stage.dispatcher.send_due()
        async with self.stage.database.read() as tx:
            stranded = await list_stranded(tx)
        for _ in range(8):
            await self.rings()
            await self.stage.dispatcher.send_due()
        async with self.stage.database.read() as tx:
            rows = await tx.rows("select contact_id, owner, 'for ever' from conversation where owner <> 'bot'")
        return [*stranded, *(tuple(row) for row in rows)]

    async def handles(self) -> None:
        """Every waiting event has its turn."""
        while (claim := await self.claim()) is not None:
            await self._commit(await compute(claim, self.stage.parts))

    async def claim(self) -> Claim | None:
        async with self.stage.database.read() as tx:
            row = await tx.row(OLDEST, self.contact_id)
            found = await read_claims(tx, [row[0]], self.stage.clock.now()) if row and row[0] else ()
        return Claim.from_row(found[0]) if found else None

    async def _commit(self, turn: Turn) -> None:
        try:
            await self.stage.commits.add(turn)
        except Stale:
            return  # computed again, as the worker does
