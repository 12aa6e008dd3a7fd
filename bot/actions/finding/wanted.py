"""What somebody wants of the live catalog, as the conversation keeps it, and how it reads in their language."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.actions.base import Talk
from bot.actions.finding.foreign import filters_for, say_left_out
from bot.actions.finding.wishes import NAMED, price_wishes
from bot.actions.money import render_money, to_minor
from catalog.finder.bands import band_of
from catalog.finder.questions import COVERED, Plan
from catalog.finder.said import read_said
from catalog.finder.settle import settle
from catalog.finder.wanted import Told, Wanted, Weight
from catalog.search.embedded import search_of
from catalog.wishes import CATEGORY, ON_SALE, PRICE, PRODUCT, Wish

LIVE = "live"  # in `searched`: what the live finder was asked for
OPEN = "*"  # instead of a code: it does not matter
REMEMBERED = ("clothes_size", "skin_type")  # slots that outlive a quiz


def recall_wanted(talk: Talk) -> Wanted:
    """What the finder has been told so far."""
    return Wanted.from_plain(talk.slots.get("live_wanted"))


def plan_for(talk: Talk, wanted: Wanted) -> Plan:
    """What may be asked: by the shop's file, for the kind of thing that is wanted."""
    kind = wanted.wish_of(CATEGORY)
    path = kind.values[0] if kind and kind.values else ""
    return Plan(talk.reads.shop.finder.asks_of(path), unit=to_minor(1, talk.reads.shop.currency))


def tell_words(talk: Talk, wanted: Wanted, text: str, weight: Weight | None = None) -> Wanted:
    """With what a text says, all of it at one weight if that is given. The same as before when it says nothing."""
    said = read_said(search_of(talk.shelf), text, talk.language, settle(talk.shelf, wanted).pool)
    say_left_out(talk, said.foreign)
    converted = [Told(wish, Weight.FIRM) for one in filters_for(talk, said.foreign) for wish in one.wishes]
    for told in (*said.told, *converted):
        wanted = wanted.tell(told.wish, told.weight if weight is None else weight)
    if said.titled is not None:
        tell = wanted.tell if said.elsewhere else wanted.tell_within
        wanted = tell(said.titled, Weight.ANSWERED if weight is None else weight)
    return wanted


def tell_remembered(talk: Talk, wanted: Wanted) -> Wanted:
    """With what is known of the shopper, where most of what is left says something of it: a size for clothes, not
    for the whole shop."""
    for slot in REMEMBERED:
        wish = Wish(NAMED[slot], (str(talk.slots.get(slot) or ""),))
        if not wish.values[0] or wish.name in wanted.open or any(told.wish.name == wish.name for told in wanted.told):
            continue
        left = settle(talk.shelf, wanted).pool
        if left.holding(wish.name) >= COVERED * len(left) and len(left.narrowed(wish)):
            wanted = wanted.tell(wish, Weight.INFERRED)
    return wanted


def tell_answers(talk: Talk, wanted: Wanted, answers: Mapping[str, Any]) -> Wanted:
    """With what was said beside a card for a slot of the quizzes: a budget, a size."""
    for wish in price_wishes(answers, talk.reads.shop.currency):
        wanted = wanted.tell(wish, Weight.FIRM)
    for slot, name in NAMED.items():
        if name in ("size", "colour", "style") and answers.get(slot):
            wanted = wanted.tell(Wish(name, (str(answers[slot]),)), Weight.FIRM)
    return wanted


def answer_wish(name: str, code: str) -> Wish | None:
    """The wish on a button; None when it says that it does not matter."""
    if code == OPEN:
        return None
    band = band_of(code) if name == PRICE else None
    return band.wish if band else Wish(name, (code,))


def describe(talk: Talk, wishes: Iterable[Wish]) -> str:
    """Wishes in words: `blue, ≤ $50, ≠ leather`."""
    return ", ".join(dict.fromkeys(filter(None, (_described(talk, wish) for wish in wishes))))


def told_given_up(wanted: Wanted, given_up: Iterable[Wish]) -> list[Wish]:
    """Of what was given up, that which the shopper has said."""
    inferred = {told.wish for told in wanted.told if told.weight == Weight.INFERRED}
    return [wish for wish in given_up if wish not in inferred]


def label_of(talk: Talk, name: str, code: str) -> str:
    """What a code is called; of a category path the last part."""
    label = talk.shelf.label(name, code, talk.language)
    if name == CATEGORY and label == code.replace("_", " ") and "/" in code:
        label = talk.shelf.label(CATEGORY, code.rpartition("/")[2], talk.language)
    return label


def _described(talk: Talk, wish: Wish) -> str:
    if wish.name == PRICE:
        return _price(talk, wish)
    if wish.name == ON_SALE:
        return "%"
    if wish.name == PRODUCT:
        return wish.values[0]
    words = " / ".join(dict.fromkeys(label_of(talk, wish.name, code) for code in wish.values))
    return f"≠ {words}" if wish.unwanted else words


def _price(talk: Talk, wish: Wish) -> str:
    low, high = (
        None if bound is None else render_money(bound, talk.reads.shop.currency, talk.language)
        for bound in (_even(wish.at_least), _even(wish.at_most))
    )
    if low and high:
        return f"{low} – {high}"
    return f"≤ {high}" if high else f"> {low}"


def _even(bound: int | None) -> int | None:
    """`under 20` is kept as 19.99, and above 20 as 20.01: both are told as they were said."""
    if bound is None:
        return None
    return bound + 1 if bound % 10 == 9 else bound - 1 if bound % 10 == 1 else bound
