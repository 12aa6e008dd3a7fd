"""All SQL of coupons. Budget and pool are shared: conditional updates in a fixed order, never read and then written.

The order is campaign, pool, coupon: whoever has counted itself into a campaign's budget is alone with its pool until
the transaction ends, so two processes can neither take the same code nor wait for each other.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.storage.columns import from_micros, to_micros
from bot.storage.statements import insert_many
from bot.storage.transactions import Row, Tx

_CAMPAIGN = """
    select id, prefix, percent, amount, budget - issued, starts_at, ends_at, valid_for,
      codes, issued, free_shipping, min_basket, products, categories from campaign
"""
FIND_CAMPAIGN = f"{_CAMPAIGN} where id = $1"
LIST_CAMPAIGNS = f"""{_CAMPAIGN} where id = any($1::text[]) or (budget > issued
    and (starts_at is null or starts_at <= $2::bigint) and (ends_at is null or ends_at > $2::bigint)) order by id
"""
FIND_COUPON = """
    select code, campaign_id, expires_at, redeemed_at from coupon where campaign_id = $1 and contact_id = $2::bigint
"""
FIND_USABLE_COUPON = """
    select code, campaign_id, expires_at, redeemed_at from coupon
    where contact_id = $1::bigint and redeemed_at is null and expires_at > $2::bigint order by expires_at limit 1
"""
LIST_USABLE = """
    select code, campaign_id, expires_at, redeemed_at from coupon
    where contact_id = $1::bigint and redeemed_at is null and expires_at > $2::bigint order by expires_at, code
"""
FIND_OWN = "select code, campaign_id, expires_at, redeemed_at from coupon where contact_id = $1::bigint and code = $2"
LIST_COUPONS = """
    select code, campaign_id, expires_at, redeemed_at from coupon
    where contact_id = $1::bigint order by issued_at desc, code limit $2::bigint
"""
KEEP_COUPON = """
    insert into coupon (code, campaign_id, contact_id, issued_at, expires_at)
    values ($1, $2, $3::bigint, $4::bigint, $5::bigint) on conflict do nothing
"""
TAKE_FROM_BUDGET = """
    update campaign set issued = issued + 1
    where id = $1 and issued < budget and codes = $3
      and (starts_at is null or starts_at <= $2::bigint) and (ends_at is null or ends_at > $2::bigint)
"""
KEEP_CAMPAIGN = """
    insert into campaign (id, prefix, percent, amount, budget, issued, starts_at, ends_at, valid_for,
      codes, free_shipping, min_basket, products, categories)
    values ($1, $2, $3::bigint, $4::bigint, $5::bigint, 0, $6::bigint, $7::bigint, $8::bigint,
      $9, $10, $11::bigint, $12, $13)
    on conflict (id) do update set prefix = excluded.prefix, percent = excluded.percent,
      amount = excluded.amount, budget = excluded.budget, starts_at = excluded.starts_at,
      ends_at = excluded.ends_at, valid_for = excluded.valid_for, codes = excluded.codes,
      free_shipping = excluded.free_shipping, min_basket = excluded.min_basket,
      products = excluded.products, categories = excluded.categories
"""
FIND_FREE_CODE = """
    select code from pool_code where campaign_id = $1 and taken_at is null and place >= $2::bigint
    order by place limit 1
"""
TAKE_POOL_CODE = """
    update pool_code set taken_at = $3::bigint where folded = $1 and campaign_id = $2 and taken_at is null
"""
WITHDRAW_POOL_CODE = "update pool_code set taken_at = $2::bigint where folded = $1 and taken_at is null"
FIND_POOL_CODE = "select code, campaign_id from pool_code where folded = $1"
LIST_KNOWN_CODES = "select folded, campaign_id from pool_code where folded = any($1::text[])"
LIST_ISSUED_CODES = "select code, campaign_id from coupon where code = any($1::text[])"
ADD_POOL_CODES = insert_many(
    "pool_code",
    {"folded": "text", "code": "text", "campaign_id": "text", "place": "bigint"},
    "on conflict do nothing",
)
REDEEM = """
    update coupon set redeemed_at = coalesce(redeemed_at, $4::bigint), redeemed_order = $3
    where code = $1 and ($2::bigint is null or contact_id = $2::bigint)
      and (redeemed_order = $3 or (redeemed_at is null and expires_at > $5::bigint))
"""
RELEASE_REDEMPTION = "update coupon set redeemed_at = null, redeemed_order = null where redeemed_order = $1"
FIND_USE = "select redeemed_order, redeemed_at, expires_at from coupon where code = $1"
COUNT_CAMPAIGNS = """
    select c.id, c.percent, c.amount, c.free_shipping, c.codes, c.budget, c.issued, c.starts_at, c.ends_at,
      (select count(*) from coupon k where k.campaign_id = c.id and k.redeemed_at is not null),
      (select count(*) from coupon k where k.campaign_id = c.id and k.redeemed_at is null
        and k.expires_at <= $1::bigint),
      (select count(*) from pool_code p where p.campaign_id = c.id and p.taken_at is null),
      (select count(*) from pool_code p where p.campaign_id = c.id)
    from campaign c order by c.id
"""
LIST_CODES = """
    select p.code, p.taken_at, k.contact_id, k.issued_at, k.expires_at, k.redeemed_at, k.redeemed_order
    from pool_code p left join coupon k on k.code = p.code where p.campaign_id = $1
    union all
    select k.code, k.issued_at, k.contact_id, k.issued_at, k.expires_at, k.redeemed_at, k.redeemed_order
    from coupon k where k.campaign_id = $1 and not exists (select 1 from pool_code p where p.code = k.code)
    order by 4, 1
