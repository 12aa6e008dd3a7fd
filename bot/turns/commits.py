"""Turns of many contacts, committed together: state, outbox entries, timers, effects and “done”, or nothing.

A turn counts only if its contact's version and epoch are still the ones that were read; otherwise it is Stale and
computed again. Turns that do business run behind savepoints, so that one that cannot be done undoes itself alone.
"""

from collections.abc import Sequence

from bot.clock import Clock
from bot.coordination.coordinator import Coordinator
from bot.errors import Stale
from bot.handoff.performs import OF_HANDOFFS
from bot.hooks.tell import BELL as HOOKS
from bot.inbox.events import EventKind
from bot.inbox.queries import MARK_DONE, SET_TIMERS
from bot.live.touch import BELL, touch
from bot.outbox.claims import Claim
from bot.outbox.dispatch import Dispatcher
from bot.outbox.queries import add_entries
from bot.outbox.withdraw import let_go
from bot.storage.columns import to_micros
from bot.storage.database import Database
from bot.storage.groups import Groups
from bot.storage.statements import update_many
from bot.storage.transactions import Tx
from bot.turns.claims import Turn
from bot.turns.performs import perform

MOVE_CONVERSATIONS = update_many(
    "conversation",
    {"contact_id": "bigint", "version": "bigint", "epoch": "bigint"},
    {"state": "text", "sender": "text", "address": "text", "windows": "text", "flow": "text"},
    or_kept={"touched_at": "bigint"},
    also_set="version = t.version + 1, hold_until = null",
)


class Commits:
    """Where computed turns go. `add` returns when the turn is on disk.

    With a `dispatcher` in the same process, replies are taken for sending in the transaction that writes them.
    """

    def __init__(
        self, database: Database, coordinator: Coordinator, clock: Clock, dispatcher: Dispatcher | None = None
    ) -> None:
        self._dispatcher = dispatcher
        self._database = database
        self._coordinator = coordinator
        self._clock = clock
        self._groups: Groups[Turn, None] = Groups(self._write, linger=database.linger)

    async def add(self, turn: Turn) -> None:
        """Commit with the next group. Raises Stale when the contact has moved on since it was read."""
        await self._groups.add(turn)

    async def _write(self, turns: Sequence[Turn]) -> Sequence[None | Exception]:
        now = to_micros(self._clock.now())
        entries = [entry for turn in turns for entry in turn.entries]
        allowed = await self._dispatcher.allow(entries) if self._dispatcher else []
        claims: list[Claim] = []
        async with self._database.write() as tx:
            refused = await self._move(tx, turns, now)
            done = [turn for turn in turns if id(turn) not in refused]
            await add_entries(tx, [entry for turn in done for entry in turn.entries])
            await tx.insert(SET_TIMERS, [timer for turn in done for timer in turn.timers])
            await tx.update(MARK_DONE, [(turn.claim.event_id, now) for turn in done])
            await touch(tx, [turn.claim.contact_id for turn in done if _is_seen(turn)], "message", now)
            if waited_for := [turn.claim.contact_id for turn in done if _may_be_waited_for(turn)]:
                await let_go(tx, waited_for, now)
            if self._dispatcher:
                claims = await self._dispatcher.take_new(tx, allowed)
        self._tell(done, claims)
        return [refused.get(id(turn)) for turn in turns]

    def _tell(self, done: Sequence[Turn], claims: Sequence[Claim]) -> None:
        if self._dispatcher:
            self._dispatcher.start(claims)
        if sum(len(turn.entries) for turn in done) > len(claims) or any(map(_may_be_waited_for, done)):
            self._coordinator.wake("sends")
        if any(turn.timers for turn in done):
            self._coordinator.wake("timers")
        changes_hands = any(map(_may_change_hands, done))
        if changes_hands or any(map(_is_seen, done)):
            self._coordinator.wake(BELL)
        if changes_hands:
            self._coordinator.wake(HOOKS)

    async def _move(self, tx: Tx, turns: Sequence[Turn], now: int) -> dict[int, Exception]:
        """Which turns may not count, and why. Those with business come first, each behind a savepoint."""
        refused: dict[int, Exception] = {}
        for turn in sorted((turn for turn in turns if turn.performs), key=_campaigns):
            try:
                async with tx.savepoint():
                    await self._move_one(tx, turn, now)
            except Exception as error:  # noqa: BLE001 - handed to this turn's worker
                refused[id(turn)] = error
        plain = [turn for turn in turns if not turn.performs]
        moved = await tx.update(MOVE_CONVERSATIONS, [_row(turn, now) for turn in plain])
        stale = (turn for turn in plain if turn.claim.contact_id not in moved)
        refused.update((id(turn), Stale("the conversation has moved on")) for turn in stale)
        return refused

    async def _move_one(self, tx: Tx, turn: Turn, now: int) -> None:
        if not await tx.update(MOVE_CONVERSATIONS, [_row(turn, now)]):
            raise Stale("the conversation has moved on")
        for name, data in turn.performs:
            await perform(tx, turn.claim, name, data, now)


def _may_be_waited_for(turn: Turn) -> bool:
    """Whether a journey's message may be waiting until this event is handled."""
    return turn.claim.journeys > 0 or turn.claim.kind != EventKind.MESSAGE


def _campaigns(turn: Turn) -> list[str]:
    """Which shared counters a turn counts up: every process takes them in the same order, so that none deadlocks."""
    return sorted(str(data.get("campaign", "")) for name, data in turn.performs if name == "issue_coupon")


def _is_seen(turn: Turn) -> bool:
    """Whether there is a message more in the conversation."""
    return turn.claim.kind == EventKind.MESSAGE or bool(turn.entries)


def _may_change_hands(turn: Turn) -> bool:
    """Whether it has done something about who has the conversation, or how long they wait."""
    return any(name in OF_HANDOFFS for name, _ in turn.performs)


def _row(turn: Turn, now: int) -> tuple[object, ...]:
    claim = turn.claim
    key = (claim.contact_id, claim.version, claim.epoch)
    return (*key, turn.state, turn.sender, turn.address, turn.windows, turn.flow, now if _is_seen(turn) else None)
