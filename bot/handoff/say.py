"""What agents write: an entry of the outbox, past the same gate and dispatcher as everything else."""

import json
from dataclasses import replace
from datetime import timedelta

from bot.handoff import queries
from bot.handoff.plan import idle_due, read_plan
from bot.handoff.refusals import NoAddress, NoSuchEntry, NotYours, TooLate, WindowShut
from bot.handoff.standing import BOT, IDLE, WAIT, Standing, cancel_timer, hold, name_of, reopen_wait, set_timer
from bot.live.touch import touch
from bot.outbox.content import Content, Template
from bot.outbox.entries import NewEntry
from bot.outbox.gate import MARGIN, WINDOW
from bot.outbox.queries import add_entries
from bot.staff.agents import Agent
from bot.storage.columns import from_micros
from bot.storage.transactions import Tx

UNDO_FOR = timedelta(seconds=5)
ANSWERED = "a person has answered meanwhile"
TAKEN_BACK = "taken back by its author"
_MICROSECOND = timedelta(microseconds=1)


async def say(  # noqa: PLR0913 - what a message is, and when
    tx: Tx, contact_id: int, agent: Agent, content: Content, key: str, now: int, *, undo: bool = True
) -> int:
    """Write to the contact; answers the entry's id. The same `key` of an agent is one message, however often sent.

    With `undo` it goes out five seconds later. `now` is µs. Raises NotYours, WindowShut (only a template may be sent)
    and NoAddress.
    """
    standing = await _hold_own(tx, contact_id, agent)
    if content.template is None and not is_window_open(standing, now):
        raise WindowShut("more than 24 hours since the contact wrote: only a template may be sent")
    entry = _entry(standing, agent, content, f"agent:{agent.id}:{key}", now)
    return await _write(tx, standing, entry, now, wait=undo)


async def say_template(tx: Tx, contact_id: int, agent: Agent, template: Template, key: str, now: int) -> int:
    """The same with an approved template, whenever the contact last wrote. Raises NotYours and NoAddress."""
    standing = await _hold_own(tx, contact_id, agent)
    entry = _entry(standing, agent, Content(template=template), f"agent:{agent.id}:{key}", now)
    return await _write(tx, standing, entry, now, wait=True)


async def undo(tx: Tx, entry_id: int, agent: Agent, now: int) -> None:
    """Take back what has not gone out yet. Raises NoSuchEntry and TooLate."""
    row = await tx.row(queries.GET_ENTRY, entry_id)
    if row is None or row[5] != agent.id:
        raise NoSuchEntry(f"you have written no message {entry_id}")
    standing = await hold(tx, row[0])
    if await tx.row(queries.HOLD_ENTRY, entry_id) is None:
        raise TooLate("this message is on its way already")
    await tx.run(queries.UNDO, row[0], agent.id, now, TAKEN_BACK, row[1])
    if standing.owner != BOT:
        await reopen_wait(tx, row[0], now)
    await touch(tx, [row[0]], "status", now)


async def retry(tx: Tx, entry_id: int, agent: Agent, now: int) -> int:
    """Send what failed once more, as a new message; answers its id. Twice is once.

    Raises NoSuchEntry, TooLate (it has not failed), NotYours, WindowShut and NoAddress.
    """
    row = await tx.row(queries.GET_ENTRY, entry_id)
    if row is None:
        raise NoSuchEntry(f"there is no message {entry_id}")
    contact_id, _, status, content, kind, _ = row
    if status not in ("failed", "dropped") or kind == "journey":
        raise TooLate("only a message that has failed can be sent again")
    standing = await _hold_own(tx, contact_id, agent)
    said = Content.from_json(json.loads(content))
    if said.template is None and not is_window_open(standing, now):
        raise WindowShut("more than 24 hours since the contact wrote: only a template may be sent")
    return await _write(tx, standing, _entry(standing, agent, said, f"retry:{entry_id}", now), now, wait=False)


def is_window_open(standing: Standing, now: int) -> bool:
    """Whether anything but a template may be sent (`now` in µs)."""
    heard = standing.windows.get(standing.sender)
    return heard is not None and now < int(heard) + (WINDOW - MARGIN) // _MICROSECOND


async def _hold_own(tx: Tx, contact_id: int, agent: Agent) -> Standing:
    standing = await hold(tx, contact_id)
    if standing.owner != agent.owns_as:
        raise NotYours(await name_of(tx, standing.owner), standing.epoch)
    if not standing.address:
        raise NoAddress("this contact has no number that could be written to")
    return standing


def _entry(standing: Standing, agent: Agent, content: Content, key: str, now: int) -> NewEntry:
    return NewEntry(
        key=key,
        contact_id=standing.contact_id,
        sender=standing.sender,
        to=standing.address,
        content=content,
        epoch=standing.epoch,
        kind="agent",
        created_at=from_micros(now),
        agent_id=agent.id,
    )


async def _write(tx: Tx, standing: Standing, entry: NewEntry, now: int, *, wait: bool) -> int:
    known = await tx.row(queries.FIND_BY_KEY, entry.key)
    if known is not None:
        return int(known[0])
    due_at = entry.created_at + UNDO_FOR if wait else entry.created_at
    await add_entries(tx, [replace(entry, due_at=due_at)])
    await _answered(tx, standing, now)
    await touch(tx, [standing.contact_id], "message", now)
    row = await tx.row(queries.FIND_BY_KEY, entry.key)
    assert row is not None  # noqa: S101 - it has just been written
    return int(row[0])


async def _answered(tx: Tx, standing: Standing, now: int) -> None:
    """Nobody waits any more; the time until the bot takes over again begins anew."""
    await tx.run(queries.SET_TOUCHED, standing.contact_id, now)
    if standing.opened is not None:
        await tx.run(queries.ANSWERED, standing.opened.id, now)
    await tx.run(queries.DROP_BOTS, standing.contact_id, now, ANSWERED)
    await cancel_timer(tx, standing.contact_id, WAIT)
    await set_timer(tx, standing.contact_id, IDLE, idle_due(await read_plan(tx), now))
