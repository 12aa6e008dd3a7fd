"""Price bands: where pleasant amounts part what is left."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from catalog.wishes import PRICE, Wish

_STEPS = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8)
_FEW = 9  # so many products are parted in two, more in three


@dataclass(frozen=True, slots=True)
class Band:
    """Above `low`, up to `high` (minor units); None where it is open."""

    low: int | None
    high: int | None
    count: int

    @property
    def code(self) -> str:
        """`-5000`, `5000-10000`, `10000-`."""
        return f"{'' if self.low is None else self.low}-{'' if self.high is None else self.high}"

    @property
    def wish(self) -> Wish:
        return Wish(PRICE, at_most=self.high, at_least=None if self.low is None else self.low + 1)


def band_of(code: str) -> Band | None:
    """The band of a code; None when it is none."""
    low, dash, high = code.partition("-")
    if not dash or not (low or high) or any(part and not part.isdecimal() for part in (low, high)):
        return None
    return Band(int(low) if low else None, int(high) if high else None, 0)


def list_bands(prices: Sequence[int], unit: int) -> list[Band]:
    """Two or three bands that each hold something of these prices, in order; none where all cost much the same.
    `unit` is one whole unit of the currency, in minor units."""
    shares = (1 / 2,) if len(prices) < _FEW else (1 / 3, 2 / 3)
    cuts = sorted({cut for share in shares if (cut := _cut(prices, share, unit)) is not None})
    edges = [None, *cuts, None]
    bands = [_band(prices, low, high) for low, high in pairwise(edges)]
    return bands if len(bands) > 1 and all(band.count for band in bands) else []


def _band(prices: Sequence[int], low: int | None, high: int | None) -> Band:
    first = 0 if low is None else bisect_right(prices, low)
    last = len(prices) if high is None else bisect_right(prices, high)
    return Band(low, high, last - first)


def _cut(prices: Sequence[int], share: float, unit: int) -> int | None:
    """The pleasant amount that leaves about this share at or below it, and something on either side."""
    if len(prices) < 2:
        return None
    wanted = share * len(prices)
    low, high = int(prices[0]), int(prices[-1])
    fitting = [amount for amount in _pleasant(low, high, unit) if low <= amount < high]
    return min(fitting, key=lambda amount: (abs(bisect_right(prices, amount) - wanted), amount), default=None)


def _pleasant(low: int, high: int, unit: int) -> Iterator[int]:
    """Amounts such as 15, 20, 25, 30 of each power of ten, ascending."""
    power = 1
    while power <= high:
        for step in _STEPS:
            amount = step * power
            whole = amount == int(amount)
            if whole and low <= amount <= high and (amount < unit or amount % unit == 0):
                yield int(amount)
        power *= 10
