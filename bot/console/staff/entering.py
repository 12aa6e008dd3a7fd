"""What every way of signing in ends with, and where one comes from."""

import ipaddress
from ipaddress import IPv4Address, IPv6Address

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.console.cookies import give_cookie
from bot.console.desk import Desk
from bot.staff.agents import Agent
from bot.staff.audit import note_deed
from bot.staff.signins import sign_in, sign_out
from bot.staff.throttle import is_news
from bot.storage.transactions import Tx

START = "/console/inbox"
DOOR = Agent(0, "system")
NETWORK = 64  # bits of an IPv6 address that one customer has to themselves


async def enter(tx: Tx, desk: Desk, agent: Agent, request: Request, how: str) -> str:
    """Begin a sign-in and write it down; answers its token. The one that this browser had before ends."""
    now = desk.real_now()
    if request.state.token:
        await sign_out(tx, request.state.token, now)
    await note_deed(tx, agent, "signed_in", agent.name, desk.now(), how=how)
    return await sign_in(tx, agent.id, request.headers.get("user-agent", ""), now)


async def note_failure(desk: Desk, request: Request, known: Agent | None, keys: tuple[str, ...], how: str) -> None:
    """Write down that a sign-in has failed: once for each account and each address in a while, however often."""
    now, address = desk.real_now(), address_of(desk, request)
    async with desk.database.write() as tx:
        news = [await is_news(tx, key, now) for key in keys if not key.startswith("pair:")]
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


def address_of(desk: Desk, request: Request) -> str:
    """Whose attempt it is: the peer, or for whom a proxy of ours says that it speaks. Of IPv6 the network."""
    proxies = [ipaddress.ip_network(each) for each in desk.settings.trusted_proxies]
    peer = request.client.host if request.client else ""
    said = ",".join(request.headers.getlist("x-forwarded-for")).split(",")
    whose = ""
    for hop in (peer, *reversed(said)):  # the nearest first: what is said beyond a stranger is a stranger's word
        address = _address(hop)
        if address is None:
            break
        whose = _network_of(address)
        if not any(address in network for network in proxies):
            break
    return whose or peer


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ipaddress.ip_address(text.strip().partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _network_of(address: IPv4Address | IPv6Address) -> str:
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((int(address), NETWORK), strict=False))
