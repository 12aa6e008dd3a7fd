"""Who knocks: by an API token, by the cookie of a sign-in, or, on the demo's own machine, without either."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.requests import Request

from bot.console.cookies import cookie_name
from bot.console.desk import Desk
from bot.console.faults import NotSignedIn
from bot.phone.demohost import hosts_of
from bot.staff.agents import NOBODY, Agent
from bot.staff.demo import demo_agent
from bot.staff.signins import find_signed_in, note_use, sign_in
from bot.staff.tokens import find_token, note_token

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
#: A proxy names itself by one of these; whoever comes through one is not on this machine.
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")
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


async def is_still_in(desk: Desk, request: Request) -> bool:
    """Whether what this request came with is still good: a long one asks now and then, and says `bye` if not."""
    try:
        return bool((await who_knocks(desk, request)).agent.id)
    except NotSignedIn:
        return False


async def begin(desk: Desk, agent: Agent, request: Request) -> str:
    """A new sign-in's token."""
    async with desk.database.write() as tx:
        return await sign_in(tx, agent.id, request.headers.get("user-agent", ""), desk.real_now())


def is_demo_guest(desk: Desk, request: Request) -> bool:
    """Whether the demo is shown, and this request comes from its own machine under a name of it."""
    if not desk.settings.shows_demo or any(name in request.headers for name in FORWARDED):
        return False
    hosts = hosts_of(request.scope)
    public = (urlsplit(desk.settings.public_url).hostname or "").rstrip(".")
    return bool(hosts) and hosts <= LOOPBACK and public not in hosts and _is_loopback(request)


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
