"""The way in: any fact, written down in the transaction of its ledger; facts that waited for it come after it."""

from bot.orders.facts import (
    CartTold,
    CheckoutTold,
    CustomerTold,
    HappeningTold,
    MovementTold,
    OrderDeleted,
    OrderTold,
    PaymentTold,
    RefundTold,
    ShipmentTold,
    Told,
    TrackingTold,
    ViewTold,
)
from bot.orders.told import queries
from bot.orders.told.carts import take_cart
from bot.orders.told.ledger import Ledger
from bot.orders.told.orders import take_deleted, take_order, take_payment, take_refund
from bot.orders.told.parcels import take_movement, take_shipment, take_tracking
from bot.orders.told.parked import of_number, of_order, of_shipment, unpark
from bot.orders.told.people import take_customer, take_happening, take_view


async def lock_records(ledger: Ledger) -> None:
    """Wait for other writers of stores' facts: about one order or person there is one at a time."""
    if await ledger.tx.row(queries.LOCK) is None:
        await ledger.tx.run(queries.KEEP_LOCK)
        await ledger.tx.row(queries.LOCK)


async def take_fact(ledger: Ledger, fact: Told) -> None:  # noqa: C901 - one line for each kind
    """Write one fact down, whatever it is. Call `lock_records` first, once in a transaction."""
    match fact:
        case OrderTold():
            if await take_order(ledger, fact):
                await _go_on(ledger, of_order(ledger.source, fact.external_id))
        case OrderDeleted():
            await take_deleted(ledger, fact)
        case PaymentTold():
            await take_payment(ledger, fact)
        case RefundTold():
            await take_refund(ledger, fact)
        case CartTold() | CheckoutTold():
            await take_cart(ledger, fact)
        case ShipmentTold():
            if taken := await take_shipment(ledger, fact):
                await _go_on(ledger, of_shipment(ledger.source, fact.external_id))
                for number in taken[1]:
                    await _go_on(ledger, of_number(number))
        case MovementTold():
            await take_movement(ledger, fact)
        case TrackingTold():
            await take_tracking(ledger, fact)
        case CustomerTold():
            await take_customer(ledger, fact)
        case ViewTold():
            await take_view(ledger, fact)
        case HappeningTold():
            await take_happening(ledger, fact)


async def _go_on(ledger: Ledger, subject: str) -> None:
    for fact in await unpark(ledger.tx, subject):
        await take_fact(ledger, fact)
