"""How far a store's order is, from all that is known of it; the same, however it became known."""

from bot.orders.facts import Fulfilment, Payment
from bot.orders.progress import STAGES
from bot.orders.states import OrderStatus
from bot.orders.told import queries
from bot.orders.told.ledger import Ledger

_LEFT = frozenset(STAGES[1:])
_PAID = frozenset({Payment.PAID, Payment.PARTLY_REFUNDED, Payment.REFUNDED})
READ = (
    "select is_placed, payment_state, fulfilment_state, cancelled_at, total, refunded from shop_order "
    "where id = $1::bigint and source <> ''"
)


async def settle_status(ledger: Ledger, order_id: int) -> None:
    """Set the order's status, and when the last of its parcels came."""
    row = await ledger.tx.row(READ, order_id)
    if row is None:
        return
    parcels: dict[int, list[tuple[str, int]]] = {}
    for parcel_id, is_cancelled, stage, _, at in await ledger.tx.rows(queries.ORDER_STEPS, order_id):
        if not is_cancelled:
            parcels.setdefault(parcel_id, []).extend([(stage, at)] if stage else [])
    arrivals = [max((at for stage, at in steps if stage == STAGES[-1]), default=None) for steps in parcels.values()]
    came = [at for at in arrivals if at is not None]
    all_came = bool(came) and len(came) == len(parcels) and row[2] != Fulfilment.PARTLY
    has_left = any(stage in _LEFT for steps in parcels.values() for stage, _ in steps) or row[2] in (
        Fulfilment.PARTLY,
        Fulfilment.FULFILLED,
    )
    is_refunded = row[1] == Payment.REFUNDED or bool(row[4] and row[5] >= row[4])
    if row[3] is not None or not row[0]:  # a draft is no order, for whoever counts what was bought
        status = OrderStatus.CANCELLED
    elif is_refunded:
        status = OrderStatus.REFUNDED
    else:
        status = _on_its_way(row[1], has_left=has_left, all_came=all_came)
    await ledger.tx.run(queries.SET_STATUS, order_id, status.value, max(came) if all_came else None)


def _on_its_way(payment: str, *, has_left: bool, all_came: bool) -> OrderStatus:
    if all_came:
        return OrderStatus.DELIVERED
    if has_left:
        return OrderStatus.SHIPPED
    return OrderStatus.PAID if payment in _PAID else OrderStatus.PLACED
