"""How far a store's order is, from all that is known of it; the same, however it became known."""

from dataclasses import replace

from bot.orders.facts import Fulfilment, Payment
from bot.orders.progress import STAGES
from bot.orders.states import OrderStatus
from bot.orders.told import queries
from bot.orders.told.kept import OrderKept, get_kept
from bot.orders.told.ledger import Ledger

_LEFT = frozenset(STAGES[1:])
_PAID = frozenset({Payment.PAID, Payment.PARTLY_REFUNDED, Payment.REFUNDED})


async def settle_status(ledger: Ledger, order_id: int) -> OrderKept:
    """Set the order's status, and when the last of its parcels came; answers the order as it is then."""
    return await settle(ledger, await get_kept(ledger, order_id))


async def settle(ledger: Ledger, order: OrderKept) -> OrderKept:
    """The same for an order that was just read.

    One that was placed in the chat goes on by itself (`bot/orders/progress.py`).
    """
    if not order.source:
        return order
    parcels: dict[int, list[tuple[str, int]]] = {}
    for parcel_id, is_cancelled, stage, _, at in await ledger.tx.rows(queries.ORDER_STEPS, order.id):
        if not is_cancelled:
            parcels.setdefault(parcel_id, []).extend([(stage, at)] if stage else [])
    arrivals = [max((at for stage, at in steps if stage == STAGES[-1]), default=None) for steps in parcels.values()]
    came = [at for at in arrivals if at is not None]
    all_came = bool(came) and len(came) == len(parcels) and order.fulfilment_state != Fulfilment.PARTLY
    has_left = any(stage in _LEFT for steps in parcels.values() for stage, _ in steps) or order.fulfilment_state in (
        Fulfilment.PARTLY,
        Fulfilment.FULFILLED,
    )
    is_refunded = order.payment_state == Payment.REFUNDED or bool(order.total and order.refunded >= order.total)
    if (
        order.cancelled_at is not None or not order.is_placed
    ):  # a draft is no order, for whoever counts what was bought
        status = OrderStatus.CANCELLED
    elif is_refunded:
        status = OrderStatus.REFUNDED
    else:
        status = _on_its_way(order.payment_state, has_left=has_left, all_came=all_came)
    delivered_at = max(came) if all_came else None
    if (status, delivered_at) != (order.status, order.delivered_at):
        await ledger.tx.run(queries.SET_STATUS, order.id, status.value, delivered_at)
    return replace(order, status=status.value, delivered_at=delivered_at)


def _on_its_way(payment: str, *, has_left: bool, all_came: bool) -> OrderStatus:
    if all_came:
        return OrderStatus.DELIVERED
    if has_left:
        return OrderStatus.SHIPPED
    return OrderStatus.PAID if payment in _PAID else OrderStatus.PLACED
