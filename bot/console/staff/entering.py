"""What every way of signing in ends with, and where one comes from."""

import ipaddress

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.console.cookies import give_cookie
from bot.console.desk import Desk
from bot.staff.agents import Agent
from bot.staff.audit import note_deed
from bot.staff.signins import sign_in, sign_out
from bot.staff.throttle import address_key, is_news
from bot.storage.transactions import Tx

START = "/console/inbox"
DOOR = Agent(0, "system")
#: Where proxies of one's own are.
NEAR = [
    ipaddress.ip_network(network)
    for network in (
        "127.0.0.0/8",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "100.64.0.0/10",
        "::1",
        "fc00::/7",
    )
]


async def enter(tx: Tx, desk: Desk, agent: Agent, request: Request, how: str) -> str:
    """Begin a sign-in and write it down; answers its token. The one that this browser had before ends."""
    now = desk.real_now()
    if request.state.token:
        await sign_out(tx, request.state.token, now)
    await note_deed(tx, agent, "signed_in", agent.name, desk.now(), how=how)
    return await sign_in(tx, agent.id, request.headers.get("user-agent", ""), now)


async def note_failure(desk: Desk, request: Request, known: Agent | None, account: str, how: str) -> None:
    """Write down that a sign-in has failed: once for each account and each address in a while, however often."""
    now, address = desk.real_now(), address_of(request)
    async with desk.database.write() as tx:
        news = [await is_news(tx, key, now) for key in (account, address_key(address))]
        if any(news):
            name = known.name if known else "nobody's account"
            await note_deed(tx, DOOR, "sign_in.failed", name, desk.now(), how=how, address=address)


def let_in(desk: Desk, request: Request, token: str, then: str = "") -> Response:
    """The answer to a sign-in: its cookie, and where to go on."""
    response = JSONResponse({"next": safe_next(then)}, headers={"Cache-Control": "no-store"})
    give_cookie(desk, request, response, token)
    return response


def safe_next(address: str) -> str:
    """An address of ours to go on to; anything else becomes the inbox."""
    is_ours = address == "/console" or address.startswith("/console/")
    return address if is_ours and "\\" not in address and "//" not in address.partition("?")[0] else START


def address_of(request: Request) -> str:
    """Whose attempt it is. A proxy on this machine or network is believed when it says whom it speaks for."""
    peer = request.client.host if request.client else ""
    said = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    return said if said and _is_near(peer) else peer


def _is_near(address: str) -> bool:
    try:
        peer = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(peer in network for network in NEAR)
