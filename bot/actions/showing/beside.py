"""What is said beside a card: another size or colour of the product, or a narrower search."""

from collections.abc import Sequence

from bot.actions.base import Events, Talk, fill
from bot.actions.buying.picking import what_is_picked
from bot.actions.finding.finder import forget_answers
from bot.actions.finding.foreign import say_left_out
from bot.actions.finding.search import MORE, WORDS, filters_of, look_again, narrowed
from bot.actions.finding.wanted import LIVE
from bot.actions.showing.cards import name_of, plain_price_of, turn_to
from catalog.matching import match
from catalog.search.embedded import search_of
from catalog.search.query import Filter
from catalog.wishes import Hit, Offered, Shown


async def say_beside(talk: Talk) -> Events:
    """Take it in; when nothing fits at all, what is shown stays. Empty when nothing was said."""
    said = talk.text_of("narrow_words")
    found = talk.shelf.find_sku(talk.text_of("sku"))
    if said and found and (events := _other_variant(talk, filters_of(talk, said), *found)):
        return [*events, *forget_answers()]
    if said:
        say_left_out(talk, search_of(talk.shelf).read(said, talk.language).foreign)
    searched = narrowed(talk)
    if searched is None:
        return forget_answers() if said else []
    by_words = WORDS in searched or LIVE in searched
    asked = {one.name for one in filters_of(talk, said)} if by_words else set()
    again = await look_again(talk, searched, strictly=asked)
    if again is None and found and asked:
        again = await _others_of_its_kind(talk, found[0], said, asked)
    if again is not None:
        return [*again, *forget_answers()]
    talk.say("utter_none_like_that")
    view = fill(card_view="card") if talk.text_of("card_view") == "all" else []
    return [*fill(card_shown=None), *view, *forget_answers()]


async def _others_of_its_kind(talk: Talk, product: Shown, said: str, asked: set[str]) -> Events | None:
    """What was searched does not come like that, but something of the same kind may."""
    kind = product.category.rsplit("/", 1)[-1].replace("_", " ")
    others = await look_again(talk, {WORDS: kind, MORE: [said]}, strictly=asked)
    found = talk.shelf.find_sku(str(next((e["value"] for e in others or () if e.get("name") == "sku"), "")))
    if found is None or found[0].category != product.category:
        return None
    talk.say("utter_none_but")
    return others


def _there(talk: Talk, product: Shown, variant: Offered) -> Events:
    """It is named in full, so that “I'll take it” means this one."""
    talk.say("utter_variant_there", product=name_of(talk, product, variant), price=plain_price_of(talk, variant))
    return [*turn_to(Hit(product, variant)), *fill(chosen_sku=variant.sku)]


def _other_variant(talk: Talk, filters: Sequence[Filter], product: Shown, shown: Offered) -> Events:
    """`Do you have it in M?`: yes, sold out, or nothing when the product does not come like that at all."""
    if only := _named_alone(talk, shown):
        return _there(talk, product, only)
    options = {name for variant in product.variants for name in variant.options}
    if not filters or any(wish.name not in options for one in filters for wish in one.wishes):
        return []
    suiting = [variant for variant in product.variants if _suits(product, variant, filters)]
    if not suiting or (shown in suiting and all(one.wishes[0].unwanted for one in filters)):
        return []
    best = min(suiting, key=lambda variant: (variant.stock <= 0, _changes(variant, shown), variant.to_pay))
    if best.stock > 0:
        return _there(talk, product, best)
    talk.say("utter_variant_sold_out", product=name_of(talk, product, best))
    others = any(variant.stock > 0 for variant in product.variants)
    view = "variants" if others else "similar"
    return fill(sku=best.sku, seen_price=best.to_pay, card_view=view, card_shown=None)


def _named_alone(talk: Talk, shown: Offered) -> Offered | None:
    """The one variant in stock that is named and nothing else: “the large one”."""
    picked = what_is_picked(talk.shelf, shown.sku, talk.text_of("narrow_words"), talk.language)
    found = [talk.shelf.get(sku)[1] for sku in picked.skus]
    in_stock = [variant for variant in found if variant.stock > 0]
    return in_stock[0] if len(in_stock) == 1 and len(found) == 1 else None


def _suits(product: Shown, variant: Offered, filters: Sequence[Filter]) -> bool:
    return all(any(match(product, variant, wish) is not None for wish in one.wishes) for one in filters)


def _changes(variant: Offered, shown: Offered) -> int:
    """How many options differ: who asks for another size keeps the colour."""
    return sum(shown.options.get(name) != value for name, value in variant.options.items())
