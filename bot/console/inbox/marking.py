"""What agents write beside a conversation: notes, tags, how far they have read; and the same for many at once."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, Field, field_validator
from starlette.requests import Request

from bot.console.desk import Desk
from bot.console.faults import WrongInput
from bot.console.inbox.changes import changing, row_of, told
from bot.console.inbox.cursors import read_spot
from bot.console.inbox.owning import find_assignee, snoozed_until
from bot.console.inbox.values import Id, Words
from bot.console.routes import Route
from bot.errors import BotError
from bot.handoff import marks, ownership
from bot.staff.agents import Agent
from bot.storage.transactions import Tx

MOST = 100  # conversations at once
AT_ONCE = 10  # in one transaction
HEARD_UP_TO = (
    "select max(id) from inbox_event where contact_id = $1 and kind = 'message' and (received_at, id) <= ($2, $3)"
)


class Note(BaseModel):
    """`mentions` are ids of agents."""

    text: Words = Field(min_length=1, max_length=4_000)
    mentions: list[Id] = Field(default_factory=list, max_length=20)


class Tags(BaseModel):
    """What is put on and what is taken off."""

    add: list[Words] = Field(default_factory=list, max_length=20)
    remove: list[Words] = Field(default_factory=list, max_length=20)

    @field_validator("add", "remove")
    @classmethod
    def _short_words(cls, tags: list[str]) -> list[str]:
        found = [" ".join(tag.split()) for tag in tags]
        if any(not 0 < len(tag) <= 60 for tag in found):
            raise ValueError("a tag has 1 to 60 letters")
        return found


class Read(BaseModel):
    """Up to this item; without a cursor, all of it."""

    cursor: str = ""


class Bulk(BaseModel):
    """The same to many conversations."""

    ids: list[Id] = Field(min_length=1, max_length=MOST)
    action: Literal["assign", "resolve", "tag", "untag", "snooze", "unsnooze", "read"]
    agent: Id | None = None
    team: Id | None = None
    tag: Words = Field(default="", max_length=60)
    until: AwareDatetime | None = None
    note: Words = Field(default="", max_length=500)


async def add_note(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Something for colleagues; never sent."""
    contact_id, asked = request.path_params["id"], request.state.body
    async with changing(desk) as tx:
        note_id = await marks.add_note(tx, contact_id, agent, asked.text, desk.now(), mentions=asked.mentions)
    return {"id": f"note:{note_id}"}


async def edit_note(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Only by who wrote it. Raises NotFound."""
    note_id, asked = request.path_params["note"], request.state.body
    async with changing(desk) as tx:
        await marks.edit_note(tx, note_id, agent, asked.text, desk.now(), mentions=asked.mentions)
    return {"id": f"note:{note_id}"}


async def tag(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Tags on and off."""
    contact_id, asked = request.path_params["id"], request.state.body
    async with changing(desk) as tx:
        for name in asked.add:
            await marks.tag(tx, contact_id, name, agent, desk.now())
        for name in asked.remove:
            await marks.untag(tx, contact_id, name, agent, desk.now())
    return await row_of(desk, agent, contact_id)


async def mark_read(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Read up to an item. It never goes back. Raises WrongCursor."""
    contact_id, cursor = request.path_params["id"], request.state.body.cursor
    spot = read_spot(cursor) if cursor else None
    async with changing(desk) as tx:
        up_to = None
        if spot is not None:
            row = await tx.row(HEARD_UP_TO, contact_id, *spot.bound(0))
            up_to = int(row[0] or 0) if row else 0
        await marks.mark_read(tx, contact_id, agent, desk.now(), up_to=up_to)
    return await row_of(desk, agent, contact_id)


async def do_to_many(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """One deed to many conversations; `failed` says for which it could not be done, and why."""
    asked: Bulk = request.state.body
    doing = _doing(desk, agent, asked)
    failed: dict[str, str] = {}
    ids = sorted(set(asked.ids))  # in the order in which others hold conversations, too, and a few at a time
    for first in range(0, len(ids), AT_ONCE):
        async with changing(desk) as tx:
            failed |= await _try_each(tx, ids[first : first + AT_ONCE], doing)
    return {"done": len(ids) - len(failed), "failed": failed}


async def _try_each(
    tx: Tx, contact_ids: Sequence[int], doing: Callable[[Tx, int], Awaitable[object]]
) -> dict[str, str]:
    """Why it could not be done, for those for which it could not."""
    failed: dict[str, str] = {}
    for contact_id in contact_ids:
        try:
            with told():
                async with tx.savepoint():
                    await doing(tx, contact_id)
        except BotError as error:
            failed[str(contact_id)] = str(error)
    return failed


def _doing(desk: Desk, agent: Agent, asked: Bulk) -> Callable[[Tx, int], Awaitable[object]]:
    now = desk.now()

    async def assign(tx: Tx, contact_id: int) -> None:
        to = await find_assignee(tx, agent_id=asked.agent, team_id=asked.team)
        await ownership.assign(tx, contact_id, to, agent, now)

    _check(asked)
    until = snoozed_until(desk, asked.until) if asked.until else 0
    doings: dict[str, Callable[[Tx, int], Awaitable[object]]] = {
        "assign": assign,
        "resolve": lambda tx, contact_id: ownership.resolve(tx, contact_id, agent, now),
        "tag": lambda tx, contact_id: marks.tag(tx, contact_id, asked.tag, agent, now),
        "untag": lambda tx, contact_id: marks.untag(tx, contact_id, asked.tag, agent, now),
        "snooze": lambda tx, contact_id: marks.snooze(tx, contact_id, until, agent, now, note=asked.note),
        "unsnooze": lambda tx, contact_id: marks.unsnooze(tx, contact_id, agent, now),
        "read": lambda tx, contact_id: marks.mark_read(tx, contact_id, agent, now),
    }
    return doings[asked.action]


def _check(asked: Bulk) -> None:
    """Raises WrongInput when what the action needs is missing."""
    lacks = {
        "assign": {"agent": "name an agent or a team"} if (asked.agent is None) == (asked.team is None) else {},
        "tag": {} if asked.tag.strip() else {"tag": "name a tag"},
        "untag": {} if asked.tag.strip() else {"tag": "name a tag"},
        "snooze": {} if asked.until else {"until": "say until when"},
    }.get(asked.action)
    if lacks:
        raise WrongInput(fields=lacks)


_ONE = "/api/conversations/{id:int}"
ROUTES = [
    Route("POST", f"{_ONE}/note", "agent", add_note, body=Note),
    Route("PUT", f"{_ONE}/notes/{{note:int}}", "agent", edit_note, body=Note),
    Route("POST", f"{_ONE}/tags", "agent", tag, body=Tags),
    Route("POST", f"{_ONE}/read", "agent", mark_read, body=Read),
    Route("POST", "/api/bulk", "agent", do_to_many, body=Bulk),
]
