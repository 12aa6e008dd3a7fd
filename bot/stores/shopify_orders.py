"""What Shopify's webhooks tell of orders, refunds, carts and checkouts, as facts."""

from collections.abc import Iterator, Sequence
from typing import Any

from bot.orders.facts import (
    CartTold,
    CheckoutTold,
    Fulfilment,
    LineTold,
    OrderDeleted,
    OrderTold,
    Payment,
    RefundTold,
    Told,
    Who,
)
from bot.stores.products import Heard
from bot.stores.reading import (
    ANONYMOUS,
    REF,
    boxes_of,
    currency_of,
    first_address,
    is_same_person,
    language_of,
    minor,
    moment,
    named,
    needed,
    some,
)
from bot.stores.shopify_parcels import read_fulfilment
from catalog.feeds.loose import Record, record, records, text

_PAYMENT = {
    "pending": Payment.PENDING,
    "authorized": Payment.AUTHORIZED,
    "partially_paid": Payment.PARTLY_PAID,
    "paid": Payment.PAID,
    "partially_refunded": Payment.PARTLY_REFUNDED,
    "refunded": Payment.REFUNDED,
    "voided": Payment.VOIDED,
    "expired": Payment.VOIDED,
}
_FULFILMENT = {"partial": Fulfilment.PARTLY, "fulfilled": Fulfilment.FULFILLED}


def order(heard: Heard) -> Sequence[Told]:
    """An order with all that its body holds: refunds and fulfilments too. Raises RowWrong."""
    body = heard.body
    external_id = needed(body, "id")
    refunds = [each for told in records(body.get("refunds")) for each in read_refund(told, heard, external_id)]
    parcels = [read_fulfilment(told, heard, external_id) for told in records(body.get("fulfillments"))]
    return [_read_order(heard), *refunds, *parcels]


def order_paid(heard: Heard) -> Sequence[Told]:
    """The same, and that this is when it was paid. Raises RowWrong."""
    first, *rest = order(heard)
    assert isinstance(first, OrderTold)  # noqa: S101 - for the type checker
    return [first.model_copy(update={"paid_at": first.at}), *rest]


def order_deleted(heard: Heard) -> Sequence[Told]:
    """An order thrown away. Raises RowWrong."""
    return [OrderDeleted(external_id=needed(heard.body, "id"), at=heard.at)]


def refund(heard: Heard) -> Sequence[Told]:
    """Money that went back. Raises RowWrong."""
    return list(read_refund(heard.body, heard, needed(heard.body, "order_id")))


def cart(heard: Heard) -> Sequence[Told]:
    """What lies in a cart; it names no currency of its own. Raises RowWrong."""
    body = heard.body
    currency = currency_of(body.get("currency"), heard.values.terms.currency)
    answers = named(body.get("attributes")) | named(body.get("note_attributes"))
    lines = tuple(_lines(body, currency))
    return [
        CartTold(
            external_id=token_of(some(body.get("token"), body.get("id"))) or needed(body, "token"),
            at=moment(body.get("updated_at")) or heard.at,
            currency=currency,
            lines=lines,
            total=sum(line.price * line.quantity for line in lines),
            who=Who(ref=answers.get(REF, ""), anonymous=answers.get(ANONYMOUS, "")),
        )
    ]


def checkout(heard: Heard) -> Sequence[Told]:
    """A cart at the till, with what is known by then of whose it is. Raises RowWrong."""
    body = heard.body
    currency = _currency(body, heard)
    return [
        CheckoutTold(
            external_id=needed(body, "token", "id"),
            cart=token_of(body.get("cart_token")),
            at=moment(body.get("updated_at")) or heard.at,
            currency=currency,
            lines=tuple(_lines(body, currency)),
            total=_amount(body, "total_price", currency),
            url=_url(body.get("abandoned_checkout_url")),
            completed_at=moment(body.get("completed_at")),
            who=who_of(body),
        )
    ]


def who_of(body: Record) -> Who:
    """Whose order or checkout it is. A parcel that goes to somebody else does not bring that person's number."""
    customer = record(body.get("customer"))
    shipping, billing = record(body.get("shipping_address")), record(body.get("billing_address"))
    home = record(customer.get("default_address"))
    answers = named(body.get("note_attributes"))
    buyer = customer if text(customer.get("first_name")) or text(customer.get("last_name")) else billing
    mine = shipping.get("phone") if is_same_person(shipping, buyer) else ""
    where = first_address(shipping, billing, home)
    return Who(
        customer=text(customer.get("id")),
        email=some(body.get("email"), body.get("contact_email"), customer.get("email")),
        phone=some(body.get("phone"), customer.get("phone"))[:500],
        address_phone=some(mine, billing.get("phone"))[:500],
        country=some(where.get("country_code"), home.get("country_code"))[:2],
        ref=answers.get(REF, "")[:200],
        anonymous=answers.get(ANONYMOUS, "")[:200],
        cart=token_of(body.get("cart_token")),
        checkout=text(body.get("checkout_token"))[:200],
        name=some(customer.get("first_name"), billing.get("first_name"))[:100],
        language=language_of(some(body.get("customer_locale"), body.get("locale"))),
    )


