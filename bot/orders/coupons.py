"""Which coupon counts for a cart, and why another one does not (yet)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.orders.pricing import Priced
from bot.orders.totals import Terms, Totals, add_up
from bot.rewards.discounts import BasketLine, Discount, discount_of
from bot.rewards.held import Held

NOTHING = Discount()


class WhyNot(StrEnum):
    """Why a code takes nothing off this cart."""

    WRONG = "wrong"  #: nobody's, or somebody else's
    USED = "used"
    EXPIRED = "expired"
    MISSING = "missing"  #: the cart is below the minimum
    NOT_FOR = "not_for"  #: nothing that it is for is in the cart
    IDLE = "idle"  #: it would only make shipping free, which it is already


@dataclass(frozen=True, slots=True)
class Hint:
    """A code that does not count. `missing` is minor units to the minimum."""

    code: str
    why: WhyNot
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Chosen:
    """The coupon that counts (`code` is empty when there is none), and what is to be said about another one."""

    code: str = ""
    discount: Discount = NOTHING
    hint: Hint | None = None


def basket_of(lines: Iterable[Priced]) -> list[BasketLine]:
    """A cart's lines as coupons see them."""
    return [BasketLine(line.product.id, line.product.category, line.quantity, line.price) for line in lines]


def total_up(basket: Sequence[BasketLine], terms: Terms, discount: Discount | None = None) -> Totals:
    """What a basket comes to."""
    return add_up([(line.quantity, line.price) for line in basket], terms, discount)


def choose(held: Sequence[Held], basket: Sequence[BasketLine], terms: Terms) -> Chosen:
    """Of the coupons held the one that saves most; of equals the one that expires first."""
    saved = {each.code: _saved(each, basket, terms) for each in held}
    counting = sorted((h for h in held if saved[h.code]), key=lambda h: (-saved[h.code], h.coupon.expires_at, h.code))
    best = counting[0] if counting else None
    hint = _hint(held, basket, terms, saved[best.code] if best else 0)
    return Chosen(best.code, discount_of(best.campaign, basket), hint) if best else Chosen(hint=hint)


def judge_typed(own: Held | None, typed: str, basket: Sequence[BasketLine], terms: Terms, now: datetime) -> Chosen:
    """What a code that was typed does here; `own` is the contact's coupon of that code, if there is one."""
    if own is None:
        return Chosen(hint=Hint(typed, WhyNot.WRONG))
    discount = discount_of(own.campaign, basket)
    why = _why_not(own, discount, _saved(own, basket, terms), now)
    if why:
        return Chosen(hint=Hint(own.code, why, discount.missing))
    return Chosen(own.code, discount)


def _why_not(own: Held, discount: Discount, saved: int, now: datetime) -> WhyNot | None:
    if own.coupon.redeemed_at:
        return WhyNot.USED
    if not own.coupon.is_usable(now):
        return WhyNot.EXPIRED
    if discount.missing:
        return WhyNot.MISSING
    if not discount.fits:
        return WhyNot.NOT_FOR
    return None if saved else WhyNot.IDLE


def _saved(held: Held, basket: Sequence[BasketLine], terms: Terms) -> int:
    """Minor units that the order is cheaper with it."""
    discount = discount_of(held.campaign, basket)
    if not discount.counts:
        return 0
    return total_up(basket, terms).total - total_up(basket, terms, discount).total


def _hint(held: Sequence[Held], basket: Sequence[BasketLine], terms: Terms, best: int) -> Hint | None:
    """A coupon that would save more than the best one once the cart has grown; else one that is for other goods."""
    judged = [(discount_of(each.campaign, basket), each) for each in held]
    near = sorted(
        (d.missing, each.code) for d, each in judged if d.missing and _would_save(each, d, basket, terms) > best
    )
    if near:
        return Hint(near[0][1], WhyNot.MISSING, near[0][0])
    other = [each.code for discount, each in judged if not discount.fits]
    return Hint(other[0], WhyNot.NOT_FOR) if other and not best and basket else None


def _would_save(held: Held, discount: Discount, basket: Sequence[BasketLine], terms: Terms) -> int:
    return _saved(held, [*basket, BasketLine("", "", 1, discount.missing)], terms)
