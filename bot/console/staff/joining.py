"""One-time links: the first account, an invitation, a new password."""

from typing import Any, Literal

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from bot.console.desk import Desk
from bot.console.faults import WrongInput
from bot.console.routes import Route
from bot.console.staff.entering import address_of, enter, let_in
from bot.staff.agents import Agent
from bot.staff.audit import note_deed
from bot.staff.invitations import Invited, Joining, find_invited, join
from bot.staff.passwords import check_password, hash_password
from bot.staff.queries import find_agent, find_agent_by_email
from bot.staff.throttle import address_key, count_try

EMAIL = r"^\s*[^\s@]+@[^\s@]+\.[^\s@]+\s*$"


class Join(BaseModel):
    """What somebody enters who has a link. `email` counts for the first account alone."""

    token: str = Field(max_length=100)
    name: str = Field(default="", max_length=80)
    email: str = Field(default="", max_length=200)
    password: str = Field(max_length=1000)
    language: Literal["en", "ko"] = "en"


async def show_link(desk: Desk, agent: Agent, request: Request) -> Response:
    """The form behind a link. Raises LinkOver."""
    token = request.path_params["token"]
    async with desk.database.read() as tx:
        invited = await find_invited(tx, token, desk.real_now())
        known = await find_agent_by_email(tx, invited.email)
    values: dict[str, Any] = {"invited": invited, "known": known, "token": token}
    return desk.pages.show(desk, agent, request, "join.html", **values)


async def join_in(desk: Desk, agent: Agent, request: Request) -> Response:  # noqa: ARG001
    """Make the account (or choose the new password) and sign in."""
    given: Join = request.state.body
    now = desk.real_now()
    async with desk.database.write() as tx:
        await count_try(tx, (address_key(address_of(desk, request)),), now)
        invited = await find_invited(tx, given.token, now)
        known = await find_agent_by_email(tx, invited.email)
    email = await _checked(given, invited, known)
    hashed = await hash_password(given.password)
    async with desk.database.write() as tx:
        agent_id = await join(tx, given.token, Joining(email, given.name.strip(), hashed, given.language), now)
        joined = await find_agent(tx, agent_id)
        assert joined is not None  # noqa: S101 - made in this transaction
        await note_deed(tx, joined, "agent.reset" if known else "agent.joined", joined.name, desk.now())
        token = await enter(tx, desk, joined, request, "link")
    desk.say_bye(agent_id if known else 0)
    return let_in(desk, request, token)


async def _checked(given: Join, invited: Invited, known: Agent | None) -> str:
    """The account's address. Raises WrongInput or WeakPassword."""
    wrong = {}
    if not known and not given.name.strip():
        wrong["name"] = "is missing"
    if invited.is_first and ("@" not in given.email or not given.email.strip()):
        wrong["email"] = "is missing"
    if wrong:
        raise WrongInput(fields=wrong)
    email = invited.email or given.email
    check_password(given.password, email, given.name)
    return email


ROUTES = [
    Route("GET", "/console/first/{token}", "public", show_link),
    Route("GET", "/console/invite/{token}", "public", show_link),
    Route("POST", "/api/join", "public", join_in, body=Join),
]
