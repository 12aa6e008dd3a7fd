"""`/2010-04-01/Accounts/{sid}/Messages…` (Twilio docs, "Messages resource")."""

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.whatsapp.emulator.emulator import Emulator
from bot.whatsapp.emulator.errors import ApiError, invalid, not_found
from bot.whatsapp.emulator.gate import CutConnection, Handle, provider, read_form
from bot.whatsapp.emulator.paging import page_of
from bot.whatsapp.emulator.records import Message
from bot.whatsapp.emulator.resources import API_VERSION, message_json, page_json

BASE = f"/{API_VERSION}/Accounts/{{account}}/Messages"
_FILTERS = ("To", "From", "DateSent", "DateSent<", "DateSent>")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def message_routes(emulator: Emulator) -> list[Route]:
    """Create, list, fetch, redact, delete."""
    api = MessagesApi(emulator)
    return [
        _route(emulator, f"{BASE}.json", api.create, "POST"),
        _route(emulator, f"{BASE}.json", api.list_page, "GET"),
        _route(emulator, f"{BASE}/{{sid}}.json", api.fetch, "GET"),
        _route(emulator, f"{BASE}/{{sid}}.json", api.update, "POST"),
        _route(emulator, f"{BASE}/{{sid}}.json", api.delete, "DELETE"),
    ]


class MessagesApi:
    """The endpoints; each is given a checked request."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    async def create(self, request: Request) -> Response:
        """Where the faults strike."""
        self._check_account(request)
        faults = self._emulator.faults
        form = await read_form(request)
        if (refusal := faults.refusal()) is not None:
            raise refusal
        if faults.drops():
            return CutConnection(at_once=False)
        message = self._emulator.create_message(form)
        answer = JSONResponse(message_json(message, self._emulator.account.sid), 201)
        if faults.swallows():
            return CutConnection(at_once=True)
        await asyncio.sleep(faults.lateness())
        return answer

    async def list_page(self, request: Request) -> Response:
        """Newest first; `DateSent>` and `DateSent<` include their bounds."""
        self._check_account(request)
        asked = {name: value for name in _FILTERS if (value := request.query_params.get(name))}
        found = _matching(self._emulator, asked)
        rows, place = page_of(found, request)
        url = request.url.path.removeprefix(request.scope.get("root_path", ""))
        url += f"?{urlencode(asked)}" if asked else ""
        account_sid = self._emulator.account.sid
        answer = JSONResponse(page_json("messages", [message_json(row, account_sid) for row in rows], url, place))
        await asyncio.sleep(self._emulator.faults.list_lateness())
        return answer

    async def fetch(self, request: Request) -> Response:
        """One message."""
        return JSONResponse(message_json(self._message(request), self._emulator.account.sid))

    async def update(self, request: Request) -> Response:
        """An empty Body takes the text away; nothing else can be changed."""
        message = self._message(request)
        if (await read_form(request)).keys() & {"Body", "Status"}:
            raise invalid("a message can only be redacted, with an empty Body")
        message.shown = replace(message.shown, text="")
        return JSONResponse(message_json(message, self._emulator.account.sid))

    async def delete(self, request: Request) -> Response:
        """Forget a message."""
        message = self._message(request)
        del self._emulator.store.messages[message.sid]
        return Response(status_code=204)

    def _check_account(self, request: Request) -> None:
        if request.path_params["account"] != self._emulator.account.sid:
            raise not_found(request.url.path)

    def _message(self, request: Request) -> Message:
        self._check_account(request)
        message = self._emulator.store.messages.get(request.path_params["sid"])
        if message is None:
            raise not_found(request.url.path)
        return message


def _matching(emulator: Emulator, asked: dict[str, str]) -> list[Message]:
    earliest, latest = _span(asked)
    account_sid = emulator.account.sid
    found = []
    for message in emulator.store.newest_first():
        moment = (message.sent_at or message.created_at).replace(microsecond=0)
        if not earliest <= moment <= latest:
            continue
        row = message_json(message, account_sid) if {"To", "From"} & asked.keys() else {}
        if asked.get("To") in {None, row.get("to")} and asked.get("From") in {None, row.get("from")}:
            found.append(message)
    return found


def _span(asked: dict[str, str]) -> tuple[datetime, datetime]:
    """A date alone stands for its whole day in UTC."""
    earliest, latest = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    if "DateSent" in asked:
        return _day(asked["DateSent"])
    if "DateSent>" in asked:
        earliest = _day(asked["DateSent>"])[0]
    if "DateSent<" in asked:
        latest = _day(asked["DateSent<"])[1]
    return earliest, latest


def _day(text: str) -> tuple[datetime, datetime]:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ApiError(400, 20001, f"Invalid date {text[:40]!r}") from None
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    if _DATE.fullmatch(text):
        return moment, moment + timedelta(days=1, microseconds=-1)
    return moment.replace(microsecond=0), moment


def _route(emulator: Emulator, path: str, handle: Handle, method: str) -> Route:
    return Route(path, provider(emulator, handle), methods=[method])
