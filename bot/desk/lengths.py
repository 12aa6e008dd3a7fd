"""Lengths of time as people type them."""

import re

from bot.errors import SettingsWrong

_LENGTH = re.compile(r"(\d+)\s*([smhdw]?)")
_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


def seconds_of(told: str) -> int:
    """`15m` → 900. Raises SettingsWrong."""
    found = _LENGTH.fullmatch(told.strip())
    if found is None:
        raise SettingsWrong(f"{told} is no length of time: write 15m, 6h, 1d or 2w")
    return int(found[1]) * _SECONDS[found[2]]
