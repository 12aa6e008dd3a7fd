"""What a contact is about to buy and has bought, for the side panel."""

from typing import Any

from bot.actions.money import render_money
from bot.console.desk import Desk
from bot.console.inbox.said import as_media
from bot.storage.columns import iso
from bot.storage.transactions import Row, Tx

MOST = 20  # orders
CARTS = (
    "select id, source, changed_at, currency, total, abandoned_at from cart where contact_id = $1 "
    "and status = 'open' order by case when source = '' then 0 else 1 end, changed_at desc limit 3"
)
CART_LINES = (
    "select cart_id, sku, quantity, price, currency, title from cart_line where cart_id = any($1::bigint[]) "
    "order by cart_id, added_at, sku"
)
ORDERS = (
    "select id, number, status, currency, subtotal, discount, shipping, total, coupon, payment, placed_at, "
    "expected_at, delivered_at, source, payment_state, fulfilment_state, refunded, country from shop_order "
    "where contact_id = $1 and is_placed = 1 order by placed_at desc, id desc limit $2"
)
ORDER_LINES = (
    "select l.order_id, l.sku, l.title, l.quantity, l.price, r.number, r.status from order_line l "
    "left join return_request r on r.line_id = l.id where l.order_id = any($1::bigint[]) order by l.id"
)
PARCELS = (
    "select order_id, carrier, tracking_number, tracking_url, is_cancelled from shipment "
    "where order_id = any($1::bigint[]) order by id"
)
WORTH = (
    "select currency, count(*), sum(total - refunded) from shop_order where contact_id = $1 and is_placed = 1 "
    "and status <> 'cancelled' group by currency order by 2 desc"
)


async def read_purchases(tx: Tx, desk: Desk, contact_id: int, language: str) -> dict[str, Any]:
    """`cart`, `carts` (of stores), `orders` and what all of them came to.

    Never the address of a cart: whoever has it can check out as the contact.
    """
    carts = await _carts(tx, desk, contact_id, language)
    worth = await tx.rows(WORTH, contact_id)
    return {
        "cart": next((each for each in carts if not each["source"]), None),
        "carts": [each for each in carts if each["source"]],
        "orders": await _orders(tx, contact_id, language),
        "bought": [{"orders": row[1], "total": render_money(int(row[2] or 0), row[0], language)} for row in worth],
    }


async def _carts(tx: Tx, desk: Desk, contact_id: int, language: str) -> list[dict[str, Any]]:
    rows = await tx.rows(CARTS, contact_id)
    lines = await tx.rows(CART_LINES, [row[0] for row in rows]) if rows else ()
    found = []
    for cart_id, source, changed_at, currency, total, abandoned_at in rows:
        own = [_cart_line(desk, line, language) for line in lines if line[0] == cart_id]
        if not own and not total:
            continue
        summed = sum(each["price"] * each["quantity"] for each in own) if not source else total
        money = currency or (own[0]["currency"] if own else desk.shop.currency)
        found.append(
            {
                "id": cart_id,
                "source": source,
                "changed_at": iso(changed_at),
                "abandoned_at": iso(abandoned_at),
                "lines": own,
                "total": render_money(summed, money, language),
                "count": sum(each["quantity"] for each in own),
            }
        )
    return found


def _cart_line(desk: Desk, line: Row, language: str) -> dict[str, Any]:
    _, sku, quantity, price, currency, title = line
    known = desk.shelves.newest().find_sku(sku)
    picture = next(iter((*known[1].media, *known[0].media)), "") if known else ""
    return {
        "sku": sku,
        "title": title or (known[0].words(language).title if known else sku),
        "quantity": quantity,
        "price": price,
        "currency": currency,
        "shown_price": render_money(price * quantity, currency, language),
        "image": as_media(picture, desk.settings.base_url)["url"] if picture else "",
        "available": bool(known and known[1].stock > 0),
    }


async def _orders(tx: Tx, contact_id: int, language: str) -> list[dict[str, Any]]:
    rows = await tx.rows(ORDERS, contact_id, MOST)
    ids = [row[0] for row in rows]
    lines = await tx.rows(ORDER_LINES, ids) if ids else ()
    parcels = await tx.rows(PARCELS, ids) if ids else ()
    return [_order(row, lines, parcels, language) for row in rows]


def _order(row: Row, lines: Any, parcels: Any, language: str) -> dict[str, Any]:
    (order_id, number, status, currency, subtotal, discount, shipping, total, coupon, payment, placed_at, expected_at,
     delivered_at, source, payment_state, fulfilment_state, refunded, country) = row  # fmt: skip

    def money(amount: int) -> str:
        return render_money(amount, currency, language)

    return {
        "id": order_id,
        "number": number,
        "status": status,
        "source": source,
        "placed_at": iso(placed_at),
        "expected_at": iso(expected_at),
        "delivered_at": iso(delivered_at),
        "payment": payment,
        "payment_state": payment_state,
        "fulfilment_state": fulfilment_state,
        "coupon": coupon,
        "country": country,
        "subtotal": money(subtotal),
        "discount": money(discount) if discount else "",
        "shipping": money(shipping),
        "total": money(total),
        "refunded": money(refunded) if refunded else "",
        "lines": [
            {"sku": sku, "title": title, "quantity": quantity, "price": money(price * quantity),
             "return": {"number": returned, "status": state} if returned else None}
            for of, sku, title, quantity, price, returned, state in lines
            if of == order_id
        ],
        "parcels": [
            {"carrier": carrier, "number": tracking, "url": url, "cancelled": bool(cancelled)}
            for of, carrier, tracking, url, cancelled in parcels
            if of == order_id
        ],
    }  # fmt: skip
