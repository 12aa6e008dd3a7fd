"""Name, language, presence and what the console does for one."""

import json
from typing import Any, Literal

from pydantic import BaseModel, Field
from starlette.requests import Request

from bot.console.desk import Desk
from bot.console.inbox.changes import changing
from bot.console.pages import describe
from bot.console.routes import Route
from bot.console.staff.account import by_person
from bot.handoff.ownership import assign_waiting
from bot.staff.agents import Agent
from bot.staff.audit import note_deed
from bot.staff.called import check_name
from bot.staff.queries import find_agent

SET_ABOUT = "update agent set name = $2, language = $3, is_away = $4, settings = $5 where id = $1"
IS_AWAY = "select is_away from agent where id = $1"


class Preferences(BaseModel):
    """What the console does for one: theme, sound, notifications, quiet hours."""

    theme: Literal["auto", "light", "dark"] | None = None
    sound: bool | None = None
    notifications: bool | None = None
    quiet: str | None = Field(default=None, max_length=40)


class About(BaseModel):
    """What one changes of oneself; what is left out stays."""

    name: str | None = Field(default=None, min_length=1, max_length=80)
    language: Literal["en", "ko"] | None = None
    is_away: bool | None = None
    settings: Preferences = Preferences()


async def change_me(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Change name, language, presence or preferences; the name, by which colleagues know one, not with a token."""
    about: About = request.state.body
    name, language = about.name or agent.name, about.language or agent.language
    if name != agent.name:
        by_person(request)
    settings = agent.settings | about.settings.model_dump(exclude_none=True)
    async with desk.database.write() as tx:
        away = await tx.row(IS_AWAY, agent.id)
        is_away = int(about.is_away) if about.is_away is not None else (away[0] if away else 0)
        if name != agent.name:
            await check_name(tx, name, agent.id)
        await tx.run(SET_ABOUT, agent.id, name, language, is_away, json.dumps(settings))
        changed = await find_agent(tx, agent.id)
        if name != agent.name:
            await note_deed(tx, agent, "agent.renamed", name, desk.now())
    if away and away[0] and not is_away:
        async with changing(desk) as tx:
            await assign_waiting(tx, desk.now())
    return describe(changed or agent)


ROUTES = [Route("PATCH", "/api/me", "viewer", change_me, body=About)]
