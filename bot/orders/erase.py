"""Orders forget a contact. What tax law demands stays: numbers, days, goods and sums, which name nobody.

An order row never holds a name, an address or a phone number. Carts, parcels with their way, and why something came
back go.
"""

from bot.storage.transactions import Tx

_CARTS = "(select id from cart where contact_id = $1)"
_ORDERS = "(select id from shop_order where contact_id = $1)"
STATEMENTS = (
    f"delete from cart_line where cart_id in {_CARTS}",  # noqa: S608 - our own words
    "delete from cart where contact_id = $1 and (status = 'open' or source <> '')",
    "update cart set external_id = null, checkout = null, url = '' where contact_id = $1",
    "update shop_order set cart_token = null, checkout_token = null where contact_id = $1",
    f"delete from shipment_event where shipment_id in (select id from shipment where order_id in {_ORDERS})",  # noqa: S608
    f"delete from shipment_number where shipment_id in (select id from shipment where order_id in {_ORDERS})",  # noqa: S608
    f"delete from shipment where order_id in {_ORDERS}",  # noqa: S608
    f"delete from order_answer where order_id in {_ORDERS}",  # noqa: S608
    "delete from product_view where contact_id = $1",
    "update return_request set reason = '' where contact_id = $1",
)


async def erase_orders(tx: Tx, contact_id: int, now: int) -> None:  # noqa: ARG001 - one signature for all
    """Nothing is to be bought, followed or explained any more."""
    for statement in STATEMENTS:
        await tx.run(statement, contact_id)
