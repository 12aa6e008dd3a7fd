"""Saved views, tags, canned replies, agents and teams: the lists that the inbox is worked with."""

import json
from typing import Any

from pydantic import BaseModel, Field
from starlette.requests import Request

from bot.console.desk import Desk
from bot.console.faults import Conflict, NotAllowed, NotFound
from bot.console.inbox.values import Words, number_in, words_in
from bot.console.routes import Route
from bot.staff.agents import Agent
from bot.staff.audit import note_deed
from bot.staff.roles import may
from bot.storage.columns import dump_json
from bot.storage.transactions import Tx

LIST_VIEWS = (
    "select id, agent_id, name, query from saved_view where agent_id is null or agent_id = $1 order by name, id"
)
GET_VIEW = "select id, agent_id, name, query from saved_view where id = $1 and (agent_id is null or agent_id = $2)"
ADD_VIEW = "insert into saved_view (agent_id, name, query) values ($1, $2, $3) returning id"
SET_VIEW = "update saved_view set name = $2, query = $3 where id = $1"
DROP_VIEW = "delete from saved_view where id = $1 returning name"
LIST_TAGS = (
    "select t.name, t.colour, (select count(*) from contact_tag c where c.tag = t.name) from tag t order by t.name"
)
KEEP_TAG = "insert into tag (name, colour) values ($1, $2) on conflict (name) do update set colour = excluded.colour"
DROP_TAG = ("delete from contact_tag where tag = $1", "delete from tag where name = $1")
LIST_CANNED = "select id, name, text, language, by, at from canned order by name"
ADD_CANNED = (
    "insert into canned (name, text, language, by, at) values ($1, $2, $3, $4, $5) "
    "on conflict (name) do nothing returning id"
)
NAMED_SO = "select id from canned where name = $1"
SET_CANNED = "update canned set name = $2, text = $3, language = $4, by = $5, at = $6 where id = $1"
DROP_CANNED = "delete from canned where id = $1 returning name"
LIST_AGENTS = (
    "select a.id, a.name, a.role, a.team_id, a.languages, a.skills, a.is_away, a.most_chats, "
    "(select count(*) from handoff h where h.agent_id = a.id and h.closed_at is null) "
    "from agent a where a.disabled_at is null order by a.name, a.id"
)
LIST_TEAMS = "select id, name from team order by name"


class View(BaseModel):
    """Filters under a name; `shared` with everybody only by leads."""

    name: Words = Field(min_length=1, max_length=60)
    query: dict[Words, Words] = Field(default_factory=dict, max_length=10)
    shared: bool = False


class TagColour(BaseModel):
    """How a tag is drawn."""

    name: Words = Field(min_length=1, max_length=60)
    colour: str = Field(default="", pattern=r"^(#[0-9a-fA-F]{6})?$")


class Canned(BaseModel):
    """A reply that is written once. `{name}` and the like are filled in by the page."""

    name: str = Field(min_length=1, max_length=60, pattern=r"^[\w-]+$")
    text: Words = Field(min_length=1, max_length=4_000)
    language: Words = Field(default="", max_length=20)


async def find_view(tx: Tx, view_id: str, agent: Agent) -> dict[str, Any] | None:
    """The filters of a saved view that this agent may see."""
    number = number_in(view_id)
    row = await tx.row(GET_VIEW, number, agent.id) if number else None
    return dict(json.loads(row[3])) if row else None


async def list_views(desk: Desk, agent: Agent, request: Request) -> list[dict[str, Any]]:  # noqa: ARG001
    """One's own, and everybody's."""
    async with desk.database.read() as tx:
        rows = await tx.rows(LIST_VIEWS, agent.id)
    return [{"id": row[0], "name": row[2], "query": json.loads(row[3]), "shared": row[1] is None} for row in rows]


