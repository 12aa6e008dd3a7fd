"""The arithmetic of a cart: whole minor units, nothing rounded twice, never below zero."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.rewards.discounts import Discount


@dataclass(frozen=True, slots=True)
class Terms:
    """What shipping costs: `fee`, or nothing from a subtotal of `free_from` on (None: never free)."""

    fee: int
    free_from: int | None = None


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


def add_up(lines: Iterable[tuple[int, int]], terms: Terms, discount: Discount | None = None) -> Totals:
    """From (quantity, price) pairs and what a coupon takes off (`bot/rewards/discounts.py` reckons that).

    A coupon never takes free shipping away: that goes by the subtotal before it.
    """
    subtotal = sum(quantity * price for quantity, price in lines)
    if subtotal == 0:
        return Totals(0, 0, 0)
    off = max(0, min(discount.off, subtotal)) if discount else 0
    if discount and discount.ships_free:
        return Totals(subtotal, off, 0)
    missing = max(0, terms.free_from - subtotal) if terms.free_from is not None else 0
    is_free = terms.free_from is not None and missing == 0
    return Totals(subtotal, off, 0 if is_free else terms.fee, missing)
