"""One's own account: its page, the password, where one is signed in."""

from typing import Any

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from bot.console.desk import Desk
from bot.console.faults import Conflict, NotAllowed
from bot.console.routes import Route
from bot.console.staff.entering import address_of
from bot.staff.agents import Agent
from bot.staff.audit import note_deed
from bot.staff.passwords import check_password, hash_password, is_password, refuse_when_busy
from bot.staff.queries import LIST_SIGN_INS, REVOKE_ALL, SECRETS
from bot.staff.refusals import WrongLogin
from bot.staff.signins import IDLE, hash_of, sign_out_everywhere
from bot.staff.throttle import count_try, forgive, login_keys
from bot.storage.columns import from_micros

SET_HASH = "update agent set password_hash = $2 where id = $1"
BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "macOS"),
    ("Windows", "Windows"),
    ("Linux", "Linux"),
)


class NewPassword(BaseModel):
    """The password until now, and the next."""

    current: str = Field(max_length=1000)
    password: str = Field(max_length=1000)


async def show_account(desk: Desk, agent: Agent, request: Request) -> Response:
    """The page."""
    now = desk.real_now()
    async with desk.database.read() as tx:
        rows = await tx.rows(LIST_SIGN_INS, agent.id, now, now - IDLE)
        secrets = await tx.row(SECRETS, agent.id)
    mine = hash_of(request.state.token) if request.state.token else ""
    sign_ins = [(from_micros(row[2]), browser_of(row[3]), row[0] == mine) for row in rows]
    has_password = bool(secrets and secrets[0])
    values: dict[str, Any] = {"sign_ins": sign_ins, "has_password": has_password, "words": ("account.",)}
    return desk.pages.show(desk, agent, request, "account.html", **values)


async def change_password(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Choose another password; every other sign-in ends, and every API token that one has made."""
    by_person(request)
    given: NewPassword = request.state.body
    await confirm(desk, agent, request, given.current)
    check_password(given.password, agent.email, agent.name)
    hashed = await hash_password(given.password)
    async with desk.database.write() as tx:
        await tx.run(SET_HASH, agent.id, hashed)
        ended = await sign_out_everywhere(tx, agent.id, desk.real_now(), but=request.state.token)
        await tx.run(REVOKE_ALL, agent.id, desk.real_now())
        await note_deed(tx, agent, "password.changed", agent.name, desk.now())
    desk.say_bye(agent.id)
    return {"ended": ended}


async def end_others(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Sign out everywhere but here."""
    by_person(request)
    async with desk.database.write() as tx:
        ended = await sign_out_everywhere(tx, agent.id, desk.real_now(), but=request.state.token)
        await note_deed(tx, agent, "signed_out_everywhere", agent.name, desk.now())
    desk.say_bye(agent.id)
    return {"ended": ended}


async def confirm(desk: Desk, agent: Agent, request: Request, password: str) -> None:
    """Raises WrongLogin or TooManyTries when this is not the agent's password."""
    refuse_when_busy()
    now, keys = desk.real_now(), login_keys(agent.email, address_of(desk, request))
    async with desk.database.write() as tx:
        await count_try(tx, keys, now)
        secrets = await tx.row(SECRETS, agent.id)
    if secrets is None or not secrets[0]:
        raise Conflict("This account has no password.")
    if not await is_password(password, secrets[0]):
        raise WrongLogin
    async with desk.database.write() as tx:
        await forgive(tx, keys, now)


def browser_of(user_agent: str) -> str:
    """`Firefox · Linux`: enough to know one's own again."""
    named = [next((name for sign, name in each if sign in user_agent), "") for each in (BROWSERS, SYSTEMS)]
    return " · ".join(filter(None, named)) or user_agent[:40]


def by_person(request: Request) -> None:
    """Raises NotAllowed for API tokens: what guards an account is its owner's alone."""
    if not request.state.token:
        raise NotAllowed


ROUTES = [
    Route("GET", "/console/account", "viewer", show_account),
    Route("POST", "/api/me/password", "viewer", change_password, body=NewPassword),
    Route("POST", "/api/me/sign-out-everywhere", "viewer", end_others),
]
