"""What the phone page, `shopclerk chat` and tests speak: JSON and a stream of events. For this machine only."""

import asyncio
import json
import re
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.whatsapp.emulator.emulator import Emulator
from bot.whatsapp.emulator.errors import ApiError, invalid
from bot.whatsapp.emulator.gate import logged
from bot.whatsapp.emulator.inbound import MAX_FILE, read_writing
from bot.whatsapp.emulator.resources import bubble_json

MAX_BODY = MAX_FILE * 4 // 3 + 64 * 1024
HEARTBEAT = 15  # seconds
_ADDRESS = re.compile(r"\+[1-9][0-9]{6,14}|[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")


def phone_routes(emulator: Emulator) -> list[Route]:
    """`/phones/{number}/…`, `/faults` and `/log`."""
    api = PhoneApi(emulator)
    phone = "/phones/{number}"
    return [
        Route(f"{phone}/messages", logged(emulator, api.list_messages, "page"), methods=["GET"]),
        Route(f"{phone}/send", logged(emulator, api.send, "phone"), methods=["POST"]),
        Route(f"{phone}/profile", logged(emulator, api.introduce, "page"), methods=["POST"]),
        Route(f"{phone}/read", logged(emulator, api.read, "page"), methods=["POST"]),
        Route(f"{phone}/stream", logged(emulator, api.stream, "page"), methods=["GET"]),
        Route("/faults", logged(emulator, api.set_faults, "page"), methods=["POST"]),
        Route("/faults", logged(emulator, api.list_faults, "page"), methods=["GET"]),
        Route("/log", api.read_log, methods=["GET"]),
    ]


class PhoneApi:
    """The endpoints."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._store = emulator.store

    async def list_messages(self, request: Request) -> Response:
        """Bubbles after a number, and the number up to which this is the truth."""
        after = _sequence(request.query_params.get("after", "0"))
        phone = self._store.find_phone(_address(request))
        bubbles = [bubble_json(each) for each in (phone.bubbles if phone else ()) if each.seq > after]
        return JSONResponse({"messages": bubbles, "seq": self._store.seq})

    async def send(self, request: Request) -> Response:
        """Post what was written to the shop's webhook; `status` is what it answered, 0 when out of reach."""
        body = await _body(request)
        message, answers = await self._emulator.write(_address(request), read_writing(body))
        statuses = [answer.status for answer in answers]
        return JSONResponse({"sid": message.sid, "status": statuses[0], "statuses": statuses})

    async def introduce(self, request: Request) -> Response:
        """Name and BSUID of whoever holds the phone."""
        address, data = _address(request), _object(await _body(request))
        name, bsuid = data.get("name", ""), data.get("bsuid") or ""
        if not isinstance(name, str) or not isinstance(bsuid, str) or len(name) > 100:
            raise invalid("name and bsuid are texts")
        if bsuid and (bsuid.startswith("+") or not _ADDRESS.fullmatch(bsuid)):
            raise invalid("bsuid is written like KR.123")
        phone = self._store.phone(address)
        phone.name = name
        phone.bsuid = (bsuid or phone.bsuid) if phone.has_number else phone.address
        self._store.noted(phone)
        return JSONResponse({"name": phone.name, "bsuid": phone.bsuid})

    async def read(self, request: Request) -> Response:
        """The phone is looked at."""
        await _body(request)
        self._emulator.read(_address(request))
        return JSONResponse({"seq": self._store.seq})

    async def stream(self, request: Request) -> Response:
        """Server-sent events from now on, or from `Last-Event-ID` on."""
        given = request.headers.get("last-event-id") or request.query_params.get("after")
        seq = _sequence(given) if given else self._store.seq
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        events = self._events(request, _address(request), seq)
        return StreamingResponse(events, headers=headers, media_type="text/event-stream")

    async def set_faults(self, request: Request) -> Response:
        """What shall go wrong."""
        self._emulator.faults.set(_object(await _body(request)))
        return JSONResponse(self._emulator.faults.to_json())

    async def list_faults(self, _request: Request) -> Response:
        """What is still to go wrong."""
        return JSONResponse(self._emulator.faults.to_json())

    async def read_log(self, _request: Request) -> Response:
        """The latest requests, oldest first."""
        return JSONResponse({"requests": list(self._store.log)})

    async def _events(self, request: Request, address: str, seq: int) -> AsyncIterator[str]:
        yield "retry: 1000\n\n"
        while not self._emulator.is_closed and not await request.is_disconnected():
            now = self._store.seq
            news = self._store.news_since(address, seq)
            if news is None:
                yield f"event: reset\nid: {now}\ndata: {{}}\n\n"
            for number, each in news or ():
                yield f"id: {number}\ndata: {json.dumps(each, ensure_ascii=False)}\n\n"
            if not news and news is not None and not await self._changed():
                yield ": still here\n\n"
            seq = now

    async def _changed(self) -> bool:
        """Whether something happened before the heartbeat was due."""
        try:
            async with asyncio.timeout(HEARTBEAT):
                await self._store.changes()
        except TimeoutError:
            return False
        return True


def _address(request: Request) -> str:
    address = str(request.path_params["number"])
    if not _ADDRESS.fullmatch(address):
        raise invalid("a phone is named +<number> or by a BSUID such as KR.123")
    return address


def _sequence(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise invalid("after must be a number")
    return int(text)


async def _body(request: Request) -> bytes:
    """Raises ApiError when it is too large, or sent by another site's page: phones can sign webhooks."""
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise ApiError(403, 20003, "only this machine's own pages may write")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            raise ApiError(413, 20422, "the file is larger than 5 MB")
    return bytes(body)


def _object(body: bytes) -> dict[str, object]:
    try:
        data = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        raise invalid("the body is not JSON") from None
    if not isinstance(data, dict):
        raise invalid("a JSON object is needed")
    return data
