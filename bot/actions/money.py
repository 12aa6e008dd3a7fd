"""Money and dates as people read them."""

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_skeleton
from babel.numbers import format_currency, get_currency_precision, get_currency_symbol

from bot.rewards.queries import CampaignSeen


@lru_cache(maxsize=4096)
def render_money(minor: int, currency: str, language: str) -> str:
    """`2400 USD` → `$24`, `2450 USD` → `$24.50`, `28000 KRW` → `₩28,000`, with the signs that the country uses."""
    locale = find_locale(language)
    digits = get_currency_precision(currency)
    amount = minor / 10**digits
    pattern = str(locale.currency_formats["standard"].pattern)
    decimals = "" if amount.is_integer() else "." + "0" * digits
    pattern = pattern.replace(".00", decimals)
    text = format_currency(amount, currency, pattern, locale=locale, currency_digits=False)
    return text.replace(get_currency_symbol(currency, locale), get_currency_symbol(currency, "en_US"))


def worth_of(campaign: CampaignSeen | None, currency: str, language: str) -> str:
    """What a coupon takes off: `10%` or `$5`; empty for free shipping, which is no price."""
    if campaign is None or campaign.percent is not None:
        return f"{campaign.percent if campaign else 0}%"
    return render_money(campaign.amount, currency, language) if campaign.amount else ""


def to_minor(amount: float, currency: str) -> int:
    """`24.5 USD` → `2450`."""
    digits: int = get_currency_precision(currency)
    scale: int = 10**digits
    return round(amount * scale)


def to_major(minor: int, currency: str) -> float:
    """`2450 USD` → `24.5`."""
    return float(minor / 10 ** get_currency_precision(currency))


def render_day(moment: datetime, timezone: str, language: str) -> str:
    """`Nov 29` or `11월 29일`, in the shop's time zone."""
    return format_skeleton("MMMd", moment, tzinfo=ZoneInfo(timezone), locale=find_locale(language))


@lru_cache(maxsize=256)
def find_locale(language: str) -> Locale:
    """The locale of a language code such as `ko` or `pt-BR`; English when nobody knows it."""
    try:
        return Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        return Locale("en")
