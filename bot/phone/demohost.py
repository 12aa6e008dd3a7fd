"""Pages that can sign webhooks never answer under the address that the world knows (PUBLIC_URL)."""

from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send


class DemoHost:
    """Passes requests on, unless they came to the public host."""

    def __init__(self, app: ASGIApp, public_url: str) -> None:
        self._app = app
        self._hidden_on = urlsplit(public_url).netloc.lower()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self._hidden_on and _host(scope) == self._hidden_on:
            await PlainTextResponse("Not Found", status_code=404)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _host(scope: Scope) -> str:
    return next((value.decode("latin-1").lower() for name, value in scope["headers"] if name == b"host"), "")
