"""A store's order as it stands."""

from dataclasses import dataclass

from bot.orders.told import queries
from bot.orders.told.ledger import Ledger
from bot.storage.transactions import Row


@dataclass(frozen=True, slots=True)
class OrderKept:
    """A store's order as it stands. Moments in µs."""

    id: int
    contact_id: int
    number: str
    status: str
    currency: str
    total: int
    refunded: int
    is_placed: bool
    payment_state: str
    fulfilment_state: str
    paid_at: int | None
    cancelled_at: int | None
    changed_at: int | None
    told_mark: str
    payment_at: int | None
    delivered_at: int | None
    cart_token: str | None
    checkout_token: str | None
    source: str
    external_id: str | None
    payment: str
    coupon: str
    country: str
    placed_at: int

    @classmethod
    def of(cls, row: Row) -> "OrderKept":
        values = list(row)
        values[7] = bool(values[7])
        return cls(*values)


async def find_kept(ledger: Ledger, external_id: str) -> OrderKept | None:
    """The order of this id in the ledger's store."""
    row = await ledger.tx.row(queries.FIND_ORDER, ledger.source, external_id)
    return OrderKept.of(row) if row else None


async def fill_kept(ledger: Ledger, order_id: int, *facts: int | str | None) -> OrderKept:
    """Add what any word may add (`FILL_ORDER`); answers the order as it is then."""
    row = await ledger.tx.row(queries.FILL_ORDER, order_id, *facts)
    assert row is not None  # noqa: S101 - it was there in this transaction
    return OrderKept.of(row)


async def get_kept(ledger: Ledger, order_id: int) -> OrderKept:
    """The same by our own id."""
    row = await ledger.tx.row(queries.GET_ORDER, order_id)
    assert row is not None  # noqa: S101 - it was there in this transaction
    return OrderKept.of(row)
