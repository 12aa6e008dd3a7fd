"""How fast messages may go: per sender, and per sender and contact."""

import re
from dataclasses import dataclass

from bot.coordination.coordinator import Coordinator
from bot.errors import SettingsWrong

LOT = 20  # tokens fetched at once, so that a token costs no round trip

_PAIR = re.compile(r"\s*(\d+(?:\.\d+)?)\s*/\s*(\d+(?:\.\d+)?)?\s*s\s*(?:\+\s*(\d+))?\s*")


@dataclass(frozen=True, slots=True)
class Rate:
    """`per_second` of 0 is no limit; `burst` may go at once."""

    per_second: float
    burst: int


def parse_pair_rate(words: str) -> Rate:
    """`1/6s+10` → one every six seconds after ten at once; `0` → no limit. Raises SettingsWrong."""
    if words.strip() in {"", "0"}:
        return Rate(0.0, 0)
    match = _PAIR.fullmatch(words)
    if match is None or not float(match[2] or 1):
        raise SettingsWrong(f"SHOPCLERK_PAIR_RATE: write messages/seconds+burst, as in 1/6s+10, not {words!r}")
    return Rate(float(match[1]) / float(match[2] or 1), max(1, int(match[3] or 1)))


class Allowance:
    """Tokens for sending. Those of a sender come in lots; what is left over is kept for the next time."""

    def __init__(self, coordinator: Coordinator, per_sender: float, per_pair: Rate) -> None:
        self._coordinator = coordinator
        self._sender_rate = Rate(per_sender, max(1, int(per_sender)))
        self._pair_rate = per_pair
        self._purse: dict[str, int] = {}

    async def for_sender(self, sender: str, wanted: int) -> tuple[int, float]:
        """How many of `wanted` messages this sender may send now, and else in how many seconds to ask again."""
        if not self._sender_rate.per_second:
            return wanted, 0.0
        have, wait = self._purse.get(sender, 0), 0.0
        if have < wanted:
            rate = self._sender_rate
            got, wait = await self._coordinator.take(
                f"send:{sender}", max(wanted - have, min(LOT, rate.burst)), rate.per_second, rate.burst
            )
            have += got
        granted = min(wanted, have)
        self._purse[sender] = have - granted
        return granted, wait

    def give_back(self, sender: str, tokens: int) -> None:
        """Tokens that were not needed after all."""
        if self._sender_rate.per_second:
            self._purse[sender] = min(self._purse.get(sender, 0) + tokens, self._sender_rate.burst)

    async def for_pair(self, sender: str, contact_id: int) -> float:
        """0 if one message may go from this sender to this contact now, else the seconds until it may."""
        rate = self._pair_rate
        if not rate.per_second:
            return 0.0
        got, wait = await self._coordinator.take(f"pair:{sender}:{contact_id}", 1, rate.per_second, rate.burst)
        return 0.0 if got else wait
