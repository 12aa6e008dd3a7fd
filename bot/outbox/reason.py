"""Why a message failed, in words that a merchant understands, and whether trying again makes sense."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Retry(StrEnum):
    """What trying the same message again would bring."""

    NEVER = "never"  #: it would fail again, or annoy
    LATER = "later"  #: the fault passes or is being mended: minutes to hours
    ONCE = "once"  #: unclear: one more try, then no more
    THROTTLE = "throttle"  #: too fast: the same message goes through more slowly


@dataclass(frozen=True, slots=True)
class Reason:
    """`words` say what happened, `then` what a person should do about it (empty: nothing)."""

    words: str
    then: str = ""
    retry: Retry = Retry.NEVER
    of_products: bool = False  # about products of the channel's catalog: the same as our own bubble may go


Explain = Callable[[int], Reason]
"""A channel's table of error codes."""


def explain_plainly(code: int) -> Reason:
    """What can be said without a channel's table."""
    return Reason(f"the provider reported error {code}")
