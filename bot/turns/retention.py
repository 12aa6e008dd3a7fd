"""What is older than the shop wants to keep loses its words: hourly, in small transactions, audited.

A walk remembers how far it has come, so that a large table is gone through once. Consents, orders and what counts
(statuses, prices, waits) stay. Moments are µs.
"""

from dataclasses import dataclass
from datetime import timedelta

from bot.actions.shopfile.privacy import Privacy
from bot.clock import Clock
from bot.coordination.coordinator import Coordinator
from bot.coordination.loop import work_for_ever
from bot.inbox.queries import SET_FACT, find_fact
from bot.staff.agents import Agent
from bot.staff.audit import note_deed
from bot.storage.columns import to_micros
from bot.storage.database import Database
from bot.storage.transactions import Tx

EVERY = timedelta(hours=1)
BELL = "retention"
AT_ONCE = 500  # rows of a transaction
CLERK = Agent(0, "retention")
DAY = timedelta(days=1) // timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Walk:
    """Goes through a table by its ids, as far as rows are old enough. `clear` takes the ids.

    A new `round` begins it once more: when it clears something that earlier rounds left.
    """

    name: str
    table: str
    at: str
    clear: str
    round: int = 1

    @property
    def fact(self) -> str:
        return f"cleared:{self.name}:{self.table}" + (f":{self.round}" if self.round > 1 else "")

    @property
    def find(self) -> str:
        return f"select id, {self.at} from {self.table} where id > $1 order by id limit {AT_ONCE}"  # noqa: S608


_HEARD = "update inbox_event set body = '{}', address = '', error = '' where id = any($1::bigint[]) and state <> 0 "
_FILE = "update inbound_media set status = 'erased', url = '', declared_type = '', reason = '' "
_WORDS = "('message', 'released')"  # a hand-back repeats what was said
WALKS = (
    Walk("messages", "inbox_event", "received_at", f"{_HEARD} and kind in {_WORDS} and body <> '{{}}'", round=2),
    Walk(
        "messages",
        "outbox",
        "created_at",
        "update outbox set content = '{}', facts = '[]', policy = '{}', to_handle = '', note = '' "
        "where id = any($1::bigint[]) and status <> 'waiting' and content <> '{}'",
    ),
    Walk("events", "inbox_event", "received_at", f"{_HEARD} and kind not in {_WORDS} and body <> '{{}}'"),
    Walk("media", "inbound_media", "received_at", f"{_FILE} where id = any($1::bigint[]) and status <> 'erased'"),
    Walk(
        "media",
        "agent_file",
        "at",
        "update agent_file set status = 'erased', name = '' where id = any($1::bigint[]) and status <> 'erased'",
    ),
)
#: $1 before when, $2 how many at once.
SWEEPS = (
    ("messages", "delete from unanswered where id in (select id from unanswered where at < $1 order by id limit $2)"),
    ("notes", "delete from note where id in (select id from note where at < $1 order by id limit $2)"),
    (
        "notes",
        "update handoff set words = '' where id in (select id from handoff where closed_at < $1 and words <> '' "
        "order by id limit $2)",
    ),
    (
        "notes",
        "update thread_line set detail = '{}' where id in (select id from thread_line where at < $1 "
        "and what in ('opened', 'snoozed') and detail <> '{}' order by id limit $2)",
    ),
    (
        "notes",
        "update snooze set note = '' where contact_id in (select s.contact_id from snooze s where s.note <> '' "
        "and not exists (select 1 from thread_line l where l.contact_id = s.contact_id and l.what = 'snoozed' "
        "and l.at >= $1) order by s.contact_id limit $2)",
    ),
    ("audit", "delete from audit where id in (select id from audit where at < $1 order by id limit $2)"),
)


class RetentionClerk:
    """Any number of them may run: what one has cleared the next finds cleared."""

    def __init__(self, database: Database, coordinator: Coordinator, clock: Clock, plan: Privacy) -> None:
        self._database, self._coordinator, self._clock = database, coordinator, clock
        self.use(plan)

    def use(self, plan: Privacy) -> None:
        """Clear by this from the next hour on: who has mistyped a time has a while to mend it."""
        told = plan.model_dump()
        self._days = {name.removeprefix("keep_").removesuffix("_days"): days for name, days in told.items() if days}

    async def run(self) -> None:
        """Clear for ever; an error of the database is waited out."""
        await work_for_ever(self.clear, self._coordinator, BELL, EVERY, failed="retention.failed")

    async def clear(self) -> dict[str, int]:
        """Clear what is too old by now; how many rows of each kind."""
        now, cleared = to_micros(self._clock.now()), dict.fromkeys(self._days, 0)
        for walk in (each for each in WALKS if each.name in self._days):
            cleared[walk.name] += await self._walk(walk, now - self._days[walk.name] * DAY)
        for name, sql in ((name, sql) for name, sql in SWEEPS if name in self._days):
            cleared[name] += await self._sweep(sql, now - self._days[name] * DAY)
        if done := {name: count for name, count in cleared.items() if count}:
            async with self._database.write() as tx:
                for name, count in done.items():
                    await note_deed(tx, CLERK, "privacy.cleared", name, now, rows=count, days=self._days[name])
        return cleared

    async def _walk(self, walk: Walk, before: int) -> int:
        count = 0
        while True:
            async with self._database.write() as tx:
                seen, done = await _step(tx, walk, before)
            count += done
            if seen < AT_ONCE:
                return count

    async def _sweep(self, sql: str, before: int) -> int:
        count = 0
        while True:
            async with self._database.write() as tx:
                done = await tx.run(sql, before, AT_ONCE)
            count += done
            if done < AT_ONCE:
                return count


async def _step(tx: Tx, walk: Walk, before: int) -> tuple[int, int]:
    """How many rows were old enough, and how many of them had something to clear."""
    reached = int(await find_fact(tx, walk.fact) or 0)
    old: list[int] = []
    for row_id, at in await tx.rows(walk.find, reached):
        if at >= before:
            break
        old.append(row_id)
    if not old:
        return 0, 0
    await tx.run(SET_FACT, walk.fact, str(old[-1]))
    return len(old), await tx.run(walk.clear, old)
