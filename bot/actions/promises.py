"""What `[policies]` of the shop's file promises, as slots for every text: `{shipping_fee}`, `{return_days}` …"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import cache

from babel.dates import format_timedelta
from babel.numbers import get_currency_name

from bot.actions.lacks import lacks_of
from bot.actions.money import find_locale, render_money
from bot.actions.shopfile.shop import Shop
from bot.orders.wordbook import words_of
from catalog.shelf import Shelf

Promises = Mapping[str, str | None]

_RANGE = {"ko": "~"}  # between two numbers; a dash elsewhere
#: Methods that are no brands, where the words of orders have no such language.
_METHODS: Mapping[str, Mapping[str, str]] = {
    "es": {"card": "tarjeta de crédito o débito", "bank_transfer": "transferencia bancaria"},
    "pt": {"card": "cartão de crédito ou débito", "bank_transfer": "transferência bancária"},
    "hi": {"card": "क्रेडिट या डेबिट कार्ड", "bank_transfer": "बैंक ट्रांसफ़र"},
    "ar": {"card": "بطاقة ائتمان أو خصم", "bank_transfer": "تحويل مصرفي"},
}
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
        "delivery_days": _range(*policies.delivery_days, language),
        "return_days": _days(policies.return_days, language) if policies.return_days else None,
        "refund_days": _days(policies.refund_days, language),
        "currency_name": get_currency_name(shop.currency, count=2, locale=find_locale(language)),
        "payment_methods": ", ".join(
            _METHODS.get(language.split("-")[0], {}).get(method, words[f"payment.{method}"])
            for method in policies.payment_methods
        ),
    }


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
