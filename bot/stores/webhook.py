"""The doors of stores: check who knocks, keep what they brought, answer. 2xx only once it is on disk."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Protocol
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.clock import Clock
from bot.errors import Forged, Unreadable
from bot.log import get_log
from bot.stores.events import SHOPIFY, WOOCOMMERCE, Delivery
from bot.stores.signature import BodyCheck
from bot.web import APIRouter, read_at_most

SHOPIFY_PATH = "/webhooks/shopify"
WOOCOMMERCE_PATH = "/webhooks/woocommerce"
MAX_BODY = 5 << 20  # bytes; 2,048 variants make 1.2 MB
LONGEST = 200  # characters of a header that is kept

log = get_log(__name__)


class Keeps(Protocol):
    """The inbox of stores, as these doors see it."""

    async def keep(self, delivery: Delivery) -> None:
        """Returns once it is on disk; the same key is kept once."""


class StoreDoor(ABC):
    """What both doors share: limits, signature, and answers that say nothing but to whoever could sign."""

    def __init__(self, check: BodyCheck, inbox: Keeps, clock: Clock) -> None:
        self._check, self._inbox, self._clock = check, inbox, clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._answer(Request(scope, receive))
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.method != "POST":
            return Response(status_code=405, headers={"allow": "POST"})
        try:
            return await self._handle(request.headers, await read_body(request))
        except Forged as error:
            log.warning("store.forged", path=request.url.path, reason=str(error))
            return Response(status_code=401)
        except Unreadable as error:
            log.warning("store.unreadable", path=request.url.path, reason=str(error))
            return Response(f"{error}\n", error.status, media_type="text/plain")
        except Exception:
            log.exception("store.not_kept", path=request.url.path)
            return Response(status_code=500)

    async def _handle(self, headers: Headers, body: bytes) -> Response:
        self._check.verify(body, self._signature(headers))
        await self._inbox.keep(self._delivery(headers, body))
        return Response(status_code=200)

    @abstractmethod
    def _signature(self, headers: Headers) -> str:
        """What the store says the body's signature is."""

    @abstractmethod
    def _delivery(self, headers: Headers, body: bytes) -> Delivery:
        """What is kept. Raises Unreadable."""


class ShopifyDoor(StoreDoor):
    """`POST /webhooks/shopify`. The newer family of headers has the same names without `X-`."""

    def _signature(self, headers: Headers) -> str:
        return _either(headers, "hmac-sha256")

    def _delivery(self, headers: Headers, body: bytes) -> Delivery:
        topic = _either(headers, "topic").lower()
        if not topic:
            raise Unreadable("no topic")
        shop = _either(headers, "shop-domain").lower()
        of_body = sha256(body).hexdigest()
        webhook_id, event_id = _either(headers, "webhook-id"), _either(headers, "event-id")
        happened = _either(headers, "triggered-at")
        twin = f"{SHOPIFY} {shop} {event_id} {topic} {of_body}" if event_id else None
        key = (
            f"{SHOPIFY} {shop} {webhook_id}"
            if webhook_id
            else twin or f"{SHOPIFY} {shop} {topic} {happened} {of_body}"
        )
        return Delivery(key, twin, SHOPIFY, shop, topic, _text(body), _moment(happened), self._clock.now())


class WooCommerceDoor(StoreDoor):
    """`POST /webhooks/woocommerce`. A new webhook is tried out with an unsigned form: it wants 200 and no more."""

    async def _handle(self, headers: Headers, body: bytes) -> Response:
        if _is_ping(headers, body):
            return Response(status_code=200)
        return await super()._handle(headers, body)

    def _signature(self, headers: Headers) -> str:
        return headers.get("x-wc-webhook-signature", "").strip()

    def _delivery(self, headers: Headers, body: bytes) -> Delivery:
        """The delivery's id alone says nothing: two events of one second share it."""
        given = {name: headers.get(f"x-wc-webhook-{name}", "")[:LONGEST].strip() for name in _WOO_HEADERS}
        if not given["topic"]:
            raise Unreadable("no topic")
        of_body = sha256(body).hexdigest()
        shop = shop_of(given["source"])
        key = f"{WOOCOMMERCE} {shop} {given['id']} {given['topic']} {of_body} {given['delivery-id']}"
        return Delivery(key, None, WOOCOMMERCE, shop, given["topic"], _text(body), None, self._clock.now())


def build_store_router(checks: Mapping[str, BodyCheck], inbox: Keeps, clock: Clock) -> APIRouter:
    """The doors of both platforms."""
    router = APIRouter()
    shopify = ShopifyDoor(checks[SHOPIFY], inbox, clock)
    router.routes.append(Route(SHOPIFY_PATH, shopify, include_in_schema=False))
    woocommerce = WooCommerceDoor(checks[WOOCOMMERCE], inbox, clock)
    router.routes.append(Route(WOOCOMMERCE_PATH, woocommerce, include_in_schema=False))
    return router


def shop_of(address: str) -> str:
    """How a store is told from others: host and path, without scheme, port and `www.`."""
    try:
        parts = urlsplit(address if "://" in address else f"https://{address}")
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    return f"{host}{parts.path.rstrip('/')}"


async def read_body(request: Request) -> bytes:
    """At most MAX_BODY bytes; what comes after is not read. Raises Unreadable (413)."""
    body = await read_at_most(request, MAX_BODY)
    if body is None:
        raise Unreadable("body too large", 413)
    return body


_WOO_HEADERS = ("topic", "source", "id", "delivery-id")


def _either(headers: Headers, name: str) -> str:
    told = headers.get(f"x-shopify-{name}") or headers.get(f"shopify-{name}") or ""
    return told[:LONGEST].strip()


def _is_ping(headers: Headers, body: bytes) -> bool:
    is_form = headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
    return is_form and body.startswith(b"webhook_id=") and len(body) < 100 and "x-wc-webhook-topic" not in headers


def _text(body: bytes) -> str:
    return body.decode("utf-8", "replace").replace("\x00", "")


def _moment(told: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(told)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
