"""Changing a conversation: one transaction, refusals in the words of HTTP, and whoever waits for it is woken."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from bot.console.desk import Desk
from bot.console.faults import Conflict, NotFound
from bot.console.inbox.around import around_of
from bot.console.inbox.masking import sees_numbers
from bot.console.inbox.rows import masked, read_rows
from bot.handoff.refusals import (
    AlreadyTaken,
    HandoffRefused,
    NoAddress,
    NoSuchConversation,
    NoSuchEntry,
    NotYours,
    TooLate,
    WindowShut,
)
from bot.live.touch import BELL
from bot.staff.agents import Agent
from bot.storage.transactions import Tx

BELLS = (BELL, "sends", "timers", "turns")


class Taken(Conflict):
    """Somebody else has it, or it has changed hands since it was looked at: `owner` and `epoch` say how it is."""

    code = "taken"


class NotOwned(Conflict):
    """Only who has the conversation may write in it."""

    code = "not_yours"


class WindowClosed(Conflict):
    """More than 24 hours of silence: a template may be sent (`templates` says where they are listed)."""

    code = "window_closed"


class Unreachable(Conflict):
    """Nobody knows where this contact could be written to."""

    code = "no_address"


class Late(Conflict):
    """It is on its way already, or is no longer what it was."""

    code = "too_late"


@asynccontextmanager
async def changing(desk: Desk) -> AsyncIterator[Tx]:
    """A transaction that is told to everybody once it is committed. Raises the faults of this module."""
    with told():
        async with desk.database.write() as tx:
            yield tx
    for bell in BELLS:
        desk.coordinator.wake(bell)


@contextmanager
def told() -> Iterator[None]:
    """Refusals of the room of handoffs as faults."""
    try:
        yield
    except NotYours as refused:
        raise NotOwned(str(refused), owner=refused.owner_name, epoch=refused.epoch) from refused
    except AlreadyTaken as refused:
        raise Taken(str(refused), owner=refused.owner_name, epoch=refused.epoch) from refused
    except WindowShut as refused:
        raise WindowClosed(str(refused), templates="/api/templates") from refused
    except (NoSuchConversation, NoSuchEntry) as refused:
        raise NotFound(str(refused)) from refused
    except NoAddress as refused:
        raise Unreachable(str(refused)) from refused
    except TooLate as refused:
        raise Late(str(refused)) from refused
    except HandoffRefused as refused:
        raise Conflict(str(refused)) from refused


async def row_of(desk: Desk, agent: Agent, contact_id: int) -> dict[str, Any]:
    """How a conversation is now. Raises NotFound."""
    async with desk.database.read() as tx:
        rows = await read_rows(tx, [contact_id], await around_of(tx, desk))
    if contact_id not in rows:
        raise NotFound("there is no such conversation")
    return rows[contact_id] if sees_numbers(agent) else masked(rows[contact_id])
