"""The arithmetic of a cart: whole minor units, nothing rounded twice, never below zero."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Terms:
    """What shipping costs: `fee`, or nothing from a subtotal of `free_from` on (None: never free)."""

    fee: int
    free_from: int | None = None


@dataclass(frozen=True, slots=True)
class Off:
    """What a coupon takes off: a share of the subtotal, or an amount; at most the subtotal itself."""

    percent: int | None = None
    amount: int | None = None

    def of(self, subtotal: int) -> int:
        """Minor units that are taken off; a broken unit is left to the shop."""
        wanted = subtotal * self.percent // 100 if self.percent is not None else self.amount or 0
        return max(0, min(wanted, subtotal))


@dataclass(frozen=True, slots=True)
class Totals:
    """What a cart comes to. `missing` is how much more would make shipping free; 0 when it is, or never can be."""

    subtotal: int
    discount: int
    shipping: int
    missing: int = 0

    @property
    def total(self) -> int:
        return self.subtotal - self.discount + self.shipping


def add_up(lines: Iterable[tuple[int, int]], terms: Terms, off: Off | None = None) -> Totals:
    """From (quantity, price) pairs. A coupon never takes free shipping away: that goes by the subtotal before it."""
    subtotal = sum(quantity * price for quantity, price in lines)
    discount = off.of(subtotal) if off else 0
    if subtotal == 0:
        return Totals(0, 0, 0)
    missing = max(0, terms.free_from - subtotal) if terms.free_from is not None else 0
    is_free = terms.free_from is not None and missing == 0
    return Totals(subtotal, discount, 0 if is_free else terms.fee, missing)
