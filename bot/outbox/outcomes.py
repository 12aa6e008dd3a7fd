"""What one attempt came to, as the values that are written: accepted, later, never, or nobody knows."""

from dataclasses import dataclass, replace
from datetime import timedelta
from zlib import crc32

from bot.errors import GiveUp, TryAgain
from bot.outbox.channel import Accepted
from bot.outbox.gate import Candidate
from bot.outbox.status import Status
from bot.storage.columns import dump_json
from bot.templates.doubts import WAIT, is_about_template

FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=10)
PATIENCE = timedelta(hours=4)  # from the first attempt; then the message is given up
BLOCKS_FOR = timedelta(minutes=15)  # an unknown entry holds up later ones so long, and is then reported

_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Mark:
    """The outcome of the attempt that `entry_id` and `attempts` name. Moments in µs."""

    entry_id: int
    attempts: int
    contact_id: int
    status: Status
    due_at: int
    reason: str = ""
    error_code: int | None = None
    provider_id: str = ""
    lease_until: int | None = None
    accepted_at: int | None = None
    content: str = ""  # JSON, if it went out in another form than was written down

    def row(self, now: int) -> tuple[object, ...]:
        """The values of `queries.MARK`, in order."""
        return (
            self.entry_id,
            self.attempts,
            self.status.value,
            self.reason,
            self.error_code,
            self.provider_id,
            self.due_at,
            self.lease_until,
            self.accepted_at,
            now,
        )


def accepted(entry: Candidate, answer: Accepted, now: int) -> Mark:
    """The provider has it."""
    mark = Mark(*_whose(entry), Status.ACCEPTED, now, provider_id=answer.provider_id, accepted_at=now)
    if answer.refused and entry.content is not None:
        return replace(mark, content=dump_json(entry.content.refused(answer.refused).to_json()))
    return mark


def put_off(entry: Candidate, error: TryAgain, now: int) -> Mark:
    """Later, as long as there is patience."""
    wait = backoff(entry.attempts, entry.entry_id) if error.retry_after is None else error.retry_after
    due = now + wait // _MICROSECOND
    if due - (entry.tried_at or now) > PATIENCE // _MICROSECOND:
        return Mark(*_whose(entry), Status.FAILED, now, reason=f"tried for four hours: {error}")
    return Mark(*_whose(entry), Status.WAITING, due, reason=str(error))


def given_up(entry: Candidate, error: GiveUp, now: int) -> Mark:
    """It will never work; with another wording of its template perhaps, or once this one is approved again."""
    if is_about_template(entry.template, error.code, entry.attempts):
        due = now + WAIT // _MICROSECOND
        return Mark(*_whose(entry), Status.WAITING, due, reason=str(error), error_code=error.code)
    return Mark(*_whose(entry), Status.FAILED, now, reason=str(error), error_code=error.code)


def unsettled(entry: Candidate, reason: str, now: int, look_after: timedelta) -> Mark:
    """Nobody knows: reconciliation looks after it."""
    look_at, blocks_until = now + look_after // _MICROSECOND, now + BLOCKS_FOR // _MICROSECOND
    return Mark(*_whose(entry), Status.UNKNOWN, look_at, reason=reason, lease_until=blocks_until)


def backoff(attempts: int, entry_id: int) -> timedelta:
    """Doubling from two seconds to ten minutes, spread by a quarter so that not all come back at once."""
    doublings = min(max(attempts, 1) - 1, 20)
    wait = min(LONGEST_WAIT, FIRST_WAIT * float(1 << doublings))
    spread = crc32(f"{entry_id}/{attempts}".encode()) / 0xFFFFFFFF
    return wait * (0.75 + spread / 2)


def _whose(entry: Candidate) -> tuple[int, int, int]:
    return entry.entry_id, entry.attempts, entry.contact_id
