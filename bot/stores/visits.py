"""What a shop's website tells of its visitors: the script that merchants embed, and the small door that it tells.

Anybody may knock here: what is told is of a browser without a name, only products that the catalog knows count, and
neither titles nor prices are taken from it. It is kept like a store's delivery and answered with nothing.
"""

from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from bot.clock import Clock
from bot.coordination.buckets import Buckets
from bot.orders.facts import CartTold, LineTold, Told, ViewTold, Who
from bot.stores.events import WEB, Delivery
from bot.stores.products import Heard
from bot.stores.webhook import Keeps
from bot.web import APIRouter, read_at_most
from catalog.feeds.values import RowWrong

MAX_BODY = 4096  # bytes
OF_ONE, OF_ALL = (0.5, 20), (100.0, 400)  # deliveries per second and burst: of one browser, of all
EMBEDDED = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "public, max-age=3600",
}
TOPIC = "visit"
Id = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class VisitLine(BaseModel):
    """So many of one product, variant or SKU."""

    model_config = ConfigDict(extra="ignore")

    id: Id
    quantity: Annotated[int, Field(ge=1, le=999)] = 1


class Visit(BaseModel):
    """What a browser tells: a look, or all that lies in its cart."""

    model_config = ConfigDict(extra="ignore")

    anonymous: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    view: Id | None = None
    cart: Annotated[list[VisitLine], Field(max_length=50)] | None = None


class VisitDoor:
    """`POST /visits` and `GET /visits.js`."""

    def __init__(self, inbox: Keeps, clock: Clock) -> None:
        self._inbox, self._clock = inbox, clock
        self._buckets = Buckets()

    def build_router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/visits.js", self.script, methods=["GET", "HEAD"])
        router.add_api_route("/visits", self.visit, methods=["POST"])
        return router

    async def script(self) -> Response:
        """What merchants embed."""
        return Response(_read_script(), media_type="text/javascript; charset=utf-8", headers=EMBEDDED)

    async def visit(self, request: Request) -> Response:
        """Keep what is told: 204, 400 for what cannot be read, 413 for too much, 429 for too often."""
        body = await read_at_most(request, MAX_BODY)
        if body is None:
            return Response(status_code=413)
        try:
            told = Visit.model_validate_json(body)
        except ValidationError:
            return Response(status_code=400)
        if not self._may(told.anonymous):
            return Response(status_code=429, headers={"Retry-After": "10"})
        now = self._clock.now()
        said = told.model_dump_json(exclude_none=True)
        key = f"{WEB} {sha256(f'{said} {now.timestamp()}'.encode()).hexdigest()}"
        await self._inbox.keep(Delivery(key, None, WEB, "", TOPIC, said, now, now))
        return Response(status_code=204, headers={"Access-Control-Allow-Origin": "*"})

    def _may(self, anonymous: str) -> bool:
        names: Sequence[tuple[str, tuple[float, int]]] = ((anonymous, OF_ONE), ("", OF_ALL))
        return all(self._buckets.take(name, 1, *limit)[0] for name, limit in names)


def visit(heard: Heard) -> Sequence[Told]:
    """A delivery of ours as facts. Raises RowWrong."""
    try:
        told = Visit.model_validate(dict(heard.body))
    except ValidationError as error:
        raise RowWrong(str(error.errors(include_input=False, include_url=False)[0]["msg"])) from error
    who = Who(anonymous=told.anonymous)
    facts: list[Told] = []
    if told.view is not None:
        facts.append(ViewTold(at=heard.at, product=told.view, who=who))
    if told.cart is not None:
        lines = tuple(LineTold(sku=each.id, variant=each.id, quantity=each.quantity, price=0) for each in told.cart)
        currency = heard.values.terms.currency
        facts.append(
            CartTold(
                external_id=told.anonymous, at=heard.at, currency=currency, lines=lines, is_priced=False, who=who
            )
        )
    return facts


@lru_cache(maxsize=1)
def _read_script() -> bytes:
    return (files("bot.stores") / "static" / "visits.js").read_bytes()
