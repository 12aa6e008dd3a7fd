"""What every endpoint of the provider's APIs shares: Basic authentication, Twilio's errors, a line in the log."""

import asyncio
import hmac
import re
import time
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from bot.whatsapp.emulator.errors import ApiError, invalid

if TYPE_CHECKING:
    from bot.whatsapp.emulator.emulator import Emulator

LONGEST_SILENCE = 120  # seconds that a dropped request is held

_NUMBER = re.compile(r"/phones/[^/]+")

Handle = Callable[[Request], Awaitable[Response]]


def provider(emulator: "Emulator", handle: Handle) -> Handle:
    """An endpoint of Twilio's: account and token are asked for."""

    async def guarded(request: Request) -> Response:
        if not _is_authorised(request, emulator):
            raise ApiError(401, 20003, headers={"WWW-Authenticate": 'Basic realm="Twilio API"'})
        return await handle(request)

    return logged(emulator, guarded, "api")


def logged(emulator: "Emulator", handle: Handle, kind: str) -> Handle:
    """Errors become Twilio's JSON; each request leaves a line."""

    async def answer(request: Request) -> Response:
        started = time.perf_counter()
        try:
            response = await handle(request)
        except ApiError as error:
            response = JSONResponse(error.to_json(), error.status, error.headers)
        entry = {"kind": kind, "method": request.method, "path": _path(request), "status": response.status_code}
        took = round((time.perf_counter() - started) * 1000, 2)
        emulator.store.log.append({**entry, "ms": took, "at": emulator.clock.now().isoformat()})
        return response

    return answer


async def read_form(request: Request) -> dict[str, str]:
    """The form, blank values left out: Twilio takes them for absent."""
    try:
        pairs = parse_qsl((await request.body()).decode(), errors="strict")
    except ValueError:
        raise invalid("the form cannot be decoded") from None
    return dict(pairs)


class CutConnection(Response):
    """No answer: the connection ends in the middle of things (needs a real server underneath)."""

    def __init__(self, *, at_once: bool) -> None:
        super().__init__(status_code=499)
        self._at_once = at_once

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        if not self._at_once:
            await _until_the_caller_gives_up(receive)
        transport = getattr(getattr(receive, "__self__", None), "transport", None)
        if transport is not None:
            transport.abort()
            await receive()
            return
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})


async def _until_the_caller_gives_up(receive: Receive) -> None:
    try:
        async with asyncio.timeout(LONGEST_SILENCE):
            while (await receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        return


class CutFile(Response):
    """Half of a file, then nothing: the connection ends."""

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": self.body[: len(self.body) // 2], "more_body": True})
        transport = getattr(getattr(receive, "__self__", None), "transport", None)
        if transport is not None:
            transport.close()


def _is_authorised(request: Request, emulator: "Emulator") -> bool:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    try:
        given = b64decode(token, validate=True) if scheme.lower() == "basic" else b""
    except (NotBase64, ValueError):
        return False
    account = emulator.account
    return hmac.compare_digest(given, f"{account.sid}:{account.auth_token}".encode())


def _path(request: Request) -> str:
    """Below the mount, without the phone's number."""
    root = str(request.scope.get("root_path", ""))
    return _NUMBER.sub("/phones/…", request.url.path.removeprefix(root)) or "/"
