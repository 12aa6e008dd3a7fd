"""A coupon is used up by one order, in the transaction that makes it."""

from datetime import datetime

from bot.storage.columns import to_micros
from bot.storage.transactions import Tx

REDEEM = (
    "update coupon set redeemed_at = $3::bigint "
    "where code = $1 and contact_id = $2::bigint and redeemed_at is null and expires_at > $3::bigint"
)


async def redeem_coupon(tx: Tx, code: str, contact_id: int, order_id: int, now: datetime) -> bool:  # noqa: ARG001
    """Use the code for this order; False when it is not this contact's, was used, or has expired."""
    return await tx.run(REDEEM, code, contact_id, to_micros(now)) == 1
