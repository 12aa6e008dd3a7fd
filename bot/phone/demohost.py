"""Pages that can sign webhooks answer on this machine alone: under a name of it, and through no proxy."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.settings import Settings

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
#: A proxy names itself by one of these, or by any `x-forwarded-…`; whoever comes through one is not on this machine.
PROXIES = frozenset({b"forwarded", b"x-real-ip", b"via", b"cf-connecting-ip", b"true-client-ip"})


class DemoHost:
    """Passes on what was sent to a loopback name, or to one of `also` (hosts of a private network)."""

    def __init__(self, app: ASGIApp, also: Iterable[str] = ()) -> None:
        self._app = app
        self._also = frozenset(also) - {""}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not is_sent_here(scope, self._also):
            await PlainTextResponse("Not Found", status_code=404)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def is_sent_here(scope: Scope, also: frozenset[str] = frozenset()) -> bool:
    """Whether a request names this machine as where it goes, and no proxy that it went through."""
    hosts = hosts_of(scope)
    is_proxied = any(name in PROXIES or name.startswith(b"x-forwarded-") for name, _ in scope["headers"])
    return bool(hosts) and not is_proxied and all(is_loopback(host) or host in also for host in hosts)


def signs_in_by_itself(settings: Settings) -> bool:
    """Whether this is a demo that the world has no address of: then its machine needs no password."""
    return settings.shows_demo and (not settings.public_url or is_loopback(host_of(settings.public_url)))


def is_loopback(host: str) -> bool:
    """Whether a host's name means the machine itself, whoever looks it up."""
    return host in LOOPBACK or host.endswith(".localhost")


def host_of(url: str) -> str:
    """The host that a URL names, in small letters; empty when there is none."""
    return (urlsplit(url).hostname or "").rstrip(".")


def hosts_of(scope: Scope) -> set[str]:
    """Where the request was sent to, as it says itself and as proxies say; without ports and closing dots."""
    named = (value.decode("latin-1") for name, value in scope["headers"] if name in {b"host", b"x-forwarded-host"})
    return {_bare(host) for hosts in named for host in hosts.split(",")}


def _bare(host: str) -> str:
    try:
        return host_of(f"//{host.strip()}")
    except ValueError:
        return ""
