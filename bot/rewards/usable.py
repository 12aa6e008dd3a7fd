"""What a coupon is worth to a contact at this moment: read before it is redeemed."""

from dataclasses import dataclass
from datetime import datetime

from bot.storage.columns import to_micros
from bot.storage.transactions import Tx

_WORTH = (
    "select c.code, k.percent, k.amount from coupon c join campaign k on k.id = c.campaign_id "
    "where c.contact_id = $1::bigint and c.redeemed_at is null and c.expires_at > $2::bigint"
)
FIND_BEST = f"{_WORTH} order by c.expires_at, c.code limit 1"
FIND_BY_CODE = f"{_WORTH} and c.code = $3"


@dataclass(frozen=True, slots=True)
class UsableCoupon:
    """A code of this contact that is good now. `amount` is minor units."""

    code: str
    percent: int | None
    amount: int | None


async def find_usable(tx: Tx, contact_id: int, now: datetime) -> UsableCoupon | None:
    """The coupon that the contact holds; of several the one that expires first."""
    row = await tx.row(FIND_BEST, contact_id, to_micros(now))
    return UsableCoupon(*row) if row else None


async def find_usable_by_code(tx: Tx, contact_id: int, now: datetime, code: str) -> UsableCoupon | None:
    """The contact's own coupon of this code, however it was typed; None when it is not good (any more)."""
    row = await tx.row(FIND_BY_CODE, contact_id, to_micros(now), "".join(code.split()).upper())
    return UsableCoupon(*row) if row else None
