"""`POST /events`: what happens on a shop's site, told by its own server. Signed, in our words, one or many at once.

The header `X-Shopclerk-Signature: t=<seconds since 1970>,v1=<hex>` holds HMAC-SHA256 of `<t>.<body>`. Rows that
cannot be taken are told one by one; the others are on disk before the answer.
"""

import hmac
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from bot.clock import Clock
from bot.errors import Forged, Unreadable
from bot.log import get_log
from bot.storage.database import Database
from bot.stores.eventkeep import EventBook
from bot.stores.happened import Happened, told_wrong
from bot.stores.vocabulary import OWN, VOCABULARY, topic_of
from bot.stores.webhook import read_body

HEADER = "x-shopclerk-signature"
AGE = timedelta(minutes=5)  # of a signature; clocks differ as much
MOST_ROWS = 1000

log = get_log(__name__)


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that cannot be taken: which (from 1 on), the id that it names, and why."""

    row: int
    id: str
    status: int
    why: str

    def told(self) -> dict[str, Any]:
        return {"row": self.row, "id": self.id, "status": self.status, "why": self.why}


class TimedCheck:
    """Signatures with their moment, by any secret of a ring."""

    def __init__(self, secrets: Sequence[str], clock: Clock) -> None:
        self._keys, self._clock = [secret.encode() for secret in secrets], clock

    def verify(self, body: bytes, given: str) -> None:
        """Raises Forged."""
        if not self._keys:
            raise Forged("no secret is set")
        parts = [part.strip().partition("=") for part in given[:1000].split(",")]
        moment = next((value for name, _, value in parts if name == "t"), "")
        claimed = [value.encode("utf-8", "replace") for name, _, value in parts if name == "v1"]
        if not (moment.isascii() and moment.isdecimal() and len(moment) < 12 and claimed):
            raise Forged("no signature")
        right = [sign_event(body, key, int(moment)).encode() for key in self._keys]
        matches = [hmac.compare_digest(one, other) for one in right for other in claimed]
        if not any(matches):
            raise Forged("wrong signature")
        if abs(self._clock.now().timestamp() - int(moment)) > AGE.total_seconds():
            raise Forged("signed too long ago, or with a wrong clock")


def sign_event(body: bytes, key: bytes, moment: int) -> str:
    """What comes behind `v1=`."""
    return hmac.new(key, b"%d." % moment + body, "sha256").hexdigest()


class EventDoor:
    """Checks who knocks, keeps what was told, answers."""

    def __init__(self, check: TimedCheck, book: EventBook, clock: Clock) -> None:
        self._check, self._book, self._clock = check, book, clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._answer(Request(scope, receive))
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.method != "POST":
            return Response(status_code=405, headers={"allow": "POST"})
        try:
            body = await read_body(request)
            self._check.verify(body, request.headers.get(HEADER, ""))
            return await self._take(body)
        except Forged as error:
            log.warning("events.forged", reason=str(error))
            return JSONResponse({"error": str(error)}, 401)
        except Unreadable as error:
            log.warning("events.unreadable", reason=str(error))
            return JSONResponse({"error": str(error)}, error.status)
        except Exception:
            log.exception("events.not_kept")
            return JSONResponse({"error": "not all was kept: send it again"}, 500)

    async def _take(self, body: bytes) -> Response:
        events: list[Happened] = []
        refused: list[Refused] = []
        for number, row in read_rows(body):
            told = _read_row(number, row, self._clock.now())
            (refused if isinstance(told, Refused) else events).append(told)  # type: ignore[arg-type]
        new = await self._book.keep(events)
        counts = {"kept": sum(new), "known": len(new) - sum(new)}
        status = 200 if not refused else 207 if events else 422
        return JSONResponse({**counts, "refused": [each.told() for each in refused]}, status)


def read_rows(body: bytes) -> Iterator[tuple[int, Any]]:
    """The rows of an object, an array, or JSON lines; a line that is no JSON is its text. Raises Unreadable."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("the body is not UTF-8") from error
    rows = _whole(text)
    if not rows:
        raise Unreadable("the body holds no event")
    if len(rows) > MOST_ROWS:
        raise Unreadable(f"more than {MOST_ROWS} events at once", 413)
    yield from enumerate(rows, 1)


def _whole(text: str) -> list[Any]:
    told = _json(text)
    if isinstance(told, list):
        return told
    if isinstance(told, dict):
        return [told]
    return [_json(line) for line in text.splitlines() if line.strip()]


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _read_row(number: int, row: Any, now: datetime) -> Happened | Refused:
    if not isinstance(row, dict):
        return Refused(number, "", 400, "is no JSON object")
    named = str(row.get("id", ""))[:200]
    topic = topic_of(row["topic"]) if isinstance(row.get("topic"), str) else None
    if topic is None:
        return Refused(number, named, 422, f"topic: must be one of {', '.join(VOCABULARY)}, or {OWN}")
    try:
        event = topic.schema.model_validate(row)
    except ValidationError as error:
        return Refused(number, named, 422, told_wrong(error.errors()))
    if event.at > now + AGE:
        return Refused(number, named, 422, "at: lies in the future")
    return event


def open_event_door(secrets: Sequence[str], database: Database, clock: Clock, machine: Clock) -> EventDoor:
    """The door with its parts. Whoever signs does so by the `machine`'s time, even while a demo is ahead of it."""
    return EventDoor(TimedCheck(secrets, machine), EventBook(database, clock), clock)
