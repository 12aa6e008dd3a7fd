"""The way from the provider to the shop: a reverse proxy that may rewrite what it passes on."""

from starlette.types import ASGIApp, Receive, Scope, Send


class Door:
    """Passes requests to the shop that is open; nobody answers while none is.

    Like many a proxy it ends TLS, names an inner host and may take a prefix off the path.
    """

    def __init__(self, strips: str = "") -> None:
        self.app: ASGIApp | None = None
        self._strips = strips

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Raises ConnectionError while the shop is closed."""
        if self.app is None:
            raise ConnectionError("nobody listens")
        await self.app(self._inside(scope), receive, send)

    def _inside(self, scope: Scope) -> Scope:
        if not self._strips:
            return scope
        path = scope["path"].removeprefix(self._strips)
        headers = [(name, value) for name, value in scope["headers"] if name != b"host"]
        inner = {"scheme": "http", "path": path, "raw_path": path.encode(), "server": ("10.0.0.7", 8000)}
        return {**scope, **inner, "headers": [*headers, (b"host", b"10.0.0.7:8000")]}
