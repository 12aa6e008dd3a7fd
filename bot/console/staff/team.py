"""Colleagues: who there is, and what they may."""

from typing import Any

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from bot.console.desk import Desk
from bot.console.routes import Route
from bot.console.staff.account import by_person
from bot.handoff.ownership import return_all
from bot.staff.agents import Agent
from bot.staff.audit import note_deed
from bot.staff.listing import list_invitations, list_members, list_teams
from bot.staff.members import change_member
from bot.staff.refusals import LastAdmin
from bot.staff.roles import Role


class Member(BaseModel):
    """What to change of a colleague; what is left out stays."""

    name: str | None = Field(default=None, min_length=1, max_length=80)
    role: Role | None = None
    team_id: int | None = None
    languages: list[str] | None = Field(default=None, max_length=20)
    skills: list[str] | None = Field(default=None, max_length=30)
    most_chats: int | None = Field(default=None, ge=1, le=200)
    disabled: bool | None = None


async def show_team(desk: Desk, agent: Agent, request: Request) -> Response:
    """The page."""
    values: dict[str, Any] = {**await _team(desk), "words": ("team.",)}
    return desk.pages.show(desk, agent, request, "team.html", **values)


async def list_staff(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:  # noqa: ARG001
    """Everybody who has an account, the teams, and open invitations."""
    return await _team(desk)


async def change_staff(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Role, team, languages, skills, most chats at once, or whether they may sign in."""
    by_person(request)
    changes = request.state.body.model_dump(exclude_unset=True)
    member_id = int(request.path_params["id"])
    if member_id == agent.id and {"role", "disabled"} & set(changes):
        raise LastAdmin
    for name in ("name", "role", "languages", "skills", "most_chats"):
        if changes.get(name, "") is None:
            del changes[name]
    async with desk.database.write() as tx:
        changed = await change_member(tx, member_id, changes, desk.real_now())
        await note_deed(tx, agent, "agent.changed", changed.name, desk.now(), **changes)
        if changes.get("disabled"):
            await return_all(tx, member_id, agent, desk.now())
    if changes.get("disabled") or "role" in changes:
        desk.say_bye(member_id)
    return {"id": changed.id, "name": changed.name, "role": changed.role, "team_id": changed.team_id}


async def _team(desk: Desk) -> dict[str, Any]:
    async with desk.database.read() as tx:
        return {
            "members": await list_members(tx),
            "teams": await list_teams(tx),
            "invitations": await list_invitations(tx, desk.real_now()),
        }


ROUTES = [
    Route("GET", "/console/settings/team", "lead", show_team),
    Route("GET", "/api/staff", "lead", list_staff),
    Route("PATCH", "/api/staff/{id:int}", "admin", change_staff, body=Member),
]
