"""Redemption: a coupon is used for one order, and an order that is voided gives it back."""

from datetime import datetime
from enum import StrEnum

from bot.rewards import queries
from bot.storage.columns import to_micros
from bot.storage.transactions import Tx

FAR = 2**62  # µs: later than any moment


class Use(StrEnum):
    """What became of a store's report that a code was used."""

    REDEEMED = "redeemed"  #: written down, now or by an earlier report of the same order
    OTHER_ORDER = "other_order"  #: another order has used it: the store has let one code through twice
    WITHDRAWN = "withdrawn"  #: nobody had been given it yet: taken out of the pool, so that nobody will be
    UNKNOWN = "unknown"  #: not a code of ours


async def redeem_coupon(tx: Tx, code: str, contact_id: int | None, order_id: str, now: datetime) -> bool:
    """Use a coupon for an order. True also when this order has it already.

    False when there is no such coupon, it has expired at `now`, another order has used it, or it is not this
    contact's (None: whoever has it, as when a store reports). One conditional update, so that of two orders that
    come together one is refused.
    """
    known = await queries.find_spelling(tx, code)
    moment = to_micros(now)
    return await tx.run(queries.REDEEM, known, contact_id, order_id, moment, moment) == 1


async def report_redemption(tx: Tx, code: str, order_id: str, at: datetime) -> Use:
    """A store tells that an order was placed with this code: a fact, be the coupon expired or its owner unknown.

    Reports may come twice. A code that lay in a pool still is taken out of it.
    """
    known = await queries.find_spelling(tx, code)
    if await tx.run(queries.REDEEM, known, None, order_id, to_micros(at), -FAR):
        return Use.REDEEMED
    if await tx.row(queries.FIND_USE, known):
        return Use.OTHER_ORDER
    if await tx.run(queries.WITHDRAW_POOL_CODE, known.upper(), to_micros(at)):
        return Use.WITHDRAWN
    return Use.WITHDRAWN if await tx.row(queries.FIND_POOL_CODE, known.upper()) else Use.UNKNOWN


async def release_redemption(tx: Tx, order_id: str) -> int:
    """An order was voided: its coupon may be used again, as long as it lasts. Answers how many were given back."""
    return await tx.run(queries.RELEASE_REDEMPTION, order_id)
