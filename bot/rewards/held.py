"""The coupons of a contact together with what they are good for, as a cart needs them."""

from dataclasses import dataclass
from datetime import datetime

from bot.rewards import queries
from bot.rewards.queries import CampaignSeen, CouponSeen
from bot.storage.columns import to_micros
from bot.storage.transactions import Row, Tx


@dataclass(frozen=True, slots=True)
class Held:
    """A coupon and the terms of its campaign."""

    coupon: CouponSeen
    campaign: CampaignSeen

    @property
    def code(self) -> str:
        return self.coupon.code


async def list_held(tx: Tx, contact_id: int, now: datetime) -> tuple[Held, ...]:
    """What the contact can still use, the one that expires first first."""
    rows = await tx.rows(queries.LIST_USABLE, contact_id, to_micros(now))
    found = [await _held(tx, row) for row in rows]
    return tuple(held for held in found if held)


async def find_own(tx: Tx, contact_id: int, typed: str) -> Held | None:
    """The contact's own coupon of this code, however it was typed; used and expired ones, too."""
    code = await queries.find_spelling(tx, "".join(typed.split()))
    row = await tx.row(queries.FIND_OWN, contact_id, code)
    return await _held(tx, row) if row else None


async def _held(tx: Tx, row: Row) -> Held | None:
    coupon = queries.coupon_in(row)
    campaign = await queries.find_campaign(tx, coupon.campaign)
    return Held(coupon, campaign) if campaign else None
