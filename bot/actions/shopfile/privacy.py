"""`[privacy]` of the shop's file: for how many days which kind of data is kept. 0: for ever, until it is erased."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic.functional_validators import AfterValidator

LEAST = 2  # days: by then what was said is answered, and no answer is on its way any more


def _long_enough(days: int) -> int:
    if 0 < days < LEAST:
        raise ValueError(f"must be 0 or at least {LEAST}")
    return days


Days = Annotated[int, Field(ge=0, le=36_500), AfterValidator(_long_enough)]


class Privacy(BaseModel):
    """What is older loses its words; that something was said, when and how it went stays countable."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    keep_messages_days: Days = 0  # what contacts wrote and what went to them
    keep_media_days: Days = 0  # files, both ways
    keep_events_days: Days = 0  # what the shop told of contacts, and timers
    keep_notes_days: Days = 0  # notes of agents, and the words of closed handoffs
    keep_audit_days: Days = 0  # the audit log
