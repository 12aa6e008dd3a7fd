"""The product finder: answers of the quiz become wishes, wishes become products from the live shelf."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.actions.base import Events, ShopAction, Talk, fill, want
from bot.actions.finding.wanted import LIVE, describe, told_given_up
from bot.actions.finding.wishes import (
    ANY,
    FIRM,
    KINDS,
    NAMED,
    NO_LIMIT,
    Answers,
    category_of,
    list_wishes,
    price_wishes,
)
from catalog.finder.settle import settle
from catalog.finder.wanted import Wanted
from catalog.wishes import CATEGORY, PRICE, Found, Wish

__all__ = ["NO_LIMIT", "list_wishes", "price_wishes"]

MOST_MATCHES = 9
MOST_RESULTS = 30  # of a search: they are leafed through
ENOUGH = 3  # so many are shown, if need be without what matters least
KIND = "kind"  # given up when nothing of the kind is in stock
KEPT = ("skin_type", "skin_concern", "skin_reacts", "undertone", "clothes_size")  # remembered from quiz to quiz
_ASKED = ("department", *KINDS.values(), *NAMED, "skin_reacts", "budget")


class Recommend(ShopAction):
    """Finds what fits the answers and remembers it; the question after it shows it."""

    called = "action_recommend"

    async def act(self, talk: Talk) -> Events:
        answers = answers_of(talk)
        wishes = list_wishes(answers, talk.reads.shop.currency)
        found = find_by_wishes(talk, wishes)
        if not found.hits:
            wishes = [replace(wish, values=(category_of(answers).partition("/")[0],)) for wish in wishes[:1]]
            found = replace(find_by_wishes(talk, wishes), relaxed=(KIND,))
        told = {name: answers[name] for name in KEPT if name in answers}
        known = fill(skin_known=True) if answers.get("skin_type") and "skin_kind" in answers else []
        profile = want("save_profile", answers=told, source="product_finder") if told and found.hits else []
        return [*keep_search(answers, wishes, found), *known, *profile]


def find_by_wishes(talk: Talk, wishes: Sequence[Wish]) -> Found:
    """What fits these wishes now; beyond the budget the least expensive comes first."""
    found = talk.shelf.find(wishes, enough=ENOUGH)
    if PRICE not in found.relaxed:
        return found
    return replace(found, hits=tuple(sorted(found.hits, key=lambda hit: hit.offer.to_pay)))


def keep_search(searched: Answers, wishes: Sequence[Wish], found: Found, *, view: str = "all") -> Events:
    """Remember what was found, and for what, so that it can be narrowed later. `view` is how it is shown first."""
    best = found.hits[0].offer if found.hits else None
    return fill(
        matches=[hit.offer.sku for hit in found.hits[: MOST_MATCHES if view == "all" else MOST_RESULTS]],
        match_count=min(len(found.hits), MOST_MATCHES if view == "all" else MOST_RESULTS),
        relaxed=",".join(found.relaxed),
        sku=best.sku if best else None,
        seen_price=best.to_pay if best else None,
        wished=[_as_text(wish) for wish in wishes],
        searched=dict(searched),
        card_view=view,
        card_shown=None,
    )


def forget_answers() -> Events:
    """Empty what was said beside the card, so that the next thing said is new again."""
    return fill(narrow_words=None, **{name: None for name in _ASKED if name not in KEPT})


def recall_wishes(talk: Talk) -> list[Wish]:
    """What the last search was for: its answers themselves are forgotten when the quiz has ended."""
    told = talk.slots.get("wished")
    return [_as_wish(text) for text in told] if isinstance(told, list) else []


def answers_of(talk: Talk) -> dict[str, Any]:
    """Everything that the quiz has asked and that was answered."""
    return {name: talk.slots[name] for name in _ASKED if talk.slots.get(name) is not None}


def given_up(talk: Talk) -> str:
    """What the last search could not keep, in words: `for experts, powder`."""
    searched = talk.slots.get("searched")
    answers = searched if isinstance(searched, dict) else {}
    if LIVE in answers:
        wanted = Wanted.from_plain(answers[LIVE])
        return describe(talk, told_given_up(wanted, settle(talk.shelf, wanted).given_up))
    names = talk.text_of("relaxed").split(",")
    told = [(name, answers.get(slot)) for slot, name in NAMED.items() if name in names]
    words = [talk.shelf.label(name, str(code), talk.language) for name, code in told if code and code != ANY]
    if KIND in names:
        words.insert(0, talk.shelf.label(CATEGORY, category_of(answers), talk.language))
    return ", ".join(dict.fromkeys(words))


def _as_text(wish: Wish) -> str:
    if wish.unwanted:
        return f"{wish.name}≠{'|'.join(wish.values)}"
    return f"{wish.name}={wish.values[0] if wish.values else wish.at_most}"


def _as_wish(text: str) -> Wish:
    if "≠" in text:
        name, _, value = text.partition("≠")
        return Wish(name, tuple(value.split("|")), unwanted=True)
    name, _, value = text.partition("=")
    if name == PRICE:
        return Wish(PRICE, at_most=int(value) if value.isdecimal() else None)
    return Wish(name, (value,), firm=name in FIRM)
