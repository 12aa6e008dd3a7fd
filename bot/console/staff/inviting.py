"""Links for colleagues: to join, to choose a new password."""

from typing import Any

from pydantic import BaseModel, Field
from starlette.requests import Request

from bot.console.desk import Desk
from bot.console.faults import NotFound
from bot.console.routes import Route
from bot.console.staff.account import by_person
from bot.console.staff.joining import EMAIL
from bot.staff.agents import Agent
from bot.staff.audit import note_deed
from bot.staff.invitations import invite, let_reset
from bot.staff.members import get_member
from bot.staff.queries import CALL_BACK
from bot.staff.roles import Role


class NewMember(BaseModel):
    """Whom to invite."""

    email: str = Field(pattern=EMAIL, max_length=200)
    role: Role = "agent"
    team_id: int | None = None


class Address(BaseModel):
    """Whose invitation to call back."""

    email: str = Field(pattern=EMAIL, max_length=200)


async def invite_member(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """A one-time link for a new colleague: pass it on to them; it is told only now."""
    by_person(request)
    given: NewMember = request.state.body
    async with desk.database.write() as tx:
        token = await invite(tx, given.email, given.role, given.team_id, agent.id, desk.real_now())
        email = given.email.strip().lower()
        await note_deed(tx, agent, "agent.invited", email, desk.now(), role=given.role)
    return {"link": f"{desk.settings.base_url}/console/invite/{token}"}


async def call_back(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """The link that was sent to this address is good no more."""
    given: Address = request.state.body
    email = given.email.strip().lower()
    async with desk.database.write() as tx:
        if not await tx.run(CALL_BACK, email, desk.real_now()):
            raise NotFound
        await note_deed(tx, agent, "invitation.called_back", email, desk.now())
    return {}


async def reset_member(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """A one-time link with which a colleague chooses a new password; it is told only now."""
    by_person(request)
    async with desk.database.write() as tx:
        member = await get_member(tx, int(request.path_params["id"]))
        token = await let_reset(tx, member.email, member.role, agent.id, desk.real_now())
        await note_deed(tx, agent, "agent.reset_link", member.name, desk.now())
    return {"link": f"{desk.settings.base_url}/console/invite/{token}"}


ROUTES = [
    Route("POST", "/api/staff/invitations", "admin", invite_member, body=NewMember),
    Route("POST", "/api/staff/invitations/call-back", "admin", call_back, body=Address),
    Route("POST", "/api/staff/{id:int}/reset", "admin", reset_member),
]
