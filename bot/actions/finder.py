"""The product finder: answers of the quiz become wishes, wishes become products from the live shelf."""

from typing import Any

from bot.actions.base import Events, ShopAction, Talk, fill
from bot.actions.money import to_minor
from catalog.wishes import CATEGORY, PRICE, Found, Wish

NO_LIMIT = 1_000_000  # what the button “no limit” stands for, in whole units of money
MOST_MATCHES = 9
ENOUGH = 3  # so many are shown, if need be without what matters least
_KINDS = (("skincare", "skin_kind"), ("clothes", "clothes_kind"), ("home", "home_kind"))
_FOR_ALL_SKINS = ("lip", "hand")
_ANY = "any"


class Recommend(ShopAction):
    """Finds what fits the answers and remembers it; the question after it shows it."""

    called = "action_recommend"

    async def act(self, talk: Talk) -> Events:
        found = find_matches(talk)
        hits = found.hits[:MOST_MATCHES]
        best = hits[0].offer if hits else None
        return fill(
            matches=[hit.offer.sku for hit in hits],
            match_count=len(hits),
            relaxed=",".join(found.relaxed),
            sku=best.sku if best else None,
            seen_price=best.to_pay if best else None,
            card_view="all",
            card_shown=None,
        )


def find_matches(talk: Talk) -> Found:
    """What fits the answers of the quiz, best first."""
    return talk.shelf.find(list_wishes(talk), enough=ENOUGH)


def list_wishes(talk: Talk) -> list[Wish]:
    """The answers as wishes, most important first. Nobody who reacts to perfume is offered any."""
    wishes = [Wish(CATEGORY, (_category(talk),), firm=True)]
    if talk.text_of("fragrance") == "free":
        wishes.append(Wish("fragrance_free", ("yes",), firm=True))
    wishes += _chosen(talk, "size", "clothes_size", firm=True)
    for_all_skins = talk.text_of("skin_kind") in _FOR_ALL_SKINS
    wishes += [] if for_all_skins else _chosen(talk, "skin_type", "skin_type")
    wishes += _price(talk)
    wishes += [] if for_all_skins else _chosen(talk, "concern", "skin_concern", soft=True)
    wishes += _chosen(talk, "style", "style", soft=True)
    wishes += _chosen(talk, "style", "home_style", soft=True)
    wishes += _chosen(talk, "texture", "texture", soft=True)
    return wishes


def answers_of(talk: Talk) -> dict[str, Any]:
    """Everything that the quiz has asked and that was answered."""
    asked = ("department", *(slot for _, slot in _KINDS), "skin_type", "skin_concern", "fragrance", "texture")
    asked += ("clothes_size", "style", "home_style", "budget")
    return {name: talk.slots[name] for name in asked if talk.slots.get(name) is not None}


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
