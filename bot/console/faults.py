"""Errors in the words of HTTP: `{"error": {"code": …, "message": …}}`.

An error of a room that has `status` and `code` (and, for more than words, a dict `more`) is told as it is. Its
message is its own text, which is English; without one, and in other languages, `fault.<code>` of the words.
"""

from typing import Any

from bot.errors import BotError
from bot.phone.languages import FALLBACK, Language


class Fault(BotError):
    """Something that whoever asked can understand and put right."""

    status = 400
    code = "wrong"

    def __init__(self, message: str = "", **more: Any) -> None:
        super().__init__(message)
        self.more = more


class WrongInput(Fault):
    """A value is missing or malformed: `fields` says which and why."""

    status, code = 422, "input"


class NotSignedIn(Fault):
    """Nobody is signed in, or not any more."""

    status, code = 401, "sign_in"


class NotAllowed(Fault):
    """This role may not."""

    status, code = 403, "role"


class NotOurPage(Fault):
    """The request did not come from a page of ours: it may be another site's doing."""

    status, code = 403, "csrf"


class NotFound(Fault):
    """There is no such thing, or it is not theirs to see."""

    status, code = 404, "not_found"


class Conflict(Fault):
    """It has changed meanwhile, or is there already."""

    status, code = 409, "conflict"


class TooLarge(Fault):
    """More than is taken."""

    status, code = 413, "too_large"


class WrongKind(Fault):
    """A kind of content that is not taken."""

    status, code = 415, "kind"


class TooOften(Fault):
    """Asked too often: `retry_after` says in how many seconds again."""

    status, code = 429, "too_often"


def is_told(error: BotError) -> bool:
    """Whether an error carries what HTTP needs."""
    return isinstance(getattr(error, "status", None), int) and isinstance(getattr(error, "code", None), str)


def say(error: Any, language: Language) -> str:
    """What it means, in somebody's language."""
    own, words = str(error), language.words.get(f"fault.{error.code}", "")
    return (own or words or error.code) if language.code == FALLBACK else (words or own or error.code)
