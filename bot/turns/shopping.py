"""What `shopclerk export` tells of a contact's shopping: carts, orders, returns, what brought them, files."""

from collections.abc import Sequence

#: A part's name, its query (whose only place is the contact's id), its columns, and which of them are JSON.
Export = tuple[str, str, Sequence[str], frozenset[str]]


def of(name: str, columns: str, rest: str, *, parsed: Sequence[str] = ()) -> Export:
    """Columns are named as the query's, without the table before them."""
    named = [column.strip() for column in columns.split(",")]
    query = f"select {', '.join(named)} {rest}"
    return name, query, [column.rpartition(".")[2] for column in named], frozenset(parsed)


OF_SHOPPING: list[Export] = [
    of(
        "cart",
        "l.sku, l.quantity, l.price, l.currency, l.added_at",
        "from cart_line l join cart c on c.id = l.cart_id where c.contact_id = $1 and c.status = 'open' "
        "order by l.added_at, l.sku",
    ),
    of(
        "orders",
        "number, status, currency, subtotal, discount, shipping, total, coupon, payment, placed_at, delivered_at",
        "from shop_order where contact_id = $1 order by id",
    ),
    of(
        "bought",
        "o.number, l.sku, l.title, l.quantity, l.price",
        "from order_line l join shop_order o on o.id = l.order_id where o.contact_id = $1 order by l.id",
    ),
    of(
        "parcels",
        "o.number, s.carrier, s.tracking_number, e.stage, e.place, e.at",
        "from shipment s join shop_order o on o.id = s.order_id left join shipment_event e on e.shipment_id = s.id "
        "where o.contact_id = $1 order by s.id, e.at",
    ),
    of(
        "returns",
        "number, line_id, reason, way, status, requested_at",
        "from return_request where contact_id = $1 order by requested_at, number",
    ),
    of(
        "came_by",
        "at, kind, door, code, page, sku, source_id, source_type, click_id, source_url, headline, body, raw",
        "from touch where contact_id = $1 order by at, key",
        parsed=("raw",),
    ),
    of("links_opened", "at, purpose, thing, door", "from link_click where contact_id = $1 order by at, id"),
    of(
        "waits_for",
        "sku, product_id, at, status, told_at",
        "from restock_wish where contact_id = $1 order by at, id",
    ),
    of(
        "files",
        "received_at, declared_type, content_type, size, sha256, status",
        "from inbound_media where contact_id = $1 order by id",
    ),
]
