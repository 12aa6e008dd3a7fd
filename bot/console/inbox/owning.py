"""Whose turn it is: take, assign, release, resolve; and out of sight for a while."""

from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, Field, model_validator
from starlette.requests import Request

from bot.console.desk import Desk
from bot.console.faults import NotFound, WrongInput
from bot.console.inbox.changes import changing, row_of
from bot.console.inbox.lists import Filters, read_page
from bot.console.inbox.values import BIGGEST_ID, Id, Words
from bot.console.routes import Route
from bot.handoff import marks, ownership
from bot.staff.agents import Agent, Team
from bot.staff.queries import find_agent
from bot.storage.columns import to_micros
from bot.storage.transactions import Tx

GET_TEAM = "select id, name from team where id = $1"
FARTHEST = 366  # days that something may be put off


class Take(BaseModel):
    """`epoch` is the one that was seen; with `force` it is taken from whoever has it."""

    epoch: int | None = Field(default=None, ge=0, le=BIGGEST_ID)
    force: bool = False


class Release(BaseModel):
    """What becomes of the flow that was open: ask the contact, resume, skip, or restart."""

    resume: Literal["ask", "resume", "skip", "restart"] = "ask"


class Assign(BaseModel):
    """To an agent, or to the queue of a team."""

    agent: Id | None = None
    team: Id | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> "Assign":
        if (self.agent is None) == (self.team is None):
            raise ValueError("name an agent or a team")
        return self


class Resolve(BaseModel):
    """With `next`, the answer names the conversation that has waited longest."""

    next: bool = False


class Snooze(BaseModel):
    """Until when, and why."""

    until: AwareDatetime
    note: Words = Field(default="", max_length=500)


async def take(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """It is this agent's now. Raises Taken."""
    contact_id, asked = request.path_params["id"], request.state.body
    async with changing(desk) as tx:
        await ownership.take(tx, contact_id, agent, desk.now(), epoch=asked.epoch, force=asked.force)
    return await row_of(desk, agent, contact_id)


async def release(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """The bot has it again and knows what was said."""
    contact_id = request.path_params["id"]
    async with changing(desk) as tx:
        await ownership.release(tx, contact_id, agent, desk.now(), resume=request.state.body.resume)
    return await row_of(desk, agent, contact_id)


async def assign(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Somebody else's now, or a team's."""
    contact_id, asked = request.path_params["id"], request.state.body
    async with changing(desk) as tx:
        to = await find_assignee(tx, agent_id=asked.agent, team_id=asked.team)
        await ownership.assign(tx, contact_id, to, agent, desk.now())
    return await row_of(desk, agent, contact_id)


async def resolve(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """It is settled; the bot has it again, without a word."""
    contact_id = request.path_params["id"]
    async with changing(desk) as tx:
        await ownership.resolve(tx, contact_id, agent, desk.now())
    row = await row_of(desk, agent, contact_id)
    return {**row, "next": await _waits_longest(desk, agent) if request.state.body.next else None}


async def snooze(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Out of sight until then, or until the contact writes. Raises WrongInput for a moment that is over."""
    contact_id, asked = request.path_params["id"], request.state.body
    until = snoozed_until(desk, asked.until)
    async with changing(desk) as tx:
        await marks.snooze(tx, contact_id, until, agent, desk.now(), note=asked.note)
    return await row_of(desk, agent, contact_id)


async def unsnooze(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Back in sight."""
    contact_id = request.path_params["id"]
    async with changing(desk) as tx:
        await marks.unsnooze(tx, contact_id, agent, desk.now())
    return await row_of(desk, agent, contact_id)


async def find_assignee(tx: Tx, *, agent_id: int | None, team_id: int | None) -> Agent | Team:
    """Whom it is given to. Raises NotFound."""
    if agent_id is not None:
        found = await find_agent(tx, agent_id)
        if found is None:
            raise NotFound("there is no such agent")
        return found
    row = await tx.row(GET_TEAM, team_id)
    if row is None:
        raise NotFound("there is no such team")
    return Team(int(row[0]), str(row[1]))


def snoozed_until(desk: Desk, until: datetime) -> int:
    """The moment in µs. Raises WrongInput when it is over, or more than a year away."""
    try:
        moment = to_micros(until.astimezone(UTC))
    except OverflowError:
        moment = 0
    if not desk.now() < moment < desk.now() + FARTHEST * 86_400_000_000:
        raise WrongInput(fields={"until": "must lie within the next year"})
    return moment


async def _waits_longest(desk: Desk, agent: Agent) -> Any:
    """Of those whom nobody has taken."""
    async with desk.database.read() as tx:
        page = await read_page(tx, Filters("waiting"), agent, desk.now(), None)
    return next((seen.contact_id for seen, _ in page if seen.owner == "queue"), None)


_ONE = "/api/conversations/{id:int}"
ROUTES = [
    Route("POST", f"{_ONE}/take", "agent", take, body=Take),
    Route("POST", f"{_ONE}/release", "agent", release, body=Release),
    Route("POST", f"{_ONE}/assign", "agent", assign, body=Assign),
    Route("POST", f"{_ONE}/resolve", "agent", resolve, body=Resolve),
    Route("POST", f"{_ONE}/snooze", "agent", snooze, body=Snooze),
    Route("POST", f"{_ONE}/unsnooze", "agent", unsnooze),
]
