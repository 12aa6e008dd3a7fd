"""API tokens: programs that act for an agent."""

from typing import Any

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from bot.console.desk import Desk
from bot.console.faults import NotFound
from bot.console.routes import Route
from bot.console.staff.account import by_person
from bot.staff.agents import Agent
from bot.staff.audit import note_deed
from bot.staff.demo import check_not_of_demo
from bot.staff.listing import list_tokens
from bot.staff.queries import REVOKE_TOKEN
from bot.staff.roles import Role
from bot.staff.tokens import add_token


class NewToken(BaseModel):
    """What a token is for, and what it may: never more than who makes it."""

    name: str = Field(min_length=1, max_length=80)
    role: Role = "viewer"


async def show_tokens(desk: Desk, agent: Agent, request: Request) -> Response:
    """The page."""
    async with desk.database.read() as tx:
        tokens = await list_tokens(tx)
    values: dict[str, Any] = {"tokens": tokens, "words": ("tokens.",)}
    return desk.pages.show(desk, agent, request, "tokens.html", **values)


async def tell_tokens(desk: Desk, agent: Agent, request: Request) -> list[Any]:  # noqa: ARG001
    """Tokens that are good, without what they are."""
    async with desk.database.read() as tx:
        return await list_tokens(tx)


async def make_token(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """A new token; it is told only now."""
    by_person(request)
    if desk.settings.is_real:
        check_not_of_demo(agent.email)
    given: NewToken = request.state.body
    async with desk.database.write() as tx:
        token_id, token = await add_token(tx, agent, given.name.strip(), given.role, desk.real_now())
        await note_deed(tx, agent, "token.added", given.name, desk.now(), role=given.role)
    return {"id": token_id, "token": token}


async def revoke(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """A token is good no more, from this moment on."""
    async with desk.database.write() as tx:
        row = await tx.row(REVOKE_TOKEN, int(request.path_params["id"]), desk.real_now())
        if row is None:
            raise NotFound
        await note_deed(tx, agent, "token.revoked", row[0], desk.now())
    desk.say_bye(int(row[1]))
    return {}


ROUTES = [
    Route("GET", "/console/settings/tokens", "admin", show_tokens),
    Route("GET", "/api/tokens", "admin", tell_tokens),
    Route("POST", "/api/tokens", "admin", make_token, body=NewToken),
    Route("DELETE", "/api/tokens/{id:int}", "admin", revoke),
]
