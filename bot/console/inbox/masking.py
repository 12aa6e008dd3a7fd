"""Numbers as those see them who may not: country code, the first digits and the last two."""

from bot.staff.agents import Agent
from bot.staff.roles import may

DOTS = "•••"


def sees_numbers(agent: Agent) -> bool:
    """Viewers see conversations, not whose they are."""
    return may(agent.role, "agent")


def mask(address: str) -> str:
    """`+1 415 ••• ••01`; of anything else, the first and last two letters."""
    if not address:
        return ""
    if not address.startswith("+") or not address[1:].isdigit():
        return f"{address[:2]}{DOTS}{address[-2:]}" if len(address) > 6 else DOTS
    code = _code_length(address)
    return f"{address[:code]} {address[code : code + 3]} {DOTS} ••{address[-2:]}"


def _code_length(number: str) -> int:
    """How many characters the plus and the country code take."""
    import phonenumbers

    try:
        return 1 + len(str(phonenumbers.parse(number).country_code))
    except phonenumbers.NumberParseException:
        return 3
