"""What viewers see of an address: enough to tell two apart, too little to call."""

import phonenumbers

SHOWN, LAST = 3, 2  # digits


def mask(address: str) -> str:
    """`+14155550101` → `+1 415 ••• ••01`; other handles keep their first and last signs."""
    digits = address.removeprefix("+")
    if not address.startswith("+") or not digits.isdigit():
        return f"{address[:SHOWN]}•••{address[-LAST:]}" if len(address) > SHOWN + LAST else "•••"
    try:
        code = str(phonenumbers.parse(address).country_code)
    except phonenumbers.NumberParseException:
        code = digits[:1]
    rest = digits.removeprefix(code)
    head, tail = rest[: SHOWN if len(rest) > 2 * SHOWN else 1], rest[-LAST:]
    hidden = max(len(rest) - len(head) - len(tail), 2)
    dots = "•" * hidden
    return f"+{code} {head} {dots[:-2]} {dots[-2:]}{tail}".replace("  ", " ")


def shown_to(role: str, address: str) -> str:
    """An address as this role may see it: viewers see it masked."""
    return address if role in {"agent", "lead", "admin"} else mask(address)
