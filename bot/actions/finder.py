"""The product finder: answers of the quiz become wishes, wishes become products from the live shelf."""

from typing import Any

from bot.actions.base import Events, ShopAction, Talk, fill
from bot.actions.money import to_minor
from catalog.wishes import CATEGORY, PRICE, Wish

NO_LIMIT = 1_000_000  # what the button “no limit” stands for, in whole units of money
MOST_MATCHES = 9
ENOUGH = 3  # so many are shown, if need be without what matters least
_KINDS = (("skincare", "skin_kind"), ("clothes", "clothes_kind"), ("home", "home_kind"))
_FOR_ALL_SKINS = ("lip", "hand")
_SIZED = ("tee", "knit")
_FIRM = frozenset({"fragrance_free", "size"})  # never given up, also when a product must be replaced
_ANY = "any"


class Recommend(ShopAction):
    """Finds what fits the answers and remembers it; the question after it shows it."""

    called = "action_recommend"

    async def act(self, talk: Talk) -> Events:
        wishes = list_wishes(talk)
        found = talk.shelf.find(wishes, enough=ENOUGH)
        hits = found.hits[:MOST_MATCHES]
        best = hits[0].offer if hits else None
        return fill(
            matches=[hit.offer.sku for hit in hits],
            match_count=len(hits),
            relaxed=",".join(found.relaxed),
            sku=best.sku if best else None,
            seen_price=best.to_pay if best else None,
            wished=[_as_text(wish) for wish in wishes],
            card_view="all",
            card_shown=None,
        )


def recall_wishes(talk: Talk) -> list[Wish]:
    """What the last search was for: its answers themselves are forgotten when the quiz has ended."""
    told = talk.slots.get("wished")
    return [_as_wish(text) for text in told] if isinstance(told, list) else []


def list_wishes(talk: Talk) -> list[Wish]:
    """The answers as wishes, most important first: those of this kind of product, for some are remembered."""
    category = _category(talk)
    department = category.partition("/")[0]
    return [Wish(CATEGORY, (category,), firm=True), *_OF_DEPARTMENT[department](talk)]


def _for_skin(talk: Talk) -> list[Wish]:
    """Nobody who reacts to perfume is offered any; lips and hands are the same for all skins."""
    if talk.text_of("skin_kind") in _FOR_ALL_SKINS:
        return _price(talk)
    return [
        *([Wish("fragrance_free", ("yes",), firm=True)] if talk.text_of("fragrance") == "free" else []),
        *_chosen(talk, "skin_type", "skin_type"),
        *_price(talk),
        *_chosen(talk, "concern", "skin_concern", soft=True),
        *_chosen(talk, "texture", "texture", soft=True),
    ]


def _for_wearing(talk: Talk) -> list[Wish]:
    sized = talk.text_of("clothes_kind") in _SIZED
    return [
        *(_chosen(talk, "size", "clothes_size", firm=True) if sized else []),
        *_price(talk),
        *_chosen(talk, "style", "style", soft=True),
    ]


def _for_home(talk: Talk) -> list[Wish]:
    return [*_price(talk), *_chosen(talk, "style", "home_style", soft=True)]


def answers_of(talk: Talk) -> dict[str, Any]:
    """Everything that the quiz has asked and that was answered."""
    asked = ("department", *(slot for _, slot in _KINDS), "skin_type", "skin_concern", "fragrance", "texture")
    asked += ("clothes_size", "style", "home_style", "budget")
    return {name: talk.slots[name] for name in asked if talk.slots.get(name) is not None}


def _as_text(wish: Wish) -> str:
    return f"{wish.name}={wish.values[0] if wish.values else wish.at_most}"


def _as_wish(text: str) -> Wish:
    name, _, value = text.partition("=")
    if name == PRICE:
        return Wish(PRICE, at_most=int(value) if value.isdecimal() else None)
    return Wish(name, (value,), firm=name in _FIRM)


def _category(talk: Talk) -> str:
    for department, slot in _KINDS:
        kind = talk.text_of(slot)
        if kind:
            return department if kind == _ANY else f"{department}/{kind}"
    return talk.text_of("department") or "skincare"


def _chosen(talk: Talk, name: str, slot: str, *, firm: bool = False, soft: bool = False) -> list[Wish]:
    code = talk.text_of(slot)
    return [Wish(name, (code,), firm=firm, soft=soft)] if code and code != _ANY else []


def _price(talk: Talk) -> list[Wish]:
    budget = talk.slots.get("budget")
    if not isinstance(budget, int | float) or not 0 < budget < NO_LIMIT:
        return []
    return [Wish(PRICE, at_most=to_minor(budget, talk.reads.shop.currency))]


_OF_DEPARTMENT = {"skincare": _for_skin, "clothes": _for_wearing, "home": _for_home}
