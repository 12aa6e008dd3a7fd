"""How a conversation stands, read with its row held, and the steps that every change of hands is made of."""

import json
from dataclasses import dataclass
from typing import Any

from bot.actions.shopfile.handoff import Handoff
from bot.handoff import queries
from bot.handoff.plan import answer_due, read_plan
from bot.handoff.refusals import NoSuchConversation
from bot.inbox.queries import CANCEL_TIMER, SET_TIMERS
from bot.live.touch import touch
from bot.outbox.gate import CHANGED_HANDS
from bot.staff.agents import Agent
from bot.storage.columns import dump_json
from bot.storage.transactions import Tx

WAIT, IDLE, SNOOZED = "handoff:wait", "handoff:idle", "handoff:snooze"  # timers
BOT, QUEUE = "bot", "queue"
RESUMES = ("ask", "resume", "skip", "restart", "quiet")


@dataclass(frozen=True, slots=True)
class Ownership:
    """Who has a conversation now."""

    contact_id: int
    owner: str  # bot, queue or agent:<id>
    epoch: int

    @property
    def agent_id(self) -> int | None:
        """Of the agent who has it."""
        return agent_of(self.owner)


@dataclass(frozen=True, slots=True)
class Opened:
    """The open handoff: columns of `queries.FIND_OPEN`. Moments in µs."""

    id: int
    reason: str
    priority: int
    team_id: int | None
    agent_id: int | None
    taken_at: int | None
    waiting_since: int | None
    first_reply_at: int | None
    due_at: int | None
    breached_at: int | None
    escalated: int
    opened_at: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A conversation as it is, its row held until the transaction ends."""

    contact_id: int
    owner: str
    epoch: int
    sender: str
    address: str
    windows: dict[str, int]
    language: str
    touched_at: int | None  # the last message either way, µs
    opened: Opened | None

    @property
    def ownership(self) -> Ownership:
        return Ownership(self.contact_id, self.owner, self.epoch)

    @property
    def agent_id(self) -> int | None:
        """Of the agent who has it."""
        return agent_of(self.owner)


def agent_of(owner: str) -> int | None:
    """The id in `agent:<id>`."""
    kind, _, number = owner.partition(":")
    return int(number) if kind == "agent" and number.isdigit() else None


async def hold(tx: Tx, contact_id: int) -> Standing:
    """Read it and keep everybody else from changing it. Raises NoSuchConversation."""
    row = await tx.row(queries.GET, contact_id)
    if row is None:
        raise NoSuchConversation(f"there is no conversation {contact_id}")
    owner, epoch, sender, address, windows, language, touched_at = row
    found = await tx.row(queries.FIND_OPEN, contact_id)
    opened = Opened(*found) if found else None
    heard = json.loads(windows or "{}")
    return Standing(contact_id, owner, epoch, sender, address, heard, language, touched_at, opened)


async def change_owner(tx: Tx, standing: Standing, owner: str, by: Agent | None, now: int) -> Ownership:
    """From this commit on the others are silent: what they had written and not sent is dropped.

    What `by`, who passes it on, has written themselves goes out first.
    """
    contact_id, epoch = standing.contact_id, standing.epoch + 1
    await tx.run(queries.SET_OWNER, contact_id, owner)
    if by is not None:
        await tx.run(queries.KEEP_OWN, contact_id, by.id, epoch, now)
    dropped = await tx.run(queries.DROP_OTHERS, contact_id, epoch, now, CHANGED_HANDS)
    if dropped and owner != BOT:
        await reopen_wait(tx, contact_id, now)
    await touch(tx, [contact_id], "owner,status", now)
    return Ownership(contact_id, owner, epoch)


async def owe(tx: Tx, contact_id: int, handoff_id: int, since: int, plan: Handoff, now: int) -> None:
    """Whoever has waited `since` is owed an answer, by a timer that begins now (µs)."""
    due = answer_due(plan, now)
    await tx.run(queries.OWES, handoff_id, since, due)
    await set_timer(tx, contact_id, WAIT, due)


async def reopen_wait(tx: Tx, contact_id: int, now: int) -> None:
    """What an agent had written does not go out: without another word since, they wait again (`now` in µs)."""
    row = await tx.row(queries.OWED_SINCE, contact_id)
    if row is None or row[1] is None or await tx.row(queries.HAS_SAID, contact_id, row[1]) is not None:
        return
    await owe(tx, contact_id, row[0], row[1], await read_plan(tx), now)
    await tx.run(queries.FIRST_REPLY, row[0], contact_id)


async def name_of(tx: Tx, owner: str) -> str:
    """What an owner is called; empty for the bot and the queue."""
    agent_id = agent_of(owner)
    row = await tx.row(queries.NAME_OF, agent_id) if agent_id is not None else None
    return str(row[0]) if row else ""


async def add_line(tx: Tx, contact_id: int, what: str, by: Agent | None, now: int, **detail: Any) -> None:
    """One line between the messages."""
    told = {name: value for name, value in detail.items() if value not in (None, "")}
    await tx.run(queries.ADD_LINE, contact_id, now, what, by.id if by else None, dump_json(told))


async def set_timer(tx: Tx, contact_id: int, name: str, due_at: int) -> None:
    """Ring at this moment; a timer of the same name is moved. Its token is that moment, so that it rings once."""
    await tx.insert(SET_TIMERS, [(contact_id, name, str(due_at), due_at, "{}")])


async def cancel_timer(tx: Tx, contact_id: int, name: str) -> None:
    """It does not ring any more."""
    await tx.run(CANCEL_TIMER, contact_id, name)
