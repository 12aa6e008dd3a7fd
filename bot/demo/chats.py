"""What `chats.json` tells, as values. `python -m tests.bot.demo.record` writes it.

`t` counts seconds from a chat's beginning; `ago` are the seconds since its last item when the demo is filled.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.storage.columns import to_micros

CHATS = Path(__file__).parent / "chats.json"
_DAY = re.compile(r"\{day:(-?\d+)\}")
SECOND = 1_000_000  # µs
#: Of the numbers here that are nobody's, those that no directory knows the country of.
CODES = {"+82": "KR", "+44": "GB", "+1": "US", "+": ""}

#: A moment as the shop writes days, in a language.
RenderDay = Callable[[datetime, str], str]


@dataclass(frozen=True)
class Chat:
    """One conversation of the demo, and when its moments are if it is filled in `now`."""

    number: int
    told: Mapping[str, Any]
    now: datetime
    render_day: RenderDay

    @property
    def handle(self) -> str:
        return str(self.told["address"])

    @property
    def items(self) -> list[dict[str, Any]]:
        return list(self.told["items"])

    @property
    def owner(self) -> str:
        """bot, queue, joon or mina."""
        return str(self.told["owner"])

    @property
    def country(self) -> str:
        """ISO 3166, of whoever has no number that tells."""
        head = self.handle.partition(".")[0]
        return next((country for code, country in CODES.items() if head.startswith(code)), head[:2])

    def at(self, t: int) -> int:
        """When second `t` of it was, in µs."""
        return to_micros(self.now) - (int(self.told["ago"]) + int(self.told["length"]) - t) * SECOND

    def sid(self, place: int) -> str:
        """What the provider calls the item of this place."""
        return f"SMde{self.number:014x}{place:016x}"

    def dated(self, text: str) -> str:
        """With `{day:-2}` as the day that it is."""
        language = str(self.told["language"])
        return _DAY.sub(lambda found: self.render_day(self.now + timedelta(days=int(found[1])), language), text)


def read_chats(now: datetime, render_day: RenderDay) -> list[Chat]:
    """All of them."""
    told = json.loads(CHATS.read_text(encoding="utf-8"))
    return [Chat(number, each, now, render_day) for number, each in enumerate(told)]