"""


@dataclass(frozen=True, slots=True)
class CampaignSeen:
    """A campaign as it was read; `left` is how many coupons its budget still allows (a pool may hold fewer)."""

    id: str
    prefix: str
    percent: int | None
    amount: int | None  # minor units
    left: int
    starts_at: datetime | None
    ends_at: datetime | None
    valid_for: int  # seconds
    codes: str = "generated"
    issued: int = 0
    free_shipping: bool = False
    min_basket: int = 0  # minor units
    products: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()

    def is_running(self, now: datetime) -> bool:
        """Whether coupons may be issued as far as time goes."""
        return self.has_begun(now) and not self.has_ended(now)

    def has_begun(self, now: datetime) -> bool:
        return self.starts_at is None or self.starts_at <= now

    def has_ended(self, now: datetime) -> bool:
        return self.ends_at is not None and self.ends_at <= now

    @property
    def has_pool(self) -> bool:
        return self.codes == "pool"


@dataclass(frozen=True, slots=True)
class CouponSeen:
    """A coupon that was issued earlier."""

    code: str
    campaign: str
    expires_at: datetime
    redeemed_at: datetime | None

    def is_usable(self, now: datetime) -> bool:
        """Neither used nor expired."""
        return self.redeemed_at is None and now < self.expires_at


async def find_campaign(tx: Tx, campaign: str) -> CampaignSeen | None:
    """The campaign of this id."""
    row = await tx.row(FIND_CAMPAIGN, campaign)
    return _campaign(row) if row else None


async def list_campaigns(tx: Tx, named: Sequence[str], now: datetime) -> dict[str, CampaignSeen]:
    """By id those of these ids, and those that have something to give now."""
    rows = await tx.rows(LIST_CAMPAIGNS, list(named), to_micros(now))
    return {str(row[0]): _campaign(row) for row in rows}


def _campaign(row: Row) -> CampaignSeen:
    known, prefix, percent, amount, left, starts_at, ends_at, valid_for = row[:8]
    codes, issued, free_shipping, min_basket, products, categories = row[8:]
    return CampaignSeen(
        id=known,
        prefix=prefix,
        percent=percent,
        amount=amount,
        left=left,
        starts_at=_moment(starts_at),
        ends_at=_moment(ends_at),
        valid_for=valid_for,
        codes=codes,
        issued=issued,
        free_shipping=bool(free_shipping),
        min_basket=min_basket,
        products=tuple(json.loads(products)),
        categories=tuple(json.loads(categories)),
    )


async def find_coupon(tx: Tx, campaign: str, contact_id: int) -> CouponSeen | None:
    """The coupon that this contact has of this campaign."""
    return _coupon(await tx.row(FIND_COUPON, campaign, contact_id))


async def find_usable_coupon(tx: Tx, contact_id: int, now: datetime) -> CouponSeen | None:
    """The coupon that this contact can still use; the one that expires first."""
    return _coupon(await tx.row(FIND_USABLE_COUPON, contact_id, to_micros(now)))


async def list_coupons(tx: Tx, contact_id: int, limit: int = 10) -> list[CouponSeen]:
    """What this contact was given, the newest first."""
    rows = await tx.rows(LIST_COUPONS, contact_id, limit)
    return [coupon_in(row) for row in rows]


async def keep_coupon(tx: Tx, coupon: CouponSeen, contact_id: int, now: datetime) -> bool:
    """Write a coupon down; False when the contact has one of this campaign already, or the code is taken."""
    expires = to_micros(coupon.expires_at)
    return await tx.run(KEEP_COUPON, coupon.code, coupon.campaign, contact_id, to_micros(now), expires) == 1


async def take_from_budget(tx: Tx, campaign: str, now: datetime, codes: str = "generated") -> bool:
    """Count one coupon more; False when the budget is used up, the campaign is not running or has other codes."""
    return await tx.run(TAKE_FROM_BUDGET, campaign, to_micros(now), codes) == 1


async def find_free_code(tx: Tx, campaign: str, point: int) -> str | None:
    """The first free code of a pool from this point of the ring on; None when the pool has run dry."""
    row = await tx.row(FIND_FREE_CODE, campaign, point) or await tx.row(FIND_FREE_CODE, campaign, 0)
    return str(row[0]) if row else None


async def take_pool_code(tx: Tx, campaign: str, code: str, now: datetime) -> bool:
    """Take exactly this code out of the pool; False when somebody has it."""
    return await tx.run(TAKE_POOL_CODE, code.upper(), campaign, to_micros(now)) == 1


async def find_spelling(tx: Tx, typed: str) -> str:
    """A code as it is written in our books, however it was typed."""
    folded = typed.strip().upper()
    row = await tx.row(FIND_POOL_CODE, folded)
    return str(row[0]) if row else folded


async def find_owners(tx: Tx, codes: Sequence[str]) -> dict[str, str]:
    """Of these codes (in capitals) those that are known, with the campaign that has them."""
    pooled = await tx.rows(LIST_KNOWN_CODES, list(codes))
    issued = await tx.rows(LIST_ISSUED_CODES, list(codes))
    return {str(code): str(campaign) for code, campaign in [*issued, *pooled]}


def coupon_in(row: Row) -> CouponSeen:
    """The coupon of a row that was read here."""
    return CouponSeen(row[0], row[1], from_micros(row[2]), _moment(row[3]))


def _coupon(row: Row | None) -> CouponSeen | None:
    return coupon_in(row) if row else None


def _moment(micros: int | None) -> datetime | None:
    return None if micros is None else from_micros(micros)
