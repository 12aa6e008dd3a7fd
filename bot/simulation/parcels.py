"""What becomes of made-up orders."""

from bot.orders.news import tell
from bot.orders.progress import add_step
from bot.storage.transactions import Tx

STAGE = {"ship": "picked_up", "out_for_delivery": "out_for_delivery", "arrive": "delivered"}
EVENT = {"ship": "shipment.created", "out_for_delivery": "shipment.out_for_delivery", "arrive": "shipment.delivered"}
ADD_PARCEL = (
    "insert into shipment (order_id, carrier, tracking_number, tracking_url) values ($1, 'Simulated', $2, '') "
    "on conflict do nothing"
)
FIND_PARCEL = "select id from shipment where order_id = $1 order by id limit 1"
CANCEL = "update shop_order set status = 'cancelled' where id = $1 and status in ('placed', 'paid')"


async def move_order(tx: Tx, order_id: int, contact_id: int, what: str, now: int) -> None:
    """One step, with its event, as a store would tell it."""
    if what == "cancel":
        if await tx.run(CANCEL, order_id):
            data: dict[str, object] = {"order_id": order_id}
            await tell(tx, contact_id, "order.cancelled", f"order.cancelled:{order_id}", data, now)
        return
    await tx.run(ADD_PARCEL, order_id, f"SIM{order_id}")
    row = await tx.row(FIND_PARCEL, order_id)
    assert row is not None  # noqa: S101 - it was just added
    if await add_step(tx, int(row[0]), (STAGE[what], "", now)):
        told: dict[str, object] = {"order_id": order_id, "shipment_id": row[0], "stage": STAGE[what]}
        await tell(tx, contact_id, EVENT[what], f"{EVENT[what]}:{row[0]}", told, now)