def token_of(told: Any) -> str:
    """A cart's token without the key that newer ones carry."""
    return text(told).partition("?")[0][:200]


def read_refund(body: Record, heard: Heard, order_id: str) -> Iterator[RefundTold]:
    """A refund; one that only restocks moves no money and is none."""
    paid_back = [
        each
        for each in records(body.get("transactions"))
        if text(each.get("kind")) == "refund" and text(each.get("status")) in ("success", "")
    ]
    currency = currency_of(paid_back[0].get("currency") if paid_back else "", _currency(heard.body, heard))
    amount = sum(minor(each.get("amount"), currency) for each in paid_back)
    at = moment(body.get("processed_at")) or moment(body.get("created_at")) or heard.at
    if amount:
        yield RefundTold(external_id=needed(body, "id"), order=order_id, at=at, amount=amount, currency=currency)


def _read_order(heard: Heard) -> OrderTold:
    body = heard.body
    currency = _currency(body, heard)
    at = moment(body.get("updated_at")) or heard.at
    address = first_address(body.get("shipping_address"), body.get("billing_address"))
    state = text(body.get("financial_status")).lower()
    return OrderTold(
        external_id=needed(body, "id"),
        at=at,
        number=needed(body, "name", "order_number", "number", "id").lstrip("#")[:40],
        placed_at=moment(body.get("processed_at")) or moment(body.get("created_at")) or at,
        currency=currency,
        subtotal=_amount(body, "subtotal_price", currency),
        discount=_amount(body, "total_discounts", currency),
        shipping=_shipping(body, currency),
        total=_amount(body, "total_price", currency),
        coupons=tuple(code for each in records(body.get("discount_codes")) if (code := text(each.get("code"))[:200])),
        payment=_way_of_paying(body),
        payment_state=_PAYMENT.get(state, Payment.PENDING),
        fulfilment_state=_FULFILMENT.get(text(body.get("fulfillment_status")).lower(), Fulfilment.NONE),
        cancelled_at=moment(body.get("cancelled_at")),
        country=text(address.get("country_code"))[:2],
        lines=tuple(_lines(body, currency)),
        who=who_of(body),
        boxes=boxes_of(named(body.get("note_attributes"))),
    )


def _lines(body: Record, currency: str) -> Iterator[LineTold]:
    for each in records(body.get("line_items"))[:500]:
        quantity = text(each.get("quantity"))
        if not quantity.isdecimal() or int(quantity) < 1:
            continue
        title, variant = text(each.get("title")), text(each.get("variant_title"))
        plain = some(each.get("name"), f"{title} - {variant}" if variant and variant != "Default Title" else title)
        yield LineTold(
            sku=text(each.get("sku"))[:200],
            variant=text(each.get("variant_id"))[:200],
            product=text(each.get("product_id"))[:200],
            title=plain.removesuffix(" - Default Title")[:500],
            quantity=int(quantity),
            price=_amount(each, "price", currency),
        )


def _currency(body: Record, heard: Heard) -> str:
    """What the buyer pays in."""
    money = record(record(body.get("total_price_set")).get("presentment_money"))
    own = body.get("presentment_currency") if money else None
    return currency_of(some(money.get("currency_code"), own, body.get("currency")), heard.values.terms.currency)


def _amount(body: Record, name: str, currency: str) -> int:
    money = record(record(body.get(f"{name}_set")).get("presentment_money"))
    told = money.get("amount") if text(money.get("currency_code")) == currency else None
    return minor(some(told, body.get(name)), currency)


def _shipping(body: Record, currency: str) -> int:
    money = record(record(body.get("total_shipping_price_set")).get("presentment_money"))
    if text(money.get("amount")):
        return minor(money.get("amount"), currency)
    return sum(_amount(each, "price", currency) for each in records(body.get("shipping_lines")))


def _way_of_paying(body: Record) -> str:
    told = body.get("payment_gateway_names")
    names = [text(each) for each in told if text(each)] if isinstance(told, list) else []
    return (", ".join(names) or text(body.get("gateway")))[:200]


def _url(told: Any) -> str:
    url = text(told)
    return url[:2000] if url.startswith(("https://", "http://")) else ""
