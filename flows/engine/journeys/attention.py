"""Whether a journey may speak now: consent, who has the chat, quiet hours, and how much was said lately."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flows.engine.journeys.enrollment import Facts
from flows.engine.journeys.journey import MARKETING, PURPOSES, Cap, Policy
from flows.engine.journeys.spans import is_within, next_at, zone_of

WITH_PEOPLE = timedelta(hours=1)  # then it is looked again whether the chat is free
LONGEST_DELAY = timedelta(hours=24)  # for a cap; what would come later is not said at all


@dataclass(frozen=True, slots=True)
class Verdict:
    """`go`, `deferred` (until) or `suppressed`, and why."""

    outcome: str = "go"
    reason: str = ""
    until: datetime | None = None


def weigh(policy: Policy, facts: Facts, now: datetime) -> Verdict:
    """The first reason against it, if any."""
    purpose = PURPOSES[policy.category]
    if facts.opted_out:
        return Verdict("suppressed", "the contact has opted out")
    if purpose and purpose not in facts.consents:
        return Verdict("suppressed", f"the contact has not agreed to {purpose}")
    if policy.category == MARKETING and facts.owner != "bot":
        return Verdict("deferred", "a person has the conversation", now + WITH_PEOPLE)
    if policy.quiet and is_within(now, policy.quiet, zone := zone_of(facts.timezone)):
        return Verdict("deferred", "it is the contact's quiet time", next_at(now, policy.quiet[1], zone))
    return _budget(policy, facts, now)


def _budget(policy: Policy, facts: Facts, now: datetime) -> Verdict:
    sent = sorted(at for at, category in facts.sent if category == policy.category)
    frees = [free for cap in policy.caps if (free := _free_at(cap, sent, now)) is not None]
    if not frees:
        return Verdict()
    until = max(frees)
    why = "the contact has had enough messages of this kind for now"
    return Verdict("deferred", why, until) if until - now <= LONGEST_DELAY else Verdict("suppressed", why)


def _free_at(cap: Cap, sent: list[datetime], now: datetime) -> datetime | None:
    """When the next may go; None for now."""
    recent = [at for at in sent if at > now - cap.within]
    return recent[-cap.most] + cap.within if len(recent) >= cap.most else None
