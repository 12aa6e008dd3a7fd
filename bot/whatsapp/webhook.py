"""Twilio's door: check who knocks, keep what they brought, answer. 2xx only once it is on disk.

The answers have no body that WhatsApp could show to anybody: a framework's default text would be sent to the
shopper as a reply (Twilio docs, "TwiML for Programmable Messaging"). Plain ASGI, because this path is hot.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection
from typing import Protocol
from urllib.parse import parse_qsl

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.clock import Clock
from bot.errors import Forged, Unreadable
from bot.inbox.events import NewEvent
from bot.log import get_log
from bot.outbox.updates import StatusUpdate
from bot.web import APIRouter
from bot.whatsapp.forms import Form, read_form
from bot.whatsapp.payloads import parse_message, parse_status
from bot.whatsapp.signature import SIGNATURE_HEADER, SignatureCheck

MESSAGES_PATH = "/webhooks/twilio/messages"
STATUS_PATH = "/webhooks/twilio/status"
NO_REPLY = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'

log = get_log(__name__)


class Keeps(Protocol):
    """The inbox, as this door sees it."""

    async def keep(self, event: NewEvent) -> None:
        """Returns once the event is on disk; the same key is kept once."""


class TakesStatuses(Protocol):
    """The outbox, as this door sees it."""

    async def take(self, update: StatusUpdate) -> None:
        """Returns once the update is on disk, or has changed nothing."""


class TwilioDoor(ABC):
    """What both webhooks share: limits, signature, account, and answers that say nothing."""

    def __init__(
        self, check: SignatureCheck, statuses: TakesStatuses, clock: Clock, account_sids: Collection[str]
    ) -> None:
        self._check = check
        self._statuses = statuses
        self._clock = clock
        self._account_sids = frozenset(account_sids)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._answer(scope, receive)
        await response(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive) -> Response:
        if scope["method"] != "POST":
            return _silence(405, {"allow": "POST"})
        try:
            return await self._handle(scope, await self._signed_form(scope, receive))
        except Forged as error:
            log.warning("webhook.forged", path=scope["path"], reason=str(error))
            return _silence(403)
        except Unreadable as error:
            log.warning("webhook.unreadable", path=scope["path"], reason=str(error))
            return _silence(error.status)
        except Exception:  # the framework's own 500 carries a text
            log.exception("webhook.failed", path=scope["path"])
            return _silence(500)

    async def _signed_form(self, scope: Scope, receive: Receive) -> Form:
        headers = Headers(scope=scope)
        if SIGNATURE_HEADER not in headers:
            raise Forged("no signature")
        form = await read_form(dict(scope["headers"]), receive)
        self._check.verify(_raw_target(scope), form, headers)
        if dict(form).get("AccountSid") not in self._account_sids:
            raise Forged("unknown account")
        return form

    @abstractmethod
    async def _handle(self, scope: Scope, form: Form) -> Response:
        """What to do with a form that is genuine."""

    async def _take_status(self, scope: Scope, form: Form) -> Response:
        update = parse_status(form, self._clock.now(), _reference(scope))
        if update is None:
            raise Unreadable("MessageSid or MessageStatus is missing")
        await self._statuses.take(update)
        return Response(status_code=204)


class MessagesDoor(TwilioDoor):
    """`POST /webhooks/twilio/messages`: what contacts send. A status that strays here is taken as one."""

    def __init__(
        self,
        check: SignatureCheck,
        inbox: Keeps,
        statuses: TakesStatuses,
        clock: Clock,
        account_sids: Collection[str],
    ) -> None:
        super().__init__(check, statuses, clock, account_sids)
        self._inbox = inbox

    async def _handle(self, scope: Scope, form: Form) -> Response:
        if any(name == "MessageStatus" and value for name, value in form):
            return await self._take_status(scope, form)
        await self._inbox.keep(parse_message(form, self._clock.now()))
        return Response(NO_REPLY, 200, media_type="text/xml")


class StatusDoor(TwilioDoor):
    """`POST /webhooks/twilio/status?ref=…`: what became of what we sent."""

    async def _handle(self, scope: Scope, form: Form) -> Response:
        return await self._take_status(scope, form)


def build_webhook_router(
    check: SignatureCheck,
    inbox: Keeps,
    statuses: TakesStatuses,
    clock: Clock,
    account_sids: Collection[str],
) -> APIRouter:
    """Both webhooks, as routes without the framework's dependency injection and form parsing."""
    router = APIRouter()
    messages = MessagesDoor(check, inbox, statuses, clock, account_sids)
    router.routes.append(Route(MESSAGES_PATH, messages, include_in_schema=False))
    status = StatusDoor(check, statuses, clock, account_sids)
    router.routes.append(Route(STATUS_PATH, status, include_in_schema=False))
    return router


def _raw_target(scope: Scope) -> str:
    """Path and query exactly as they came over the wire: that is what was signed."""
    path: bytes = scope.get("raw_path") or scope["path"].encode()
    query: bytes = scope.get("query_string", b"")
    return (path + b"?" + query if query else path).decode("latin-1")


def _reference(scope: Scope) -> str:
    query: bytes = scope.get("query_string", b"")
    fields = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    return next((value for name, value in fields if name == "ref"), "")


def _silence(status: int, headers: dict[str, str] | None = None) -> Response:
    """An answer that shows nothing to anybody."""
    return Response(status_code=status, headers=headers, media_type="text/xml")
