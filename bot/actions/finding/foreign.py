"""Amounts in another currency than the shop's: converted where `[rates]` states one, else left out and said so."""

from bot.actions.base import Events, Talk, fill
from bot.actions.money import render_money, to_major
from catalog.amounts import convert, to_minor
from catalog.search.parse import filter_of_price
from catalog.search.prices import PriceRange
from catalog.search.query import Filter


def filters_for(talk: Talk, price: PriceRange | None) -> tuple[Filter, ...]:
    """A price in another currency as a filter on the shop's; empty where no rate is stated."""
    if price is None:
        return ()
    low, high = (_in_shop(talk, bound, price.currency) for bound in (price.at_least, price.at_most))
    if low is None and high is None:
        return ()
    return (filter_of_price(PriceRange(low, high, price.said, talk.reads.shop.currency)),)


def say_left_out(talk: Talk, price: PriceRange | None) -> None:
    """Say in one line that a price could not be used; nothing when it could."""
    if price is not None and not filters_for(talk, price):
        talk.say("utter_price_left_out", price_left_out=_render(talk, price))


def say_left_out_before(talk: Talk) -> Events:
    """The same of what was said for the budget, once."""
    said = talk.text_of("price_left_out")
    if not said:
        return []
    talk.say("utter_price_left_out")
    return fill(price_left_out=None)


def _in_shop(talk: Talk, bound: int | None, code: str) -> int | None:
    shop = talk.reads.shop
    if bound is None:
        return None
    value = convert(to_major(bound, code), code, shop.currency, shop.rates)
    return None if value is None else to_minor(value, shop.currency)


def _render(talk: Talk, price: PriceRange) -> str:
    bounds = dict.fromkeys(bound for bound in (price.at_least, price.at_most) if bound is not None)
    return "–".join(render_money(_rounded(bound), price.currency, talk.language) for bound in bounds)


def _rounded(bound: int) -> int:
    """`under 20` is kept as 19.99: it is told as it was said."""
    return bound + 1 if bound % 10 == 9 else bound