async def add_view(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """A new one."""
    asked: View = request.state.body
    _check_shared(agent, shared=asked.shared)
    async with desk.database.write() as tx:
        row = await tx.row(ADD_VIEW, None if asked.shared else agent.id, asked.name, dump_json(asked.query))
        if asked.shared:
            await note_deed(tx, agent, "view.added", asked.name, desk.real_now())
    return {"id": row[0] if row else 0, **asked.model_dump()}


async def set_view(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Other filters or another name. Raises NotFound."""
    asked: View = request.state.body
    async with desk.database.write() as tx:
        shared = await _check_view(tx, agent, request.path_params["view"])
        await tx.run(SET_VIEW, request.path_params["view"], asked.name, dump_json(asked.query))
        if shared:
            await note_deed(tx, agent, "view.changed", asked.name, desk.real_now())
    return {"id": request.path_params["view"], **asked.model_dump(), "shared": shared}


async def drop_view(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Take it away. Raises NotFound."""
    async with desk.database.write() as tx:
        shared = await _check_view(tx, agent, request.path_params["view"])
        row = await tx.row(DROP_VIEW, request.path_params["view"])
        if shared and row:
            await note_deed(tx, agent, "view.dropped", str(row[0]), desk.real_now())
    return {}


async def list_tags(desk: Desk, agent: Agent, request: Request) -> list[dict[str, Any]]:  # noqa: ARG001
    """Every tag, and on how many conversations it is."""
    async with desk.database.read() as tx:
        rows = await tx.rows(LIST_TAGS)
    return [{"name": row[0], "colour": row[1], "count": row[2]} for row in rows]


async def keep_tag(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """A new tag, or another colour of one."""
    asked: TagColour = request.state.body
    async with desk.database.write() as tx:
        await tx.run(KEEP_TAG, " ".join(asked.name.split()), asked.colour)
        await note_deed(tx, agent, "tag.kept", asked.name, desk.real_now())
    return asked.model_dump()


async def drop_tag(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Take it away, from every conversation too."""
    name = words_in(request.path_params["name"], 60)
    async with desk.database.write() as tx:
        for sql in DROP_TAG:
            await tx.run(sql, name)
        await note_deed(tx, agent, "tag.dropped", name, desk.real_now())
    return {}


async def list_canned(desk: Desk, agent: Agent, request: Request) -> list[dict[str, Any]]:  # noqa: ARG001
    """Every canned reply."""
    async with desk.database.read() as tx:
        rows = await tx.rows(LIST_CANNED)
    return [{"id": row[0], "name": row[1], "text": row[2], "language": row[3]} for row in rows]


async def add_canned(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """A new one. Raises Conflict when there is one of this name."""
    asked: Canned = request.state.body
    async with desk.database.write() as tx:
        row = await tx.row(ADD_CANNED, asked.name, asked.text, asked.language, agent.id, desk.now())
        if row is None:
            raise Conflict("there is a canned reply of this name")
        await note_deed(tx, agent, "canned.added", asked.name, desk.real_now())
    return {"id": row[0], **asked.model_dump()}


async def set_canned(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Other words. Raises NotFound and Conflict."""
    canned_id, asked = request.path_params["canned"], request.state.body
    async with desk.database.write() as tx:
        named = await tx.row(NAMED_SO, asked.name)
        if named and named[0] != canned_id:
            raise Conflict("there is a canned reply of this name")
        told = (asked.name, asked.text, asked.language, agent.id, desk.now())
        if not await tx.run(SET_CANNED, canned_id, *told):
            raise NotFound("there is no such canned reply")
        await note_deed(tx, agent, "canned.changed", asked.name, desk.real_now())
    return {"id": canned_id, **asked.model_dump()}


async def drop_canned(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Take it away. Raises NotFound."""
    async with desk.database.write() as tx:
        row = await tx.row(DROP_CANNED, request.path_params["canned"])
        if row is None:
            raise NotFound("there is no such canned reply")
        await note_deed(tx, agent, "canned.dropped", str(row[0]), desk.real_now())
    return {}


async def list_agents(desk: Desk, agent: Agent, request: Request) -> list[dict[str, Any]]:  # noqa: ARG001
    """Who works here, and how many conversations each has."""
    async with desk.database.read() as tx:
        rows = await tx.rows(LIST_AGENTS)
    names = ("id", "name", "role", "team", "languages", "skills", "is_away", "most_chats", "open")
    found = [dict(zip(names, row, strict=True)) for row in rows]
    for each in found:
        each |= {name: json.loads(each[name] or "[]") for name in ("languages", "skills")}
        each["is_away"] = bool(each["is_away"])
    return found


async def list_teams(desk: Desk, agent: Agent, request: Request) -> list[dict[str, Any]]:  # noqa: ARG001
    """Every team."""
    async with desk.database.read() as tx:
        rows = await tx.rows(LIST_TEAMS)
    return [{"id": row[0], "name": row[1]} for row in rows]


def _check_shared(agent: Agent, *, shared: bool) -> None:
    """What everybody sees, leads change. Raises NotAllowed."""
    if shared and not may(agent.role, "lead"):
        raise NotAllowed(needed="lead")


async def _check_view(tx: Tx, agent: Agent, view_id: int) -> bool:
    """Whether it is shared. Raises NotFound and NotAllowed."""
    row = await tx.row(GET_VIEW, view_id, agent.id)
    if row is None:
        raise NotFound("there is no such view")
    _check_shared(agent, shared=row[1] is None)
    return row[1] is None


ROUTES = [
    Route("GET", "/api/views", "viewer", list_views),
    Route("POST", "/api/views", "agent", add_view, body=View),
    Route("PUT", "/api/views/{view:int}", "agent", set_view, body=View),
    Route("DELETE", "/api/views/{view:int}", "agent", drop_view),
    Route("GET", "/api/tags", "viewer", list_tags),
    Route("POST", "/api/tags", "lead", keep_tag, body=TagColour),
    Route("DELETE", "/api/tags/{name}", "lead", drop_tag),
    Route("GET", "/api/canned", "viewer", list_canned),
    Route("POST", "/api/canned", "agent", add_canned, body=Canned),
    Route("PUT", "/api/canned/{canned:int}", "agent", set_canned, body=Canned),
    Route("DELETE", "/api/canned/{canned:int}", "agent", drop_canned),
    Route("GET", "/api/agents", "viewer", list_agents),
    Route("GET", "/api/teams", "viewer", list_teams),
]
