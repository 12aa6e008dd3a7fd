"""The product finder: answers of the quiz become wishes, wishes become products from the live shelf."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.actions.base import Events, ShopAction, Talk, fill
from bot.actions.money import to_minor
from catalog.wishes import CATEGORY, PRICE, Found, Wish

NO_LIMIT = 1_000_000  # what the button “no limit” stands for, in whole units of money
MOST_MATCHES = 9
MOST_RESULTS = 30  # of a search: they are leafed through
ENOUGH = 3  # so many are shown, if need be without what matters least
KEPT = ("skin_type", "skin_concern", "clothes_size")  # remembered from quiz to quiz
_KINDS = (("skincare", "skin_kind"), ("clothes", "clothes_kind"), ("home", "home_kind"))
_FOR_ALL_SKINS = ("lip", "hand")
_SIZED = ("tee", "knit")
_FIRM = frozenset({"fragrance_free", "size"})  # never given up, also when a product must be replaced
_ANY = "any"
_ASKED = ("department", *(slot for _, slot in _KINDS), "skin_type", "skin_concern", "fragrance", "texture")
_ASKED += ("clothes_size", "style", "home_style", "budget")
Answers = Mapping[str, Any]


class Recommend(ShopAction):
    """Finds what fits the answers and remembers it; the question after it shows it."""

    called = "action_recommend"

    async def act(self, talk: Talk) -> Events:
        answers = answers_of(talk)
        wishes = list_wishes(answers, talk.reads.shop.currency)
        return keep_search(answers, wishes, find_by_wishes(talk, wishes))


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


def list_wishes(answers: Answers, currency: str) -> list[Wish]:
    """The answers as wishes, most important first: those of this kind of product, for some are remembered."""
    category = _category(answers)
    department = category.partition("/")[0]
    return [Wish(CATEGORY, (category,), firm=True), *_OF_DEPARTMENT[department](answers, currency)]


def _for_skin(answers: Answers, currency: str) -> list[Wish]:
    """Nobody who reacts to perfume is offered any; lips and hands are the same for all skins."""
    if answers.get("skin_kind") in _FOR_ALL_SKINS:
        return price_wishes(answers, currency)
    return [
        *([Wish("fragrance_free", ("yes",), firm=True)] if answers.get("fragrance") == "free" else []),
        *_chosen(answers, "skin_type", "skin_type"),
        *price_wishes(answers, currency),
        *_chosen(answers, "concern", "skin_concern", soft=True),
        *_chosen(answers, "texture", "texture", soft=True),
    ]


def _for_wearing(answers: Answers, currency: str) -> list[Wish]:
    sized = answers.get("clothes_kind") in _SIZED
    return [
        *(_chosen(answers, "size", "clothes_size", firm=True) if sized else []),
        *price_wishes(answers, currency),
        *_chosen(answers, "style", "style", soft=True),
    ]


def _for_home(answers: Answers, currency: str) -> list[Wish]:
    return [*price_wishes(answers, currency), *_chosen(answers, "style", "home_style", soft=True)]


def answers_of(talk: Talk) -> dict[str, Any]:
    """Everything that the quiz has asked and that was answered."""
    return {name: talk.slots[name] for name in _ASKED if talk.slots.get(name) is not None}


def _as_text(wish: Wish) -> str:
    return f"{wish.name}={wish.values[0] if wish.values else wish.at_most}"


def _as_wish(text: str) -> Wish:
    name, _, value = text.partition("=")
    if name == PRICE:
        return Wish(PRICE, at_most=int(value) if value.isdecimal() else None)
    return Wish(name, (value,), firm=name in _FIRM)


def _category(answers: Answers) -> str:
    for department, slot in _KINDS:
        kind = answers.get(slot)
        if kind:
            return department if kind == _ANY else f"{department}/{kind}"
    return str(answers.get("department") or "skincare")


def _chosen(answers: Answers, name: str, slot: str, *, firm: bool = False, soft: bool = False) -> list[Wish]:
    code = str(answers.get(slot) or "")
    return [Wish(name, (code,), firm=firm, soft=soft)] if code and code != _ANY else []


def price_wishes(answers: Answers, currency: str) -> list[Wish]:
    """The budget as a wish; none without a limit."""
    budget = answers.get("budget")
    if not isinstance(budget, int | float) or not 0 < budget < NO_LIMIT:
        return []
    return [Wish(PRICE, at_most=to_minor(budget, currency))]


_OF_DEPARTMENT = {"skincare": _for_skin, "clothes": _for_wearing, "home": _for_home}
