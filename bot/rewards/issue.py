"""Promising a coupon, and issuing it in the transaction of the turn that promised it: never above the budget, never
twice (P36).

An action reads and promises; many contacts may do so in the same moment. The promise names one code, and the turn
holds only if exactly that code can be taken when it commits; else it is computed again with what is free by then.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.errors import Stale
from bot.rewards import queries
from bot.rewards.codes import make_code, place_of
from bot.rewards.queries import CampaignSeen, CouponSeen
from bot.storage.columns import from_micros
from bot.storage.transactions import Tx


async def find_code(tx: Tx, campaign: CampaignSeen, contact_id: int, secret: bytes) -> str | None:
    """The code that this contact may be promised now; None when there is none left.

    From a pool, contacts who ask together are pointed at different codes. Whoever loses one nevertheless is pointed
    elsewhere the next time, because the point depends on how many have been issued.
    """
    if campaign.left <= 0:
        return None
    if not campaign.has_pool:
        return make_code(secret, campaign.id, contact_id, prefix=campaign.prefix)
    point = place_of(f"{campaign.id}:{contact_id}:{campaign.issued}")
    return await queries.find_free_code(tx, campaign.id, point)


def last_moment(campaign: CampaignSeen, now: datetime, timezone: str) -> datetime:
    """The end of the last day of a coupon that is given now, where the shop is: who is told “until Nov 29” may come
    on that day, however late.
    """
    local = (now + timedelta(seconds=campaign.valid_for)).astimezone(ZoneInfo(timezone))
    return local.replace(hour=23, minute=59, second=59, microsecond=0)


async def issue_coupon(tx: Tx, data: Mapping[str, Any], contact_id: int, now: datetime) -> None:
    """Carry out `Perform("issue_coupon", {campaign, code, expires_at, codes})`; `expires_at` is µs since 1970.

    Doing it again changes nothing. Raises Stale when the budget is used up meanwhile, the code has gone to somebody
    else, the campaign has ended, or the contact holds another code: the caller undoes what was done here and
    computes the turn again.
    """
    campaign, code, codes = str(data["campaign"]), str(data["code"]), str(data.get("codes", "generated"))
    held = await queries.find_coupon(tx, campaign, contact_id)
    if held is not None:
        if held.code != code:
            raise Stale(f"contact {contact_id} holds another coupon of {campaign}")
        return
    if not await queries.take_from_budget(tx, campaign, now, codes):
        raise Stale(f"campaign {campaign} has nothing left to give")
    if codes == "pool" and not await queries.take_pool_code(tx, campaign, code, now):
        raise Stale(f"a code of {campaign} has gone to somebody else")
    coupon = CouponSeen(code, campaign, from_micros(int(data["expires_at"])), None)
    if not await queries.keep_coupon(tx, coupon, contact_id, now):
        raise Stale(f"contact {contact_id} has just been given a coupon of {campaign}")
