"""What we use of FastAPI. Its models of OpenAPI take a tenth of a start: only `openapi.json` needs them."""

import re
from collections.abc import Callable

from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.late import late

_OPENAPI = ("fastapi.openapi.models", "fastapi.openapi.utils", "fastapi.openapi.docs")

with late(*_OPENAPI, "fastapi.security", but="fastapi.security.base"):
    from fastapi import APIRouter, FastAPI, Request

__all__ = ["APIRouter", "Below", "FastAPI", "LateDoor", "Request", "read_at_most"]


async def read_at_most(request: Request, most: int) -> bytes | None:
    """The body; None, and no byte more is read, once it is larger than `most` bytes or says that it will be."""
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and (len(declared) > 9 or int(declared) > most):
        return None
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > most:
            return None
    return bytes(body)


class Below(Route):
    """Every address of this shape, whatever signs are in it: Starlette's `path` would end before a line break."""

    def __init__(self, path: str, door: ASGIApp) -> None:
        super().__init__(path, door, include_in_schema=False)
        self.path_regex = re.compile(self.path_regex.pattern, re.DOTALL)


class LateDoor:
    """A door that is built when somebody first knocks: what it reads takes a start its time and every shop memory."""

    def __init__(self, build: Callable[[], ASGIApp]) -> None:
        self._build = build
        self._door: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._door is None:
            self._door = self._build()
        await self._door(scope, receive, send)
