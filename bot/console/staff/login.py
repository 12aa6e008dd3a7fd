"""Signing in and out: a password, and a code where the account has a second factor."""

from typing import Any

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.console.cookies import give_cookie, is_https
from bot.console.desk import Desk
from bot.console.routes import Route
from bot.console.seals import seal, unseal
from bot.console.staff.entering import address_of, enter, let_in, note_failure, safe_next
from bot.staff.agents import Agent
from bot.staff.passwords import is_password, refuse_when_busy
from bot.staff.queries import SECRETS, find_agent, find_agent_by_email
from bot.staff.refusals import WrongLogin
from bot.staff.signins import sign_out
from bot.staff.throttle import code_keys, count_try, forgive, login_keys
from bot.staff.totp import use_code

HALF = "console_code"  # the cookie between password and code
HALF_LASTS = 300  # seconds


class Login(BaseModel):
    """An account's address and password."""

    email: str = Field(max_length=200)
    password: str = Field(max_length=1000)
    next: str = Field(default="", max_length=2000)


class Code(BaseModel):
    """Six digits from the app."""

    code: str = Field(max_length=20)
    next: str = Field(default="", max_length=2000)


async def log_in(desk: Desk, agent: Agent, request: Request) -> Response:  # noqa: ARG001
    """Check address and password: `next` says where to go on."""
    login: Login = request.state.body
    refuse_when_busy()
    now, keys = desk.real_now(), login_keys(login.email, address_of(desk, request))
    async with desk.database.write() as tx:
        await count_try(tx, keys, now)
        known = await find_agent_by_email(tx, login.email)
        secrets = await tx.row(SECRETS, known.id) if known else None
    if not await is_password(login.password, secrets[0] if secrets else "") or known is None:
        await note_failure(desk, request, known, keys, "password")
        raise WrongLogin
    async with desk.database.write() as tx:
        await forgive(tx, keys, now)
        if known.totp_on:
            return _half_in(desk, request, known, login.next)
        token = await enter(tx, desk, known, request, "password")
    return let_in(desk, request, token, login.next)


async def enter_code(desk: Desk, agent: Agent, request: Request) -> Response:  # noqa: ARG001
    """Check the code of somebody whose password was right."""
    given: Code = request.state.body
    now = desk.real_now()
    half = unseal(desk.keys, HALF, request.cookies.get(HALF, ""), now)
    async with desk.database.read() as tx:
        known = await find_agent(tx, half["agent"]) if half else None
    if known is None:
        raise WrongLogin
    keys = code_keys(known.email, address_of(desk, request))
    async with desk.database.write() as tx:
        await count_try(tx, keys, now)
    async with desk.database.write() as tx:
        secrets = await tx.row(SECRETS, known.id)
        is_right = bool(secrets) and await use_code(tx, known.id, secrets[1] if secrets else "", given.code, now)
        if is_right:
            await forgive(tx, keys, now)
            token = await enter(tx, desk, known, request, "code")
    if not is_right:
        await note_failure(desk, request, known, keys, "code")
        raise WrongLogin
    response = let_in(desk, request, token, given.next)
    response.delete_cookie(HALF, path="/api/login")
    return response


async def log_out(desk: Desk, agent: Agent, request: Request) -> dict[str, Any] | Response:
    """End this sign-in."""
    async with desk.database.write() as tx:
        await sign_out(tx, request.state.token, desk.real_now())
    desk.say_bye(agent.id)
    response = JSONResponse({"next": "/console/login"})
    give_cookie(desk, request, response, "")
    return response


def _half_in(desk: Desk, request: Request, agent: Agent, then: str) -> Response:
    until = desk.real_now() + HALF_LASTS * 1_000_000
    response = JSONResponse({"next": "/console/login/code", "then": safe_next(then)})
    sealed = seal(desk.keys, HALF, {"agent": agent.id}, until)
    secure = is_https(desk, request)
    response.set_cookie(
        HALF, sealed, max_age=HALF_LASTS, path="/api/login", secure=secure, httponly=True, samesite="strict"
    )
    return response


ROUTES = [
    Route("POST", "/api/login", "public", log_in, body=Login),
    Route("POST", "/api/login/code", "public", enter_code, body=Code),
    Route("POST", "/api/logout", "viewer", log_out),
]
