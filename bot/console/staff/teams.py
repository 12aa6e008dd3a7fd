"""Teams: agents whom a chat may be given to together."""

from typing import Any

from pydantic import BaseModel, Field
from starlette.requests import Request

from bot.console.desk import Desk
from bot.console.routes import Route
from bot.staff.agents import Agent
from bot.staff.audit import note_deed
from bot.staff.members import add_team, drop_team


class NewTeam(BaseModel):
    """A team's name."""

    name: str = Field(min_length=1, max_length=80)


async def make_team(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Found a team."""
    given: NewTeam = request.state.body
    name = given.name.strip()
    async with desk.database.write() as tx:
        team_id = await add_team(tx, name)
        await note_deed(tx, agent, "team.added", name, desk.now())
    return {"id": team_id, "name": name}


async def dissolve(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Dissolve a team; its members stay."""
    async with desk.database.write() as tx:
        name = await drop_team(tx, int(request.path_params["id"]))
        await note_deed(tx, agent, "team.dropped", name, desk.now())
    return {}


ROUTES = [
    Route("POST", "/api/staff/teams", "admin", make_team, body=NewTeam),
    Route("DELETE", "/api/staff/teams/{id:int}", "admin", dissolve),
]
