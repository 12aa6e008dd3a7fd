"""By which rules a journey's message may go, weighed once more when it is claimed: the same rules as at its step.

Consent by purpose, STOP, who has the chat, quiet hours by the contact's own clock, and how much was said lately. The
conversation's row is held meanwhile, so that neither another dispatcher nor a turn decides at the same moment.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Protocol

from bot.contacts.consents import NEWEST_OF_MANY, purposes_granted
from bot.storage.columns import from_micros
from bot.storage.transactions import Row, Tx
from flows.engine.journeys.attention import weigh
from flows.engine.journeys.enrollment import Facts
from flows.engine.journeys.journey import MARKETING, UTILITY, Cap, Policy

LOOKS_BACK = timedelta(days=31)  # for caps
PATIENCE = timedelta(days=3)  # so long a message is put off, unless its own time is shorter
_MICROSECOND = timedelta(microseconds=1)

#: The columns of `Spoken`. Conversations that somebody is just changing are skipped.
READ_SPOKEN = """
select e.id, e.contact_id, e.category, e.facts, e.policy, e.created_at, c.owner, c.windows, p.opted_out_at
from outbox e join conversation c on c.contact_id = e.contact_id join contact p on p.id = e.contact_id
where e.id = any($1::bigint[]) order by e.contact_id, e.id for no key update of c skip locked
"""
COUNT_UNHEARD = (
    "select contact_id, count(*) from inbox_event where contact_id = any($1::bigint[]) and state = 0 "
    "group by contact_id"
)
LIST_SPOKEN = (
    "select contact_id, coalesce(accepted_at, attempted_at, created_at), category from outbox "
    "where contact_id = any($1::bigint[]) and kind = 'journey' and created_at >= $2 "
    "and status in ('sending', 'unknown', 'accepted', 'sent', 'delivered', 'read')"
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A journey's entry as far as its rules and facts go. `created_at` and `opted_out_at` are µs."""

    entry_id: int
    contact_id: int
    category: str
    facts: tuple[Mapping[str, Any], ...]
    policy: Mapping[str, Any]
    created_at: int
    owner: str
    has_written: bool
    opted_out: bool

    @classmethod
    def from_row(cls, row: Row) -> "Spoken":
        """From the columns of READ_SPOKEN."""
        entry_id, contact_id, category, facts, policy, created_at, owner, windows, opted_out_at = row
        told, rules = json.loads(facts), json.loads(policy)
        wrote, left = bool(json.loads(windows or "{}")), opted_out_at is not None
        return cls(entry_id, contact_id, category, tuple(told), rules, created_at, owner, wrote, left)


class Runs(Protocol):
    """Who knows the journeys that are switched on, by their ids."""

    def __contains__(self, name: object) -> bool: ...

    def policy_at(self, journey: str, step: str) -> Policy | None:
        """The rules of a step as they are now; None for what there is not any more."""


@dataclass(frozen=True, slots=True)
class Held:
    """Not now, or not at all: `until` is None for good."""

    reason: str
    until: datetime | None = None


def carried(policy: Policy, zone: str, of: Sequence[object], again: int = 0) -> dict[str, Any]:
    """What an entry takes along of its journey, as JSON. `of`: journey, key, entry, step, visit."""
    told: dict[str, Any] = {"of": list(of), "zone": zone}
    if again:
        told["again"] = again
    if policy.quiet:
        told["quiet"] = [f"{moment:%H:%M}" for moment in policy.quiet]
    if policy.caps:
        told["caps"] = [[cap.most, cap.within.total_seconds()] for cap in policy.caps]
    return told


class Attention:
    """What is known of the contacts of one batch, and who may be spoken to. What is let go counts at once."""

    def __init__(self, consents: Mapping[int, Mapping[str, bool]], sent: Mapping[int, list[tuple[datetime, str]]]):
        self._consents = consents
        self._sent = defaultdict(list, {contact: list(each) for contact, each in sent.items()})

    @classmethod
    async def read(cls, tx: Tx, contact_ids: Sequence[int], now: int) -> "Attention":
        """What was agreed to and what was sent lately, of all of them at once."""
        consents: defaultdict[int, dict[str, bool]] = defaultdict(dict)
        for contact_id, purpose, granted in await tx.rows(NEWEST_OF_MANY, list(contact_ids)):
            consents[contact_id][purpose] = bool(granted)
        sent: defaultdict[int, list[tuple[datetime, str]]] = defaultdict(list)
        since = now - LOOKS_BACK // _MICROSECOND
        for contact_id, at, category in await tx.rows(LIST_SPOKEN, list(contact_ids), since):
            sent[contact_id].append((from_micros(at), category))
        return cls(consents, sent)

    def weigh(self, entry: Spoken, now: datetime, newest: Policy | None = None) -> Held | None:
        """The first reason against it; None lets it go. `newest` are its step's rules now, where it is known."""
        agreed = self._consents.get(entry.contact_id, {})
        facts = Facts(
            timezone=entry.policy.get("zone", "UTC"),
            opted_out=entry.opted_out,
            consents=purposes_granted(agreed, has_written=entry.has_written),
            owner=entry.owner,
            sent=tuple(self._sent[entry.contact_id]),
        )
        verdict = weigh(newest or _policy_of(entry), facts, now)
        if verdict.outcome == "go":
            return None
        is_late = now - from_micros(entry.created_at) > PATIENCE
        return Held(verdict.reason, None if is_late else verdict.until)

    def count(self, entry: Spoken, now: datetime) -> None:
        """It goes out: the next one of this batch knows."""
        self._sent[entry.contact_id].append((now, entry.category))


def note_of(entry: Spoken) -> str:
    """What is remarkable about its going out."""
    has_person = entry.owner != "bot" and entry.category != MARKETING
    return "a person had the conversation" if has_person else ""


def _policy_of(entry: Spoken) -> Policy:
    quiet = entry.policy.get("quiet")
    return Policy(
        category=entry.category or UTILITY,
        quiet=(time.fromisoformat(quiet[0]), time.fromisoformat(quiet[1])) if quiet else None,
        caps=tuple(Cap(most, timedelta(seconds=span)) for most, span in entry.policy.get("caps", ())),
    )
