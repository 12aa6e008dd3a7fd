"""Answers as wishes: which of them count for which department, and how much."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.actions.money import to_minor
from catalog.wishes import CATEGORY, PRICE, Wish

NO_LIMIT = 1_000_000  # what the button “no limit” stands for, in whole units of money
ANY = "any"
UNISEX = "unisex"  # suits every wearer
KINDS = {
    "skincare": "skin_kind",
    "makeup": "makeup_kind",
    "clothes": "clothes_kind",
    "home": "home_kind",
    "sport": "sport_kind",
}
FOR_ALL_SKINS = frozenset({"lip", "hand", "hair", "supplement", "fragrance"})
SIZED = frozenset({"tee", "knit", "shirt", "trousers", "skirt", "dress", "coat", "sleep"})
FIRM = frozenset({"fragrance_free", "size"})  # never given up, also when a product must be replaced

#: What an answer's slot is called in the catalog.
NAMED: Mapping[str, str] = {
    "skin_type": "skin_type", "skin_concern": "concern", "texture": "texture", "fragrance": "fragrance_free",
    "undertone": "undertone", "finish": "finish", "clothes_size": "size", "wearer": "wearer", "style": "style",
    "home_style": "style", "level": "level", "terrain": "terrain", "ride": "ride", "activity": "activity",
}  # fmt: skip
_SOFT = frozenset({"skin_concern", "texture", "undertone", "finish", "style", "home_style", "terrain"})
#: By department, most important first. What is not here does not count there, though it may be remembered.
_COUNTS: Mapping[str, tuple[str, ...]] = {
    "skincare": ("fragrance", "skin_type", "gentle", "budget", "skin_concern", "texture"),
    "makeup": ("budget", "undertone", "finish"),
    "clothes": ("clothes_size", "wearer", "budget", "style"),
    "home": ("budget", "home_style"),
    "sport": ("ride", "activity", "level", "budget", "terrain"),
}
Answers = Mapping[str, Any]


def list_wishes(answers: Answers, currency: str) -> list[Wish]:
    """The answers as wishes, most important first: those of this kind of product, for some are remembered."""
    if answers.get("gift"):
        return gift_wishes(answers, currency)
    category = category_of(answers)
    department = category.partition("/")[0]
    slots = [slot for slot in _COUNTS.get(department, ()) if _counts(slot, category)]
    return [
        Wish(CATEGORY, (category,), firm=True),
        *(w for slot in slots for w in wishes_of(slot, answers, currency)),
    ]


def gift_wishes(answers: Answers, currency: str) -> list[Wish]:
    """For whom counts most; the taste gives way before the budget does."""
    budget = answers.get("budget") or answers.get("gift_budget")
    taste = str(answers.get("gift_taste") or ANY)
    return [
        Wish("gift_for", (str(answers.get("gift_for") or "anyone"),), firm=True),
        *price_wishes({"budget": budget}, currency),
        *([Wish("gift_taste", (taste,), soft=True)] if taste != ANY else []),
    ]


def category_of(answers: Answers) -> str:
    """`skincare/serum`, or the department alone; skin care when nothing is known."""
    for department, slot in KINDS.items():
        kind = answers.get(slot)
        if kind:
            return department if kind == ANY else f"{department}/{kind}"
    told = str(answers.get("department") or "")
    return told if told in KINDS else "skincare"


def wishes_of(slot: str, answers: Answers, currency: str) -> Iterator[Wish]:
    """What one answer wishes; nothing when it does not matter to the shopper."""
    if slot == "budget":
        yield from price_wishes(answers, currency)
    elif slot == "fragrance":
        if answers.get("fragrance") == "free":
            yield Wish("fragrance_free", ("yes",), firm=True)
    elif slot == "gentle":
        if is_delicate(answers) and not answers.get("fragrance"):
            yield Wish("fragrance_free", ("yes",), soft=True)
    elif (code := str(answers.get(slot) or "")) and code not in (ANY, "unsure"):
        values = (code, UNISEX) if slot == "wearer" and code != UNISEX else (code,)
        yield Wish(NAMED[slot], values, firm=slot == "clothes_size", soft=slot in _SOFT)


def price_wishes(answers: Answers, currency: str) -> list[Wish]:
    """The budget as a wish; none without a limit."""
    budget = answers.get("budget")
    if not isinstance(budget, int | float) or not 0 < budget < NO_LIMIT:
        return []
    return [Wish(PRICE, at_most=to_minor(budget, currency))]


def is_delicate(answers: Answers) -> bool:
    """Whose skin reacts easily gets what has no perfume first, without being asked."""
    told = (answers.get("skin_type"), answers.get("skin_concern"), answers.get("skin_reacts"))
    return told[0] == "sensitive" or told[1] == "redness" or told[2] == "often"


def _counts(slot: str, category: str) -> bool:
    department, _, kind = category.partition("/")
    if department == "skincare" and kind in FOR_ALL_SKINS:
        return slot in ("fragrance", "budget")
    return slot != "clothes_size" or kind in SIZED
