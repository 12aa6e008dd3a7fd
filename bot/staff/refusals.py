"""What the staff's room refuses. `status` and `code` are what HTTP says of it, `more` what goes with them."""

from typing import Any

from bot.errors import BotError


class StaffRefusal(BotError):
    """Somebody may not do this, or not so."""

    status = 400
    code = "wrong"

    def __init__(self, message: str = "", **more: Any) -> None:
        super().__init__(message)
        self.more = more


class WrongLogin(StaffRefusal):
    """Address or password or code is wrong; which one is not said."""

    status, code = 401, "login"


class TooManyTries(StaffRefusal):
    """Wait before the next attempt: `retry_after` seconds."""

    status, code = 429, "too_often"


class WeakPassword(StaffRefusal):
    """Too short, too plain, or the address itself."""

    status, code = 422, "weak_password"


class LinkOver(StaffRefusal):
    """A one-time link that was used, has expired or never was."""

    status, code = 410, "link_over"


class Taken(StaffRefusal):
    """There is one of this name or address already."""

    status, code = 409, "taken_name"


class LastAdmin(StaffRefusal):
    """Somebody must remain who can look after the others; nobody takes their own role."""

    status, code = 409, "last_admin"


class Unknown(StaffRefusal):
    """There is no such agent, team or token."""

    status, code = 404, "not_found"
