"""What `[policies]` of the shop's file promises, as slots for every text: `{shipping_fee}`, `{return_days}` …"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import cache

from babel.dates import format_timedelta
from babel.numbers import get_currency_name

from bot.actions.lacks import lacks_of
from bot.actions.money import find_locale, render_money
from bot.actions.shopfile.shop import Shop
from bot.orders.policies import Policies
from bot.orders.wordbook import words_of
from catalog.shelf import Shelf

Promises = Mapping[str, str | None]

_RANGE = {"ko": "~"}  # between two numbers; a dash elsewhere
_NEVER = 1_000_000  # so many weeks would be needed to say “weeks” instead of days


def promises_of(shop: Shop, shelf: Callable[[], Shelf]) -> Callable[[str], Promises]:
    """The promises in a language, worked out once for each, and what the shop has no goods for now."""
    rendered = cache(lambda language: render_promises(shop, language))
    return lambda language: {**rendered(language), **lacks_of(shelf(), shop)}


def render_promises(shop: Shop, language: str) -> Promises:
    """Every promise as people read it; None where there is none (shipping that costs nothing, no returns …)."""
    policies = shop.policies
    is_free = policies.shipping_fee == 0 or policies.free_shipping_from == 0
    words = words_of(language)
    return {
        **_of_checkout(shop),
        "shop_email": shop.email or None,
        "shipping_fee": None if is_free else render_money(policies.shipping_fee, shop.currency, language),
        "free_shipping_from": (
            None
            if is_free or policies.free_shipping_from is None
            else render_money(policies.free_shipping_from, shop.currency, language)
        ),
        "shipping_known": None if _is_shipping_unknown(shop) else "yes",
        "delivery_days": _range(*policies.delivery_days, language) if policies.delivery_days else None,
        "return_days": _days(policies.return_days, language) if policies.return_days else None,
        "no_returns": "yes" if policies.return_days == 0 else None,
        "return_terms": _return_terms(policies, language),
        "sizing": policies.sizing,
        "currency_name": get_currency_name(shop.currency, count=2, locale=find_locale(language)),
        "payment_methods": ", ".join(words[f"payment.{method}"] for method in policies.payment_methods),
    }


def _is_shipping_unknown(shop: Shop) -> bool:
    """At the store's own checkout it costs what the store says, unless the shop's file says it, too."""
    told = "shipping_fee" in shop.policies.model_fields_set or shop.policies.free_shipping_from == 0
    return not shop.checkout.is_ours and not told


def _return_terms(policies: Policies, language: str) -> str:
    """Sentences to go after another one: who pays for the way back, and when the money is there."""
    words, told = words_of(language), []
    if policies.free_returns is not None:
        told.append(words["returns.free" if policies.free_returns else "returns.paid"])
    if policies.refund_days:
        told.append(words["returns.refund"].format(days=_days(policies.refund_days, language)))
    return "".join(f" {sentence}" for sentence in told)


def _of_checkout(shop: Shop) -> Promises:
    """Whether people pay at the store's own checkout, and whether a coupon has to be typed there."""
    return {
        "store_checkout": None if shop.checkout.is_ours else "yes",
        "coupon_typed": None if shop.checkout.takes_coupon else "yes",
    }


def _range(first: int, last: int, language: str) -> str:
    """`2–3`, or `2` when both are the same."""
    dash = _RANGE.get(language.split("-")[0], "–")
    return str(last) if first == last else f"{first}{dash}{last}"


def _days(count: int, language: str) -> str:
    """`30 days`, `1 day`, `30일`."""
    length = timedelta(days=count)
    return str(format_timedelta(length, granularity="day", threshold=_NEVER, locale=find_locale(language)))
