"""What Shopify's webhooks tell of fulfilments and their way, as facts."""

from collections.abc import Sequence

from bot.orders.facts import MovementTold, ShipmentTold, StepTold, Told
from bot.stores.products import Heard
from bot.stores.reading import moment, needed, some
from catalog.feeds.loose import Record, text

#: `shipment_status` of a fulfilment, `status` of a fulfilment's event.
STAGES = {
    "label_purchased": "label_made",
    "label_printed": "label_made",
    "confirmed": "label_made",
    "carrier_picked_up": "picked_up",
    "in_transit": "in_transit",
    "out_for_delivery": "out_for_delivery",
    "ready_for_pickup": "ready_for_pickup",
    "picked_up": "delivered",
    "delivered": "delivered",
    "attempted_delivery": "attempt_failed",
    "delayed": "delayed",
    "failure": "exception",
    "returning_to_sender": "returning",
}
_OFF = frozenset({"cancelled", "error", "failure"})


def fulfilment(heard: Heard) -> Sequence[Told]:
    """One parcel of an order. Raises RowWrong."""
    return [read_fulfilment(heard.body, heard, needed(heard.body, "order_id"))]


def movement(heard: Heard) -> Sequence[Told]:
    """One step of a parcel; a status that says nothing of its place is left out. Raises RowWrong."""
    body = heard.body
    stage = STAGES.get(text(body.get("status")).lower())
    if stage is None:
        return []
    at = moment(some(body.get("happened_at"), body.get("created_at"))) or heard.at
    step = StepTold(stage=stage, at=at, place=text(body.get("city"))[:200])
    return [MovementTold(shipment=needed(body, "fulfillment_id"), order=text(body.get("order_id")), step=step)]


def read_fulfilment(body: Record, heard: Heard, order_id: str) -> ShipmentTold:
    """A fulfilment, by itself or in an order's body. Raises RowWrong."""
    at = moment(body.get("updated_at")) or heard.at
    stage = STAGES.get(text(body.get("shipment_status")).lower())
    return ShipmentTold(
        external_id=needed(body, "id"),
        order=order_id,
        at=at,
        carrier=text(body.get("tracking_company"))[:200],
        numbers=_several(body, "tracking_numbers", "tracking_number"),
        url=_url(_several(body, "tracking_urls", "tracking_url")),
        is_cancelled=text(body.get("status")).lower() in _OFF,
        steps=(StepTold(stage=stage, at=at),) if stage else (),
    )


def _several(body: Record, many: str, one: str) -> tuple[str, ...]:
    told = body.get(many)
    found = [text(each) for each in told] if isinstance(told, list) else []
    known = [each[:2000] for each in [*found, text(body.get(one))] if each]
    return tuple(dict.fromkeys(known))[:20]


def _url(told: Sequence[str]) -> str:
    return next((each for each in told if each.startswith(("https://", "http://"))), "")
