"""Pages that can sign webhooks never answer under the address that the world knows (PUBLIC_URL)."""

from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send


class DemoHost:
    """Passes requests on, unless they came to the public host."""

    def __init__(self, app: ASGIApp, public_url: str) -> None:
        self._app = app
        self._hidden_on = (urlsplit(public_url).hostname or "").rstrip(".")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self._hidden_on and self._hidden_on in hosts_of(scope):
            await PlainTextResponse("Not Found", status_code=404)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def hosts_of(scope: Scope) -> set[str]:
    """Where the request was sent to, as it says itself and as proxies say; without ports and closing dots."""
    named = (value.decode("latin-1") for name, value in scope["headers"] if name in {b"host", b"x-forwarded-host"})
    return {_bare(host) for hosts in named for host in hosts.split(",")}


def _bare(host: str) -> str:
    try:
        return (urlsplit(f"//{host.strip()}").hostname or "").rstrip(".")
    except ValueError:
        return ""
