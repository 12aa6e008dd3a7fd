"""All SQL of orders, parcels and returns. Whatever a shopper asks for is looked for among their own orders only."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.storage.transactions import Row, Tx

ADD_ORDER = """
    insert into shop_order (number, contact_id, cart_id, status, currency, subtotal, discount, shipping, total,
      coupon, payment, placed_at, expected_at, delivered_at)
    values ($1, $2::bigint, $3::bigint, $4, $5, $6::bigint, $7::bigint, $8::bigint, $9::bigint, $10, $11,
      $12::bigint, $13::bigint, $14::bigint)
    on conflict do nothing returning id
"""
ADD_LINE = """
    insert into order_line (order_id, sku, title, quantity, price, final_sale)
    values ($1::bigint, $2, $3, $4::int, $5::bigint, $6)
"""
_ORDER = """
    select id, number, contact_id, status, currency, subtotal, discount, shipping, total, coupon, payment,
      placed_at, expected_at, delivered_at from shop_order
"""
OF_CART = f"{_ORDER} where cart_id = $1::bigint and contact_id = $2::bigint"
OF_CONTACT = (
    f"{_ORDER} where contact_id = $1::bigint and is_placed = 1 order by placed_at desc, id desc limit $2::int"
)
BY_NUMBER = f"{_ORDER} where contact_id = $1::bigint and number = $2"
BY_ID = f"{_ORDER} where contact_id = $1::bigint and id = $2::bigint"
LIST_LINES = """
    select l.id, l.sku, l.title, l.quantity, l.price, l.final_sale, r.number, r.status
    from order_line l left join return_request r on r.line_id = l.id where l.order_id = $1::bigint order by l.id
"""
FIND_LINE_ORDER = """
    select o.id from order_line l join shop_order o on o.id = l.order_id
    where l.id = $1::bigint and o.contact_id = $2::bigint
"""
LIST_PARCELS = (
    "select id, carrier, tracking_number, tracking_url from shipment where order_id = $1::bigint order by id"
)
FIND_TRACKING = (
    "select s.tracking_url from shipment s join shop_order o on o.id = s.order_id "
    "where s.id = $1::bigint and o.contact_id = $2::bigint"
)
COUNT_SOLD = """
    select l.sku, sum(l.quantity) from order_line l join shop_order o on o.id = l.order_id
    where o.placed_at >= $1::bigint and o.status <> 'cancelled' group by l.sku
"""
LIST_STEPS = "select stage, place, at from shipment_event where shipment_id = $1::bigint"


@dataclass(frozen=True, slots=True)
class OrderSeen:
    """An order as it was read. Money is minor units, moments are µs."""

    id: int
    number: str
    contact_id: int
    status: str
    currency: str
    subtotal: int
    discount: int
    shipping: int
    total: int
    coupon: str
    payment: str
    placed_at: int
    expected_at: int | None
    delivered_at: int | None


@dataclass(frozen=True, slots=True)
class OrderLineSeen:
    """A line of an order, with the return that was asked for, if any."""

    id: int
    sku: str
    title: str
    quantity: int
    price: int
    final_sale: bool
    return_number: str | None
    return_status: str | None


@dataclass(frozen=True, slots=True)
class ParcelSeen:
    """One parcel and where it has been: (stage, place, µs), as they were told."""

    carrier: str
    tracking_number: str
    tracking_url: str
    steps: tuple[tuple[str, str, int], ...]
    id: int = 0


async def find_order_of_cart(tx: Tx, cart_id: int, contact_id: int) -> OrderSeen | None:
    """What this cart became."""
    return _order(await tx.row(OF_CART, cart_id, contact_id))


async def list_orders(tx: Tx, contact_id: int, limit: int = 9) -> list[OrderSeen]:
    """The contact's orders, newest first."""
    return [OrderSeen(*row) for row in await tx.rows(OF_CONTACT, contact_id, limit)]


async def find_order(tx: Tx, contact_id: int, number: str) -> OrderSeen | None:
    """The contact's own order of this number; somebody else's is none."""
    return _order(await tx.row(BY_NUMBER, contact_id, number))


async def find_order_by_id(tx: Tx, contact_id: int, order_id: int) -> OrderSeen | None:
    """The same by our own id."""
    return _order(await tx.row(BY_ID, contact_id, order_id))


async def list_order_lines(tx: Tx, order_id: int) -> list[OrderLineSeen]:
    """What was bought."""
    rows = await tx.rows(LIST_LINES, order_id)
    return [OrderLineSeen(row[0], row[1], row[2], row[3], row[4], bool(row[5]), row[6], row[7]) for row in rows]


async def find_line_with_order(tx: Tx, contact_id: int, line_id: int) -> tuple[OrderSeen, OrderLineSeen] | None:
    """A line of one of the contact's own orders, with that order."""
    row = await tx.row(FIND_LINE_ORDER, line_id, contact_id)
    order = await find_order_by_id(tx, contact_id, row[0]) if row else None
    if order is None:
        return None
    return order, next(line for line in await list_order_lines(tx, order.id) if line.id == line_id)


async def count_sold(tx: Tx, since: int) -> dict[str, int]:
    """How many pieces of each SKU were ordered since a moment in µs; what was cancelled does not count."""
    return {str(sku): int(quantity) for sku, quantity in await tx.rows(COUNT_SOLD, since)}


async def list_parcels(tx: Tx, order_id: int) -> list[ParcelSeen]:
    """Every parcel of an order."""
    parcels: list[ParcelSeen] = []
    for parcel_id, carrier, number, url in await tx.rows(LIST_PARCELS, order_id):
        steps: Sequence[Row] = await tx.rows(LIST_STEPS, parcel_id)
        parcels.append(
            ParcelSeen(carrier, number, url, tuple((step[0], step[1], step[2]) for step in steps), parcel_id)
        )
    return parcels


def _order(row: Row | None) -> OrderSeen | None:
    return OrderSeen(*row) if row else None


async def find_tracking_url(tx: Tx, parcel_id: int, contact_id: int) -> str:
    """Where the carrier shows a contact's parcel; empty when it does not."""
    row = await tx.row(FIND_TRACKING, parcel_id, contact_id)
    return str(row[0]) if row else ""
