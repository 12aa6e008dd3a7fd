"""Two products side by side: price, rating, what it comes in, and the attributes and material that differ."""

import re
from collections.abc import Iterator

from bot.actions.base import Talk
from bot.actions.money import render_money
from bot.actions.showing.cards import payload, rating_of, short
from catalog.wishes import Hit, Offered, Shown

BUTTON = 20  # characters of a button's title, by WhatsApp
_LONGEST = 160  # characters of a material
_MOST_OPTIONS = 8
_NOT_FACTS = frozenset({"gift_for", "gift_taste"})
_LINKS = re.compile(
    r"\s+(?:and|or|vs|versus|with|to|than|y|e|ou|o|u|और|या|aur|ya|و|او|아니면)\s+|,|&|/"
    r"|(?<=[가-힣])(?:이랑|하고|랑|와|과|이나)\s+"
)


def parts_of(words: str) -> list[str]:
    """`the day cream and the night cream` → its two names."""
    return [part.strip() for part in _LINKS.split(f" {words} ") if part.strip()]


async def show_compared(talk: Talk, product: Shown, offer: Offered) -> None:
    """Both in one message, with a button to open either."""
    among = talk.slots.get("asked_among")
    skus = [str(sku) for sku in among] if isinstance(among, list) else []
    hits = [Hit(*found) for sku in skus if (found := talk.shelf.find_sku(sku))][:2] or [Hit(product, offer)]
    for hit in hits:
        if not hit.product.in_stock:
            talk.say("utter_variant_sold_out", product=hit.product.words(talk.language).title)
    blocks = ["\n".join(_block(talk, hit.product, [other.product for other in hits])) for hit in hits]
    shared = _shared(talk, [hit.product for hit in hits])
    buttons = [
        {"title": short(hit.product.words(talk.language).title, BUTTON), "payload": payload("show", hit.offer)}
        for hit in hits
    ]
    name = "utter_compared_shared" if shared else "utter_compared"
    talk.say(name, facts="\n\n".join(blocks), shared=shared, buttons=buttons)


def _block(talk: Talk, product: Shown, both: list[Shown]) -> Iterator[str]:
    words = product.words(talk.language)
    yield f"*{words.title}*"
    yield _prices(talk, product) + rating_of(product).replace("\n", " · ")
    if options := _options(talk, product):
        yield options
    if own := " · ".join(_labels(talk, product, but=both)):
        yield f"✓ {own}"
    if words.material:
        yield f"🧵 {short(words.material, _LONGEST)}"
    yield words.tagline


def _prices(talk: Talk, product: Shown) -> str:
    offers = product.in_stock or product.variants
    prices = sorted({offer.to_pay for offer in offers})
    told = dict.fromkeys((prices[0], prices[-1]))
    return "–".join(render_money(price, offers[0].currency, talk.language) for price in told)


def _options(talk: Talk, product: Shown) -> str:
    codes = dict.fromkeys(pair for offer in product.in_stock for pair in offer.options.items())
    labels = [talk.shelf.label(name, code, talk.language) for name, code in codes]
    return ", ".join(labels[:_MOST_OPTIONS]) + (" …" if len(labels) > _MOST_OPTIONS else "")


def _labels(talk: Talk, product: Shown, *, but: list[Shown]) -> list[str]:
    """The attributes that not all of them have."""
    shared = set.intersection(*(_pairs(each) for each in but)) if len(but) > 1 else set()
    return [talk.shelf.label(name, code, talk.language) for name, code in sorted(_pairs(product) - shared)]


def _shared(talk: Talk, both: list[Shown]) -> str:
    if len(both) < 2:
        return ""
    pairs = sorted(set.intersection(*map(_pairs, both)))
    return " · ".join(talk.shelf.label(name, code, talk.language) for name, code in pairs)


def _pairs(product: Shown) -> set[tuple[str, str]]:
    return {(name, code) for name, codes in product.attributes.items() if name not in _NOT_FACTS for code in codes}
