"""Somebody who waits for a person always has a timer: answered in time, escalated, asked, or back with the bot.

Stages of `escalated`: 0 an answer is owed, 1 nobody gave it in time, 2 it was asked whether they still wait.
Everything here runs in a turn's transaction. Moments are µs.
"""

from dataclasses import dataclass
from datetime import timedelta

from bot.actions.shopfile.handoff import Handoff
from bot.errors import Stale
from bot.handoff import queries
from bot.handoff.assignment import choose_agent
from bot.handoff.marks import end_snooze
from bot.handoff.ownership import Giving, give
from bot.handoff.plan import answer_due, counts_from, idle_due, is_open, read_plan
from bot.handoff.standing import (
    BOT,
    IDLE,
    QUEUE,
    WAIT,
    Opened,
    Standing,
    add_line,
    change_owner,
    hold,
    owe,
    reopen_wait,
    set_timer,
)
from bot.live.touch import touch
from bot.staff.queries import find_agent
from bot.storage.transactions import Tx

OWED, LATE, ASKED = range(3)


@dataclass(frozen=True, slots=True)
class Wait:
    """How a conversation that people have stands, as a turn reads it: columns of `queries.READ_WAIT`."""

    owner: str
    touched_at: int | None
    handoff_id: int
    waiting_since: int | None
    due_at: int | None
    escalated: int
    taken_at: int | None
    rings: bool  # another timer of the wait is set
    idles: bool  # … and of being idle

    @property
    def may_be_told(self) -> bool:
        """Whether the bot may say something about the wait: nobody has taken the conversation over yet."""
        return self.waiting_since is not None and self.taken_at is None


async def find_wait(tx: Tx, contact_id: int) -> Wait | None:
    """None when the bot has the conversation."""
    row = await tx.row(queries.READ_WAIT, contact_id)
    return Wait(*row) if row else None


async def heard(tx: Tx, contact_id: int, now: int) -> None:
    """They wrote while people have the conversation: an answer is owed, and it does not sleep any more."""
    standing = await hold(tx, contact_id)
    opened = standing.opened
    if standing.owner == BOT or opened is None:
        return
    await end_snooze(tx, contact_id, None, now)
    if opened.waiting_since is None:
        await owe(tx, contact_id, opened.id, now, await read_plan(tx), now)


async def unsaid(tx: Tx, contact_id: int, now: int) -> None:
    """Something that an agent wrote was refused or has failed: they may be waiting again."""
    if (await hold(tx, contact_id)).owner != BOT:
        await reopen_wait(tx, contact_id, now)


async def escalate(tx: Tx, contact_id: int, since: int, now: int) -> None:
    """Nobody answered in time: it goes in front, to somebody else or to all. Raises Stale when somebody has."""
    standing, opened = await _still(tx, contact_id, since, OWED)
    plan = await read_plan(tx)
    await tx.run(queries.ESCALATED, opened.id, LATE, now, 1)
    await add_line(tx, contact_id, "escalated", None, now)
    await set_timer(tx, contact_id, WAIT, _later(plan, now, plan.ask_minutes))
    await touch(tx, [contact_id], "owner", now)
    having = standing.agent_id
    agent = await find_agent(tx, having) if having is not None else None
    has_left = having is not None and (agent is None or agent.role == "viewer")
    if plan.assign == "off" and not has_left:
        return
    other = await choose_agent(tx, standing, plan, opened.reason, but=having)
    if other is not None:
        await give(tx, standing, Giving(other, None), plan, now)
    elif having is not None:
        await tx.run(queries.SET_NOBODY, opened.id)
        await change_owner(tx, standing, QUEUE, None, now)


async def asked(tx: Tx, contact_id: int, since: int, now: int) -> None:
    """It was asked whether they still wait; without an answer the bot has them again. Raises Stale."""
    _, opened = await _still(tx, contact_id, since, LATE)
    await tx.run(queries.ESCALATED, opened.id, ASKED, now, 0)
    plan = await read_plan(tx)
    ends = max(idle_due(plan, since), _later(plan, now, plan.ask_minutes))
    await set_timer(tx, contact_id, WAIT, ends)


async def put_off(tx: Tx, contact_id: int, since: int, stage: int, now: int) -> None:
    """Nobody is there at this hour: the same again once they are. Raises Stale."""
    _, opened = await _still(tx, contact_id, since, stage)
    due = answer_due(await read_plan(tx), now)
    await tx.run(queries.WAITS, opened.id, since, due)
    await set_timer(tx, contact_id, WAIT, due)


async def keep_waiting(tx: Tx, contact_id: int, now: int) -> None:
    """They said that they wait: it is asked again later."""
    standing = await hold(tx, contact_id)
    if standing.opened is None or standing.opened.waiting_since is None:
        return
    plan = await read_plan(tx)
    await tx.run(queries.ESCALATED, standing.opened.id, LATE, now, 0)
    await set_timer(tx, contact_id, WAIT, _later(plan, now, plan.wait_minutes))
    await add_line(tx, contact_id, "keeps_waiting", None, now)


async def idle_later(tx: Tx, contact_id: int, due: int) -> None:
    """Something was said meanwhile: look again then."""
    standing = await hold(tx, contact_id)
    if standing.owner != BOT:
        await set_timer(tx, contact_id, IDLE, due)


async def must_wait(tx: Tx, contact_id: int, since: int | None) -> None:
    """Raises Stale when it has been answered, or is another wait by now."""
    standing = await hold(tx, contact_id)
    if standing.opened is None or standing.opened.waiting_since != since:
        raise Stale("the wait is over")


async def is_staffed(tx: Tx) -> bool:
    """Whether there is anybody to whom the shop itself may hand somebody over."""
    return await tx.row(queries.IS_STAFFED) is not None


def _later(plan: Handoff, now: int, minutes: float) -> int:
    return counts_from(plan, now) + timedelta(minutes=minutes) // timedelta(microseconds=1)


def may_say_hours(plan: Handoff, since: int, now: int) -> bool:
    """Whether they began to wait while people were there, and learn only now that nobody is."""
    return is_open(plan, since) and not is_open(plan, now)


async def _still(tx: Tx, contact_id: int, since: int, stage: int) -> tuple[Standing, Opened]:
    standing = await hold(tx, contact_id)
    opened = standing.opened
    if opened is None or opened.waiting_since != since or opened.escalated != stage:
        raise Stale("the wait is over")
    return standing, opened
