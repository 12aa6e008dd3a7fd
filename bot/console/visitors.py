"""Who knocks: by an API token, by the cookie of a sign-in, or, on the demo's own machine, without either."""

import ipaddress
from dataclasses import dataclass

from starlette.requests import Request

from bot.console.cookies import cookie_name
from bot.console.desk import Desk
from bot.console.faults import NotSignedIn
from bot.phone.demohost import is_sent_here, signs_in_by_itself
from bot.staff.agents import NOBODY, Agent
from bot.staff.demo import demo_agent
from bot.staff.signins import find_signed_in, note_use, sign_in
from bot.staff.tokens import find_token, note_token

GREETED = ("/console", "/api/me")  # where the demo gives its visitors a cookie


@dataclass(frozen=True)
class Visitor:
    """Who it is. `token` is the sign-in's; `is_new` says that the browser does not have it yet."""

    agent: Agent = NOBODY
    token: str = ""
    is_new: bool = False
    by_bearer: bool = False


async def who_knocks(desk: Desk, request: Request) -> Visitor:
    """Raises NotSignedIn for an API token that is not good."""
    kind, _, bearer = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return await _by_bearer(desk, bearer.strip())
    token = request.cookies.get(cookie_name(desk, request), "")
    if token and (agent := await _signed_in(desk, token)):
        return Visitor(agent, token)
    if is_demo_guest(desk, request):
        return await demo_visitor(desk, request, "joon")
    return Visitor()


async def demo_visitor(desk: Desk, request: Request, name: str) -> Visitor:
    """One of the demo's people, with a sign-in of their own where a page is asked for."""
    agent = await demo_agent(desk.database, name, desk.real_now())
    if agent is None:
        return Visitor()
    if request.method != "GET" or not request.url.path.startswith(GREETED):
        return Visitor(agent)
    if request.url.path.startswith("/console/static/"):
        return Visitor(agent)
    return Visitor(agent, await begin(desk, agent, request), is_new=True)


async def is_still(desk: Desk, request: Request, agent: Agent) -> bool:
    """Whether what this request came with is still good, in the same role: a long one asks, and says `bye` if not."""
    try:
        now = (await who_knocks(desk, request)).agent
    except NotSignedIn:
        return False
    return (now.id, now.role) == (agent.id, agent.role)


async def begin(desk: Desk, agent: Agent, request: Request) -> str:
    """A new sign-in's token."""
    async with desk.database.write() as tx:
        return await sign_in(tx, agent.id, request.headers.get("user-agent", ""), desk.real_now())


def is_demo_guest(desk: Desk, request: Request) -> bool:
    """Whether the demo is shown here alone, and this request comes from its own machine under a name of it."""
    return signs_in_by_itself(desk.settings) and is_sent_here(request.scope) and _is_loopback(request)


async def _by_bearer(desk: Desk, bearer: str) -> Visitor:
    async with desk.database.read() as tx:
        found = await find_token(tx, bearer, desk.real_now())
    if found is None:
        raise NotSignedIn
    agent, unnoted = found
    if unnoted:
        async with desk.database.write() as tx:
            await note_token(tx, unnoted, desk.real_now())
    return Visitor(agent, by_bearer=True)


async def _signed_in(desk: Desk, token: str) -> Agent | None:
    now = desk.real_now()
    async with desk.database.read() as tx:
        found = await find_signed_in(tx, token, now)
    if found is None:
        return None
    agent, is_old = found
    if is_old:
        async with desk.database.write() as tx:
            await note_use(tx, token, now)
    return agent


def _is_loopback(request: Request) -> bool:
    try:
        return request.client is not None and ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
