"""Campaigns as the shop's own file describes them, brought into the database at start."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.rewards import queries
from bot.storage.columns import dump_json, to_micros
from bot.storage.transactions import Tx

#: The budget of a campaign that is only bounded by its pool.
NO_BUDGET = 2**31 - 1


@dataclass(frozen=True, slots=True)
class CampaignPlan:
    """What a merchant decides: how much off, how many coupons, for how long, and for what."""

    id: str
    prefix: str
    budget: int
    valid_for: timedelta
    percent: int | None = None
    amount: int | None = None  # minor units
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    codes: str = "generated"
    free_shipping: bool = False
    min_basket: int = 0  # minor units
    products: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


async def keep_campaigns(tx: Tx, plans: Sequence[CampaignPlan]) -> None:
    """Add new campaigns and change known ones; what was issued already stays counted."""
    for plan in sorted(plans, key=lambda plan: plan.id):
        await tx.run(
            queries.KEEP_CAMPAIGN,
            plan.id,
            plan.prefix,
            plan.percent,
            plan.amount,
            plan.budget,
            plan.starts_at and to_micros(plan.starts_at),
            plan.ends_at and to_micros(plan.ends_at),
            int(plan.valid_for.total_seconds()),
            plan.codes,
            plan.free_shipping,
            plan.min_basket,
            dump_json(list(plan.products)),
            dump_json(list(plan.categories)),
        )
