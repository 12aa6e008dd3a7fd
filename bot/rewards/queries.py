"""All SQL of coupons. The budget is a shared counter: one conditional update, never read and then written."""

from dataclasses import dataclass
from datetime import datetime

from bot.storage.columns import from_micros, to_micros
from bot.storage.transactions import Row, Tx

FIND_CAMPAIGN = """
    select id, prefix, percent, amount, budget - issued, starts_at, ends_at, valid_for from campaign where id = $1
"""
FIND_COUPON = """
    select code, campaign_id, expires_at, redeemed_at from coupon where campaign_id = $1 and contact_id = $2::bigint
"""
FIND_USABLE_COUPON = """
    select code, campaign_id, expires_at, redeemed_at from coupon
    where contact_id = $1::bigint and redeemed_at is null and expires_at > $2::bigint order by expires_at limit 1
"""
KEEP_COUPON = """
    insert into coupon (code, campaign_id, contact_id, issued_at, expires_at)
    values ($1, $2, $3::bigint, $4::bigint, $5::bigint) on conflict do nothing
"""
TAKE_FROM_BUDGET = """
    update campaign set issued = issued + 1
    where id = $1 and issued < budget
      and (starts_at is null or starts_at <= $2::bigint) and (ends_at is null or ends_at > $2::bigint)
"""
KEEP_CAMPAIGN = """
    insert into campaign (id, prefix, percent, amount, budget, issued, starts_at, ends_at, valid_for)
    values ($1, $2, $3::bigint, $4::bigint, $5::bigint, 0, $6::bigint, $7::bigint, $8::bigint)
    on conflict (id) do update set prefix = excluded.prefix, percent = excluded.percent,
      amount = excluded.amount, budget = excluded.budget, starts_at = excluded.starts_at,
      ends_at = excluded.ends_at, valid_for = excluded.valid_for
"""


@dataclass(frozen=True, slots=True)
class CampaignSeen:
    """A campaign as it was read; `left` is how many coupons its budget still allows."""

    id: str
    prefix: str
    percent: int | None
    amount: int | None  # minor units
    left: int
    starts_at: datetime | None
    ends_at: datetime | None
    valid_for: int  # seconds

    def is_running(self, now: datetime) -> bool:
        """Whether coupons may be issued as far as time goes."""
        return (self.starts_at is None or self.starts_at <= now) and (self.ends_at is None or now < self.ends_at)


@dataclass(frozen=True, slots=True)
class CouponSeen:
    """A coupon that was issued earlier."""

    code: str
    campaign: str
    expires_at: datetime
    redeemed_at: datetime | None


async def find_campaign(tx: Tx, campaign: str) -> CampaignSeen | None:
    """The campaign of this id."""
    row = await tx.row(FIND_CAMPAIGN, campaign)
    if row is None:
        return None
    known, prefix, percent, amount, left, starts_at, ends_at, valid_for = row
    return CampaignSeen(known, prefix, percent, amount, left, _moment(starts_at), _moment(ends_at), valid_for)


async def find_coupon(tx: Tx, campaign: str, contact_id: int) -> CouponSeen | None:
    """The coupon that this contact has of this campaign."""
    return _coupon(await tx.row(FIND_COUPON, campaign, contact_id))


async def find_usable_coupon(tx: Tx, contact_id: int, now: datetime) -> CouponSeen | None:
    """The coupon that this contact can still use; the one that expires first."""
    return _coupon(await tx.row(FIND_USABLE_COUPON, contact_id, to_micros(now)))


async def keep_coupon(tx: Tx, coupon: CouponSeen, contact_id: int, now: datetime) -> bool:
    """Write a coupon down; False when the contact has one of this campaign already, or the code is taken."""
    expires = to_micros(coupon.expires_at)
    return await tx.run(KEEP_COUPON, coupon.code, coupon.campaign, contact_id, to_micros(now), expires) == 1


async def take_from_budget(tx: Tx, campaign: str, now: datetime) -> bool:
    """Count one coupon more; False when the budget is used up or the campaign is not running."""
    return await tx.run(TAKE_FROM_BUDGET, campaign, to_micros(now)) == 1


def _coupon(row: Row | None) -> CouponSeen | None:
    return CouponSeen(row[0], row[1], from_micros(row[2]), _moment(row[3])) if row else None


def _moment(micros: int | None) -> datetime | None:
    return None if micros is None else from_micros(micros)
