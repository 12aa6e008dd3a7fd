"""Coupons of a contact who is forgotten: open ones are over, and nobody gets the same one twice by coming back.

Of the address stays a salted hash together with the campaign: it tells neither the number nor what else was given.
"""

from collections.abc import Iterable

from bot.contacts.queries import LIST_HANDLES
from bot.contacts.suppression import SALT, hash_of
from bot.inbox.queries import find_fact
from bot.storage.transactions import Tx

ADDRESSES = "select value from handle where contact_id = $1"
CAMPAIGNS = "select campaign_id from coupon where contact_id = $1"
KEEP = "insert into coupon_trace (hash, campaign_id) values ($1, $2) on conflict (hash) do nothing"
FIND = "select 1 from coupon_trace where hash = any($1::text[]) limit 1"
DROP_ENDED = "delete from coupon_trace where campaign_id in (select id from campaign where ends_at <= $1)"
END_OPEN = (
    "update coupon set expires_at = $2 where contact_id = $1 and redeemed_at is null and expires_at > $2 "
    "and issued_at <= $2"
)


async def erase_coupons(tx: Tx, contact_id: int, now: int) -> None:
    """The codes stay: the store may still report one, and a used one is part of an order. `now` in µs."""
    await tx.run(END_OPEN, contact_id, now)


async def keep_traces(tx: Tx, contact_id: int, salt: str, now: int) -> None:
    """To be called while the contact's addresses are still known. Traces of campaigns that are over go."""
    addresses = [str(row[0]) for row in await tx.rows(ADDRESSES, contact_id)]
    for (campaign,) in await tx.rows(CAMPAIGNS, contact_id):
        for address in addresses:
            await tx.run(KEEP, _trace(address, campaign, salt), campaign)
    await tx.run(DROP_ENDED, now)


async def had_before_erasure(tx: Tx, contact_id: int, campaign: str) -> bool:
    """Whether this contact, who seems to be new, was given this campaign's coupon before it was erased."""
    salt = await find_fact(tx, SALT)
    if not salt:
        return False  # nobody was ever erased
    addresses = [str(row[0]) for row in await tx.rows(LIST_HANDLES, contact_id)]
    return await had_before(tx, addresses, campaign, salt)


async def had_before(tx: Tx, addresses: Iterable[str], campaign: str, salt: str) -> bool:
    """Whether one of these addresses was given this campaign's coupon before it was erased."""
    return await tx.row(FIND, [_trace(address, campaign, salt) for address in addresses]) is not None


def _trace(address: str, campaign: str, salt: str) -> str:
    return hash_of(f"{campaign}|{address}", salt)
