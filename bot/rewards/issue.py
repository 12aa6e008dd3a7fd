"""Issuing a coupon in the transaction of the turn that promised it: never above the budget, never twice (P36)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.errors import Stale
from bot.rewards import queries
from bot.rewards.queries import CouponSeen
from bot.storage.columns import from_micros
from bot.storage.transactions import Tx


async def issue_coupon(tx: Tx, data: Mapping[str, Any], contact_id: int, now: datetime) -> None:
    """Carry out `Perform("issue_coupon", {campaign, code, expires_at})`; `expires_at` is microseconds since 1970.

    Doing it again changes nothing. Raises Stale when the budget is used up meanwhile, the campaign has ended, or
    the contact holds another code: the caller undoes what was done here and computes the turn again.
    """
    campaign, code = str(data["campaign"]), str(data["code"])
    coupon = CouponSeen(code, campaign, from_micros(int(data["expires_at"])), None)
    if not await queries.keep_coupon(tx, coupon, contact_id, now):
        held = await queries.find_coupon(tx, campaign, contact_id)
        if held is None or held.code != code:
            raise Stale(f"contact {contact_id} holds another coupon of {campaign}")
        return
    if not await queries.take_from_budget(tx, campaign, now):
        raise Stale(f"campaign {campaign} has nothing left to give")
