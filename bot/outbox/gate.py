"""The truth gate: what is no longer true or allowed when its time has come is not sent, and says why."""

import json
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.outbox.content import Content
from bot.storage.transactions import Row

WINDOW = timedelta(hours=24)
MARGIN = timedelta(seconds=60)  # the provider's clock and the way there
HEED = timedelta(seconds=2)  # how long a template waits for a message of the contact that is not yet handled

CHANGED_HANDS = "the conversation has changed hands since it was written"
_WHOEVER_OWNS = ("notice", "journey")  # of journeys, `policy.py` says which wait
_WINDOW_MICROS = (WINDOW - MARGIN) // timedelta(microseconds=1)
_HEED_MICROS = HEED // timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry whose time has come, with what the database knows now. Moments in µs.

    The fields are the columns of `queries.READ_CANDIDATES`, in order.
    """

    entry_id: int
    contact_id: int
    sender: str
    to: str
    content: Content | None  # None when it cannot be read
    kind: str
    epoch: int
    attempts: int
    created_at: int
    expires_at: int | None
    tried_at: int | None
    current_epoch: int | None
    windows: str | None
    opted_out_at: int | None
    unheard: int  # events of the contact that are kept but not yet handled; counted for templates
    template: str = ""  # its name, once a wording (or the free-form twin) has been chosen

    @classmethod
    def from_row(cls, row: Row) -> "Candidate":
        """From the columns of `queries.READ_CANDIDATES`."""
        entry_id, contact_id, sender, to, content, *rest = row
        return cls(entry_id, contact_id, sender, to, _read(content), *rest)

    def taken(self, now: int) -> "Candidate":
        """As it stands once it has been taken for another attempt."""
        return replace(self, attempts=self.attempts + 1, tried_at=self.tried_at or now)

    @property
    def last_heard_at(self) -> int | None:
        """When the contact last wrote to this sender."""
        moment = json.loads(self.windows or "{}").get(self.sender)
        return None if moment is None else int(moment)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Not to be sent: for good, or not before `until` (µs)."""

    reason: str
    until: int | None = None


def check(candidate: Candidate, now: int) -> Refusal | None:
    """None when it may go out now; the first reason against it otherwise."""
    if candidate.content is None:
        return Refusal("the entry cannot be read")
    if candidate.current_epoch is None:
        return Refusal("the contact does not exist any more")
    if candidate.expires_at is not None and now >= candidate.expires_at:
        return Refusal("its time had passed before it could be sent")
    if candidate.kind not in _WHOEVER_OWNS and candidate.epoch < candidate.current_epoch:
        return Refusal(CHANGED_HANDS)
    if _is_against_their_will(candidate):
        return Refusal("the contact has opted out")
    if candidate.content.template is None:
        return check_window(candidate, now)
    return Refusal("the contact has just written", until=now + _HEED_MICROS) if _has_just_written(candidate) else None


def _read(content: str) -> Content | None:
    try:
        return Content.from_json(json.loads(content))
    except (ValueError, TypeError, AttributeError):
        return None


def _has_just_written(candidate: Candidate) -> bool:
    """Of a journey's entry, `truth.py` asks that itself."""
    return candidate.unheard > 0 and candidate.kind != "journey"


def _is_against_their_will(candidate: Candidate) -> bool:
    """After STOP only the answer to it goes out, and answers (of agents, too) to what the contact wrote since."""
    if candidate.opted_out_at is None or candidate.kind == "notice":
        return False
    answers_something_newer = (
        candidate.kind in ("reply", "agent")
        and candidate.created_at >= candidate.opted_out_at
        and (candidate.last_heard_at or 0) > candidate.opted_out_at
    )
    return not answers_something_newer


def check_window(candidate: Candidate, now: int) -> Refusal | None:
    """The reason why nothing free-form may be said, if there is one."""
    heard = candidate.last_heard_at
    if heard is None:
        return Refusal("the contact has never written to this number: only a template may be sent")
    if now >= heard + _WINDOW_MICROS:
        return Refusal("more than 24 hours since the contact wrote: only a template may be sent")
    return None
