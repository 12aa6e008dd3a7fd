"""The views of a product: card, details, and everything else that the catalog holds about it. What it does not hold
is not offered; asked for all the same, it is said that it is not known."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.actions.base import Talk
from bot.actions.finding.advice import show_sized
from bot.actions.finding.finder import given_up
from bot.actions.finding.gift import show_gifts
from bot.actions.finding.goods import body_measures, is_of_shades, table_of
from bot.actions.finding.search import order_of
from bot.actions.finding.shades import show_shade
from bot.actions.finding.skin import show_routine
from bot.actions.showing.asking import show_fact, show_which
from bot.actions.showing.cards import (
    alert_payload,
    is_sold,
    line_of,
    matches,
    option_of,
    payload,
    plain_price_of,
    row_of,
    say_card,
    say_sold_out,
    short,
)
from bot.actions.showing.compared import show_compared
from bot.actions.showing.goes import show_goes
from bot.actions.showing.native import as_product, as_products
from bot.actions.showing.prices import show_prices
from bot.actions.showing.reviews import show_reviews
from bot.actions.showing.sizes import size_lines
from catalog.wishes import Hit, Offered, Shown
from flows.engine.limits import WHATSAPP

MOST_LINES = 4  # of the list above the first card
MOST_ROWS = 9
MOST_PHOTOS = 3
ASKED_AGAIN = frozenset(
    {"list", "routine", "similar", "variants", "options", "goes"}
)  # a list without pictures is simply shown again
View = Callable[[Talk, Shown, Offered], Awaitable[None]]


async def show(talk: Talk, view: str, product: Shown, offer: Offered) -> None:
    """Show the product this way, and ask what to do with it."""
    await _VIEWS.get(view, _card)(talk, product, offer)


async def _card(talk: Talk, product: Shown, offer: Offered) -> None:
    if offer.stock <= 0:
        say_sold_out(talk, product, offer)
        return
    searched = talk.slots.get("searched")
    is_gift = isinstance(searched, dict) and "gift" in searched and sum(is_sold(talk, s) for s in matches(talk)) > 1
    response = "utter_gift_card" if is_gift else "utter_product_card"
    say_card(talk, response, product, offer, **await as_product(talk, product, offer))


async def _all(talk: Talk, product: Shown, offer: Offered) -> None:
    """How many fit, what had to be given up, a list of the first, then the card."""
    skus = [sku for sku in matches(talk) if is_sold(talk, sku)]
    searched = talk.slots.get("searched")
    by_words = isinstance(searched, dict) and "words" in searched
    few = len(skus) < 2
    name = "utter_search_few" if by_words else "utter_matches"
    if few:
        name = "utter_search_one" if by_words else "utter_one_match"
    if talk.text_of("relaxed") and not by_words:
        name += "_relaxed"
    lines = [line_of(talk, Hit(*talk.shelf.get(sku))) for sku in skus[:MOST_LINES]]
    if skus:
        talk.say(name, count=len(skus), list="" if few else "\n".join(lines), given_up=given_up(talk))
    await _card(talk, product, offer)


async def _list(talk: Talk, product: Shown, offer: Offered) -> None:
    """Everything that was found, to leaf through."""
    skus = [sku for sku in matches(talk) if talk.shelf.find_sku(sku)]
    if len(skus) < 2:
        await _card(talk, product, offer)
        return
    hits = [Hit(*talk.shelf.get(sku)) for sku in skus]
    order = order_of(talk)
    name = f"utter_search_list/{order}" if order else "utter_search_list"
    rows, many = [row_of(talk, hit) for hit in hits], len(hits) > WHATSAPP.max_rows
    first = WHATSAPP.max_rows - 2 if many else len(rows)  # beside them: narrow it down, and more
    native = await as_products(talk, hits)
    narrow = "/narrow_down" if many else ""
    talk.say(name, count=len(hits), before=rows[:first], buttons=rows[first:], narrow_payload=narrow, **native)


async def _details(talk: Talk, product: Shown, offer: Offered) -> None:
    words = product.words(talk.language)
    say_card(
        talk, "utter_product_details", product, offer, material=f"\n\n🧵 {words.material}" if words.material else ""
    )


async def _options(talk: Talk, product: Shown, offer: Offered) -> None:
    """A list of what there is to know and to do."""
    words = product.words(talk.language)
    there = {
        "photos": len(_photos(product, offer)) > 0,
        "sizes": bool(table_of(talk.reads.shop, product)),
        "variants": bool(_others(product, offer)),
        "material": bool(words.material),
        "usage": bool(words.usage),
        "reviews": bool(product.rating_count),
        "similar": talk.shelf.nearest(product, price=offer.to_pay) is not None,
        "next_match": sum(is_sold(talk, sku) for sku in matches(talk)) > 1,
        "results": len(matches(talk)) > 1,
    }
    payloads = {f"{name}_payload": payload(name, offer) if holds else "" for name, holds in there.items()}
    say_card(talk, "utter_card_options", product, offer, **payloads)


async def _show_photos(talk: Talk, product: Shown, offer: Offered) -> None:
    """Up to three more pictures; the last one carries the buttons."""
    photos = _photos(product, offer)
    if not photos:
        say_card(talk, "utter_no_photos", product, offer)
        return
    for photo in photos[:-1]:
        talk.dispatcher.utter_message(image=photo)
    say_card(talk, "utter_last_photo", product, offer, picture=photos[-1])


async def _sizes(talk: Talk, product: Shown, offer: Offered) -> None:
    if not table_of(talk.reads.shop, product):
        await _variants(talk, product, offer)
        return
    lines = "\n".join(size_lines(talk, product))
    others = payload("variants", offer) if _others(product, offer) else ""
    say_card(
        talk,
        "utter_product_sizes",
        product,
        offer,
        sizes=lines,
        variants_payload=others,
        fits_payload=_guide_for(table_of(talk.reads.shop, product)),
    )


def _guide_for(table: Mapping[str, Any]) -> str:
    """The guide that reads this table; empty when none does."""
    if body_measures(table):
        return "/size_guide"
    return "/shade_match" if is_of_shades(table) else ""


async def _material(talk: Talk, product: Shown, offer: Offered) -> None:
    _fact(talk, "material", product, offer, product.words(talk.language).material)


async def _usage(talk: Talk, product: Shown, offer: Offered) -> None:
    _fact(talk, "usage", product, offer, product.words(talk.language).usage)


def _fact(talk: Talk, name: str, product: Shown, offer: Offered, fact: str) -> None:
    if fact:
        say_card(talk, f"utter_product_{name}", product, offer, fact=fact)
    else:
        say_card(talk, "utter_not_known", product, offer)


async def _variants(talk: Talk, product: Shown, offer: Offered) -> None:
    """The other sizes and colours that are in stock, and which are not."""
    others = _others(product, offer)
    if not others:
        say_card(talk, "utter_no_other_variant", product, offer)
        return
    gone = [_options_of(talk, variant) for variant in product.variants if variant.stock <= 0]
    rows = [
        {
            "title": short(_options_of(talk, variant), 20 if len(others) < 4 else 24),
            "payload": payload("show", variant),
            "description": plain_price_of(talk, variant),
        }
        for variant in others
    ]
    sold_out = ", ".join(filter(None, gone))
    name = "utter_variants_but" if sold_out else "utter_variants"
    alert = {"alert_payload": alert_payload(offer) if offer.stock <= 0 else ""}
    title = product.words(talk.language).title
    say_card(talk, name, product, offer, title=title, sold_out=sold_out, before=rows, **alert)


async def _similar(talk: Talk, product: Shown, offer: Offered) -> None:
    alike = talk.shelf.alike(product, price=offer.to_pay)[:MOST_ROWS]
    if not alike:
        say_card(talk, "utter_nothing_alike", product, offer)
        return
    rows = [row_of(talk, hit) for hit in alike]
    say_card(talk, "utter_similar", product, offer, buttons=rows, **await as_products(talk, alike))


def _photos(product: Shown, offer: Offered) -> list[str]:
    """Those that the card does not show."""
    every = list(dict.fromkeys((*offer.media, *product.media)))
    return every[1 : MOST_PHOTOS + 1]


def _others(product: Shown, offer: Offered) -> list[Offered]:
    return [variant for variant in product.in_stock if variant.sku != offer.sku]


def _options_of(talk: Talk, variant: Offered) -> str:
    return " · ".join(option_of(talk, name, code) for name, code in variant.options.items())


_VIEWS: dict[str, View] = {
    "all": _all,
    "list": _list,
    "card": _card,
    "details": _details,
    "options": _options,
    "photos": _show_photos,
    "sizes": _sizes,
    "material": _material,
    "usage": _usage,
    "price": show_prices,
    "reviews": show_reviews,
    "variants": _variants,
    "similar": _similar,
    "goes": show_goes,
    "fact": show_fact,
    "which": show_which,
    "compare": show_compared,
    "gift": show_gifts,
    "routine": show_routine,
    "shade": show_shade,
    "sized": show_sized,
}
