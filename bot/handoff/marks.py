"""What agents write beside a conversation: notes, tags, until when it sleeps, how far it was read. Moments are µs.

What is done to a conversation holds it first and raises NoSuchConversation for unknown and erased contacts.
"""

from collections.abc import Sequence

from bot.handoff import queries
from bot.handoff.refusals import NoSuchEntry
from bot.handoff.standing import SNOOZED, add_line, cancel_timer, hold, set_timer
from bot.live.touch import touch
from bot.staff.agents import Agent
from bot.storage.columns import dump_json
from bot.storage.transactions import Tx


async def add_note(
    tx: Tx, contact_id: int, agent: Agent, text: str, now: int, *, mentions: Sequence[int] = ()
) -> int:
    """Something for colleagues, never sent; answers its id. Raises NoSuchConversation."""
    await hold(tx, contact_id)
    row = await tx.row(queries.ADD_NOTE, contact_id, agent.id, text, dump_json(list(mentions)), now)
    await touch(tx, [contact_id], "note", now)
    return int(row[0]) if row else 0


async def edit_note(tx: Tx, note_id: int, agent: Agent, text: str, now: int, *, mentions: Sequence[int] = ()) -> None:
    """Only by who wrote it. Raises NoSuchEntry."""
    row = await tx.row(queries.EDIT_NOTE, note_id, agent.id, text, dump_json(list(mentions)), now)
    if row is None:
        raise NoSuchEntry(f"you have written no note {note_id}")
    await touch(tx, [row[0]], "note", now)


async def tag(tx: Tx, contact_id: int, name: str, agent: Agent | None, now: int) -> None:
    """Put a tag on; one that there is not yet is made."""
    await hold(tx, contact_id)
    await tx.run(queries.ADD_TAG, name)
    if await tx.run(queries.TAG, contact_id, name, agent.id if agent else None, now):
        await add_line(tx, contact_id, "tagged", agent, now, tag=name)
        await touch(tx, [contact_id], "tag", now)


async def untag(tx: Tx, contact_id: int, name: str, agent: Agent | None, now: int) -> None:
    """Take a tag off."""
    await hold(tx, contact_id)
    if await tx.run(queries.UNTAG, contact_id, name):
        await add_line(tx, contact_id, "untagged", agent, now, tag=name)
        await touch(tx, [contact_id], "tag", now)


async def snooze(tx: Tx, contact_id: int, until: int, agent: Agent, now: int, *, note: str = "") -> None:
    """Out of sight until a moment (µs), or until the contact writes. Who waits for an answer goes on waiting."""
    await hold(tx, contact_id)
    await tx.run(queries.SNOOZE, contact_id, until, agent.id, note)
    await set_timer(tx, contact_id, SNOOZED, until)
    await add_line(tx, contact_id, "snoozed", agent, now, until=until, note=note)
    await touch(tx, [contact_id], "snooze", now)


async def unsnooze(tx: Tx, contact_id: int, by: Agent, now: int) -> None:
    """Back in sight."""
    await hold(tx, contact_id)
    await end_snooze(tx, contact_id, by, now)


async def end_snooze(tx: Tx, contact_id: int, by: Agent | None, now: int) -> None:
    """The same for whoever holds the conversation already."""
    if await tx.run(queries.WAKE_UP, contact_id):
        await cancel_timer(tx, contact_id, SNOOZED)
        await add_line(tx, contact_id, "unsnoozed", by, now)
        await touch(tx, [contact_id], "snooze", now)


async def wake_up(tx: Tx, contact_id: int, until: int, now: int) -> None:
    """The moment `until` has come, if nobody has put it off since; whatever clocks say by now."""
    if await tx.run(queries.WAKE_UP_DUE, contact_id, max(until, now)):
        await add_line(tx, contact_id, "woke_up", None, now)
        await touch(tx, [contact_id], "snooze", now)


async def mark_read(tx: Tx, contact_id: int, agent: Agent, now: int, *, up_to: int | None = None) -> None:
    """Read up to this inbox event, or to the contact's newest message. It never goes back."""
    await hold(tx, contact_id)
    if up_to is None:
        row = await tx.row(queries.NEWEST_HEARD, contact_id)
        up_to = int(row[0] or 0) if row else 0
    if await tx.run(queries.READ_UP_TO, contact_id, up_to, now, agent.id):
        await touch(tx, [contact_id], "read", now)
