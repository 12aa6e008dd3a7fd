"""Products whose price the shop does not tell: shown with “ask us” and the way to a person, never sold, never 0."""

from collections.abc import Sequence

from bot.actions.base import Talk
from bot.actions.showing.cards import rating_of
from catalog.search.query import Results
from catalog.wishes import Shown

MOST_NAMED = 3


def say_on_request(talk: Talk, products: Sequence[Shown]) -> None:
    """The card of the first; the others by name."""
    first, *others = products
    if others:
        say_also_on_request(talk, others)
    words = first.words(talk.language)
    talk.say(
        "utter_on_request",
        product=words.title,
        tagline=words.tagline,
        rating=rating_of(first),
        picture=next(iter(first.media), ""),
    )


def say_also_on_request(talk: Talk, products: Sequence[Shown]) -> None:
    """A line beside what can be bought."""
    names = [f"*{product.words(talk.language).title}*" for product in products[:MOST_NAMED]]
    talk.say("utter_also_on_request", products=", ".join(names))


def is_named(talk: Talk, found: Results) -> bool:
    """Whether what was written is the title of one without a price, and of none that has one."""
    asked = {p.id for p in found.on_request}
    titled = talk.shelf.titled(talk.text_of("search_words"))
    return bool(titled) and all(product.id in asked for product in titled)
