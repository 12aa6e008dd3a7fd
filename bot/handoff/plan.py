"""The shop's rules for handing over, kept in the database: every process and every command goes by the same."""

from datetime import timedelta
from functools import lru_cache

from bot.actions.shopfile.handoff import Handoff
from bot.inbox.queries import SET_FACT, find_fact
from bot.storage.columns import from_micros, to_micros
from bot.storage.database import Database
from bot.storage.transactions import Tx

PLAN = "handoff_plan"  # the fact
_MICROSECOND = timedelta(microseconds=1)
_DAY = timedelta(days=1) // _MICROSECOND


async def keep_plan(database: Database, plan: Handoff) -> None:
    """What the shop's file says holds from now on. Where it holds already, nothing is written."""
    told = plan.model_dump_json()
    async with database.read() as tx:
        is_known = await find_fact(tx, PLAN) == told
    if not is_known:
        async with database.write() as tx:
            await tx.run(SET_FACT, PLAN, told)


async def set_plan(tx: Tx, plan: Handoff) -> None:
    """The same within a change that is under way: it holds once that is committed."""
    await tx.run(SET_FACT, PLAN, plan.model_dump_json())


async def read_plan(tx: Tx) -> Handoff:
    """The rules that hold now."""
    return _parse(await find_fact(tx, PLAN) or "{}")


def is_open(plan: Handoff, now: int) -> bool:
    """Whether people are there (`now` in µs)."""
    return not (plan.hours or plan.special) or plan.open_span(from_micros(now)) is not None


def opens_at(plan: Handoff, now: int) -> int | None:
    """When they are there next (µs); None when they are there now, or not within two weeks."""
    if is_open(plan, now):
        return None
    span = plan.next_span(from_micros(now))
    return to_micros(span[0]) if span else None


def counts_from(plan: Handoff, now: int) -> int:
    """From when on minutes count (µs): now, the next opening, or tomorrow where none is in sight."""
    if is_open(plan, now):
        return now
    return opens_at(plan, now) or now + _DAY


def answer_due(plan: Handoff, now: int) -> int:
    """By when whoever writes now is owed an answer (µs): the minutes count from the next opening."""
    return counts_from(plan, now) + timedelta(minutes=plan.answer_minutes) // _MICROSECOND


def idle_due(plan: Handoff, now: int) -> int:
    """When the bot takes the conversation back if nobody says anything any more (µs)."""
    return counts_from(plan, now) + timedelta(hours=plan.idle_hours) // _MICROSECOND


@lru_cache(maxsize=8)
def _parse(text: str) -> Handoff:
    return Handoff.model_validate_json(text)
