"""How far an order and its parcels are. Both only ever go forward, however late and mixed up the news comes."""

from collections.abc import Iterable

from bot.orders.states import OrderStatus
from bot.storage.transactions import Tx

#: The stages of a parcel in their order. Troubles have no place among them: one counts while it is the newest.
STAGES = ("label_made", "picked_up", "in_transit", "out_for_delivery", "ready_for_pickup", "delivered")
EXCEPTION = "exception"
TROUBLES = frozenset({EXCEPTION, "attempt_failed", "delayed", "returning", "returned", "expired"})
RANK = {status: rank for rank, status in enumerate(("placed", "paid", "shipped", "delivered"))}

Step = tuple[str, str, int]  # stage, place, µs

ADD_STEP = """
    insert into shipment_event (shipment_id, stage, place, at) values ($1::bigint, $2, $3, $4::bigint)
    on conflict do nothing
"""
ORDER_OF = "select order_id from shipment where id = $1::bigint"
ADVANCE = "update shop_order set status = $2 where id = $1::bigint and status = any($3::text[])"
SET_DELIVERED = "update shop_order set delivered_at = $2::bigint where id = $1::bigint and delivered_at is null"


def where_is(steps: Iterable[Step]) -> Step | None:
    """The stage that a parcel has reached, with where and when. Delivered is the end; nothing goes back.

    Every kind of trouble is an exception.
    """
    known = [step for step in steps if step[0] in STAGES or step[0] in TROUBLES]
    reached = max((s for s in known if s[0] in STAGES), key=lambda s: (STAGES.index(s[0]), s[2]), default=None)
    newest = max(known, key=lambda step: step[2], default=None)
    if newest and newest[0] in TROUBLES and (reached is None or reached[0] != STAGES[-1]):
        return (EXCEPTION, *newest[1:])
    return reached


async def add_step(tx: Tx, shipment_id: int, step: Step) -> bool:
    """Write down where a parcel was and move its order forward; False when that was known already."""
    stage, place, at = step
    if not await tx.run(ADD_STEP, shipment_id, stage, place, at):
        return False
    row = await tx.row(ORDER_OF, shipment_id)
    assert row is not None  # noqa: S101 - the event points at it
    if stage == STAGES[-1]:
        await advance(tx, row[0], OrderStatus.DELIVERED)
        await tx.run(SET_DELIVERED, row[0], at)
    elif stage != STAGES[0]:
        await advance(tx, row[0], OrderStatus.SHIPPED)
    return True


async def advance(tx: Tx, order_id: int, status: OrderStatus) -> bool:
    """Move an order forward; False when it is as far already, further, or cancelled."""
    earlier = [name for name, rank in RANK.items() if rank < RANK[status]]
    return await tx.run(ADVANCE, order_id, status.value, earlier) > 0
