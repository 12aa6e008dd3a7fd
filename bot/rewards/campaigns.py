"""Campaigns as the shop's own file describes them, brought into the database at start."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.rewards import queries
from bot.storage.columns import to_micros
from bot.storage.transactions import Tx


@dataclass(frozen=True, slots=True)
class CampaignPlan:
    """What a merchant decides: how much off, how many coupons, and for how long."""

    id: str
    prefix: str
    budget: int
    valid_for: timedelta
    percent: int | None = None
    amount: int | None = None  # minor units
    starts_at: datetime | None = None
    ends_at: datetime | None = None


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
        )
