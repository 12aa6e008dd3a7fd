"""What WooCommerce's webhooks tell of orders and customers, as facts.

An order's status is all there is: it repeats, and one that was given up can be paid after all.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from decimal import ROUND_CEILING, Decimal, InvalidOperation

from bot.orders.facts import (
    CustomerTold,
    Fulfilment,
    LineTold,
    OrderDeleted,
    OrderTold,
    Payment,
    RefundTold,
    ShipmentTold,
    Told,
    Who,
)
from bot.stores.products import Heard
from bot.stores.reading import (
    ANONYMOUS,
    REF,
    boxes_of,
    currency_of,
    is_same_person,
    minor,
    moment,
    named,
    needed,
    some,
)
from catalog.feeds.loose import Record, record, records, text

_NOT_YET = frozenset({"pending", "checkout-draft", "auto-draft", "draft", "failed", "cancelled", "trash", "new"})
_GIVEN_UP = frozenset({"cancelled", "trash"})
_SENT = frozenset({"completed", "shipped", "delivered"})
_CHILD = ("bundled_by", "composite_parent", "_bundled_by", "_composite_parent", "_mnm_container")
TRACKING = "_wc_shipment_tracking_items"


def order(heard: Heard) -> Sequence[Told]:
    """An order as it is now, with its refunds and, from a tracking plug-in, its parcels. Raises RowWrong."""
    body = heard.body
    read = _read_order(body, heard, moment(body.get("date_modified_gmt")) or heard.at)
    return [read, *_refunds(body, read), *_parcels(body, read)]


def order_restored(heard: Heard) -> Sequence[Told]:
    """Back from the bin, which its body knows nothing of. Raises RowWrong."""
    read = _read_order(heard.body, heard, heard.received_at)
    return [read, *_refunds(heard.body, read), *_parcels(heard.body, read)]


def order_deleted(heard: Heard) -> Sequence[Told]:
    """Only its id is told. Raises RowWrong."""
    return [OrderDeleted(external_id=needed(heard.body, "id"), at=heard.received_at)]


def customer(heard: Heard) -> Sequence[Told]:
    """Somebody who has an account. Raises RowWrong."""
    body = heard.body
    billing = record(body.get("billing"))
    who = Who(
        customer=needed(body, "id"),
        email=some(body.get("email"), billing.get("email")),
        phone=text(billing.get("phone"))[:500],
        country=text(billing.get("country"))[:2],
        name=some(body.get("first_name"), billing.get("first_name"))[:100],
    )
    return [CustomerTold(at=moment(body.get("date_modified_gmt")) or heard.at, who=who)]


def _read_order(body: Record, heard: Heard, at: datetime) -> OrderTold:
    currency = currency_of(body.get("currency"), heard.values.terms.currency)
    status = text(body.get("status")).lower().removeprefix("wc-")
    lines = [each for each in records(body.get("line_items")) if not _is_child(each)]
    address = some(record(body.get("shipping")).get("country"), record(body.get("billing")).get("country"))
    return OrderTold(
        external_id=needed(body, "id"),
        at=at,
        number=needed(body, "number", "id").lstrip("#")[:40],
        placed_at=moment(body.get("date_created_gmt")) or at,
        is_placed=status not in _NOT_YET,
        currency=currency,
        subtotal=sum(minor(each.get("subtotal"), currency) for each in lines),
        discount=minor(body.get("discount_total"), currency),
        shipping=minor(body.get("shipping_total"), currency),
        total=minor(body.get("total"), currency),
        coupons=tuple(code for each in records(body.get("coupon_lines")) if (code := text(each.get("code"))[:200])),
        payment=some(body.get("payment_method_title"), body.get("payment_method"))[:200],
        payment_state=_payment(status, body),
        fulfilment_state=Fulfilment.FULFILLED if status in _SENT else Fulfilment.NONE,
        paid_at=moment(body.get("date_paid_gmt")),
        cancelled_at=at if status in _GIVEN_UP else None,
        may_revive=True,
        country=address[:2],
        lines=tuple(_lines(lines[:500], currency)),
        who=_who(body),
        boxes=boxes_of(named(body.get("meta_data"), name="key")),
    )


def _payment(status: str, body: Record) -> Payment:
    if status == "refunded":
        return Payment.REFUNDED
    if status == "failed":
        return Payment.FAILED
    is_paid = moment(body.get("date_paid_gmt")) is not None or status == "completed"
    if is_paid:
        return Payment.PARTLY_REFUNDED if records(body.get("refunds")) else Payment.PAID
    return Payment.PENDING


def _who(body: Record) -> Who:
    billing, shipping = record(body.get("billing")), record(body.get("shipping"))
    answers = named(body.get("meta_data"), name="key")
    mine = shipping.get("phone") if is_same_person(shipping, billing) else ""
    number = text(body.get("customer_id"))
    return Who(
        customer="" if number == "0" else number[:200],
        email=text(billing.get("email")),
        phone=text(billing.get("phone"))[:500],
        address_phone=text(mine)[:500],
        country=some(billing.get("country"), shipping.get("country"))[:2],
        ref=some(answers.get(REF), answers.get(f"_{REF}"))[:200],
        anonymous=some(answers.get(ANONYMOUS), answers.get(f"_{ANONYMOUS}"))[:200],
        name=text(billing.get("first_name"))[:100],
    )


def _lines(told: Sequence[Record], currency: str) -> Iterator[LineTold]:
    for each in told:
        quantity = _count(text(each.get("quantity")))
        if quantity < 1:
            continue
        whole, tax = minor(each.get("total"), currency), minor(each.get("total_tax"), currency)
        variation = text(each.get("variation_id"))
        yield LineTold(
            sku=text(each.get("sku"))[:200],
            variant=(variation if variation not in ("", "0") else text(each.get("product_id")))[:200],
            product=text(each.get("product_id"))[:200],
            title=text(each.get("name"))[:500],
            quantity=quantity,
            price=(whole + tax) // quantity,
        )


def _count(told: str) -> int:
    """Goods by weight have fractions: a piece is what was begun."""
    try:
        number = Decimal(told or "0")
    except InvalidOperation:
        return 0
    return int(number.to_integral_value(ROUND_CEILING)) if number.is_finite() and number < 10**6 else 0


def _is_child(line: Record) -> bool:
    """A part of a bundle, which is counted by its bundle."""
    meta = named(line.get("meta_data"), name="key")
    return any(text(line.get(name)) not in ("", "0") or name in meta for name in _CHILD)


def _refunds(body: Record, order: OrderTold) -> Iterator[RefundTold]:
    for each in records(body.get("refunds")):
        amount = minor(each.get("total"), order.currency)
        if amount:
            told = {"external_id": needed(each, "id"), "amount": amount, "currency": order.currency}
            yield RefundTold.model_validate({**told, "order": order.external_id, "at": order.at})


def _parcels(body: Record, order: OrderTold) -> Iterator[ShipmentTold]:
    """What the usual tracking plug-in keeps with the order."""
    for meta in records(body.get("meta_data")):
        if text(meta.get("key")) != TRACKING:
            continue
        for each in records(meta.get("value")):
            number = text(each.get("tracking_number"))[:200]
            if not number:
                continue
            link = some(each.get("custom_tracking_link"), each.get("tracking_link"))
            yield ShipmentTold(
                external_id=f"{order.external_id}:{some(each.get('tracking_id'), number)}"[:200],
                order=order.external_id,
                at=_day(text(each.get("date_shipped"))) or order.at,
                carrier=some(each.get("custom_tracking_provider"), each.get("tracking_provider"))[:200],
                numbers=(number,),
                url=link[:2000] if link.startswith(("https://", "http://")) else "",
            )


def _day(told: str) -> datetime | None:
    """The plug-in writes seconds since 1970."""
    return datetime.fromtimestamp(int(told), UTC) if told.isdecimal() and len(told) == 10 else None
