"""What is said about coupons beside a cart: the one that counts, and what another one still needs."""

from bot.actions.base import Talk
from bot.actions.money import render_money
from bot.orders.coupons import Chosen, Hint, WhyNot
from bot.orders.totals import Totals

_HINTS = {WhyNot.MISSING: "utter_cart_coupon_missing", WhyNot.NOT_FOR: "utter_cart_coupon_not_for"}


def say_coupon(talk: Talk, chosen: Chosen, totals: Totals, where: str) -> None:
    """`where`: utter_cart_coupon or utter_checkout_coupon. `totals` are with the coupon."""
    if chosen.code:
        response = f"{where}_ships" if chosen.discount.ships_free else where
        values = {"discount": _money(talk, totals.discount), "total": _money(talk, totals.total)}
        talk.say(response, coupon=chosen.code, **values)
    say_hint(talk, chosen.hint)


def say_hint(talk: Talk, hint: Hint | None) -> None:
    """What a coupon that is held still needs."""
    if hint and hint.why in _HINTS:
        talk.say(_HINTS[hint.why], coupon=hint.code, missing=_money(talk, hint.missing))


def _money(talk: Talk, minor: int) -> str:
    return render_money(minor, talk.reads.shop.currency, talk.language)
