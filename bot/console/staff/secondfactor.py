"""Turning the second factor on and off."""

from typing import Any

from pydantic import BaseModel, Field
from starlette.requests import Request

from bot.console.desk import Desk
from bot.console.faults import Conflict
from bot.console.routes import Route
from bot.console.staff.account import by_person, confirm
from bot.console.staff.entering import address_of
from bot.staff.agents import Agent
from bot.staff.audit import note_deed
from bot.staff.queries import SECRETS
from bot.staff.refusals import WrongLogin
from bot.staff.throttle import code_keys, count_try, forgive
from bot.staff.totp import new_secret, picture_of, use_code

SET_SECRET = "update agent set totp_secret = $2, totp_on = 0 where id = $1 and totp_on = 0"  # noqa: S105
TURN_ON = "update agent set totp_on = 1 where id = $1"
TURN_OFF = "update agent set totp_on = 0, totp_secret = '' where id = $1"


class Password(BaseModel):
    """The account's password, to be sure who asks."""

    password: str = Field(max_length=1000)


class FirstCode(BaseModel):
    """The first code that the app shows."""

    code: str = Field(max_length=20)


async def begin(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """A new secret for the app, as text and as a QR code; it counts once a code of it was entered."""
    by_person(request)
    given: Password = request.state.body
    await confirm(desk, agent, request, given.password)
    secret = new_secret()
    async with desk.database.write() as tx:
        if not await tx.run(SET_SECRET, agent.id, secret):
            raise Conflict("The second factor is on already.")
    uri, picture = picture_of(secret, agent.email, desk.shop.name)
    return {"secret": secret, "uri": uri, "picture": picture}


async def turn_on(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """From now on signing in needs a code."""
    by_person(request)
    given: FirstCode = request.state.body
    now, keys = desk.real_now(), code_keys(agent.email, address_of(desk, request))
    async with desk.database.write() as tx:
        await count_try(tx, keys, now)
    async with desk.database.write() as tx:
        secrets = await tx.row(SECRETS, agent.id)
        if not secrets or not secrets[1] or not await use_code(tx, agent.id, secrets[1], given.code, now):
            raise WrongLogin
        await tx.run(TURN_ON, agent.id)
        await forgive(tx, keys, now)
        await note_deed(tx, agent, "second_factor.on", agent.name, desk.now())
    return {"on": True}


async def turn_off(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Signing in needs the password alone."""
    by_person(request)
    given: Password = request.state.body
    await confirm(desk, agent, request, given.password)
    async with desk.database.write() as tx:
        await tx.run(TURN_OFF, agent.id)
        await note_deed(tx, agent, "second_factor.off", agent.name, desk.now())
    return {"on": False}


ROUTES = [
    Route("POST", "/api/me/second-factor", "viewer", begin, body=Password),
    Route("POST", "/api/me/second-factor/on", "viewer", turn_on, body=FirstCode),
    Route("POST", "/api/me/second-factor/off", "viewer", turn_off, body=Password),
]
