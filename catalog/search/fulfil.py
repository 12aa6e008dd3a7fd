"""How a filter is fulfilled, what that is worth, and which filters are given up first."""

from collections.abc import Iterable, Iterator

from catalog.matching import match
from catalog.search.lexicon import GENDER, SIZE
from catalog.search.query import Filter
from catalog.wishes import CATEGORY, ON_SALE, PRICE, Offered, Shown, Wish

_KEPT_LONGEST = (CATEGORY, SIZE, GENDER, ON_SALE, PRICE, "colour")  # given up last … first; the rest before all


def ever_fewer(filters: list[Filter]) -> Iterator[list[Filter]]:
    """All; all but one, the least important first; then without the last two, three … The kind of thing stays."""
    yield filters
    loose = [one for one in filters if not one.names_a_kind]
    yield from ([other for other in filters if other is not one] for one in reversed(loose))
    firm = len(filters) - len(loose)
    yield from (filters[:end] for end in range(len(filters) - 2, max(firm - 1, -1), -1))


def worth(told: str) -> float:
    """A filter fulfilled as it was meant, in another sense, or by the title alone."""
    return 1.0 if "=" in told else 0.5 if "≈" in told else 0.0


def by_code(product: Shown, variants: list[Offered], one: Filter) -> tuple[str, list[Offered]]:
    """How a filter is fulfilled by a code, and the variants that do so; no text and all of them when none does."""
    for wish in one.wishes:
        left = [variant for variant in variants if match(product, variant, wish) is not None]
        if left:
            if wish.unwanted:
                return f"{wish.name}≠{'|'.join(wish.values)}", left
            sign = "=" if wish is one.wishes[0] else "≈"
            return f"{wish.name}{sign}{match(product, left[0], wish) or _bounds(wish)}", left
    return "", variants


def best_of(variants: Iterable[Offered]) -> Offered:
    """Of variants that do as well the one to show: in stock, and the cheapest. There is at least one."""
    return min(variants, key=lambda variant: (variant.stock <= 0, variant.to_pay))


def _bounds(wish: Wish) -> str:
    if wish.name != PRICE:
        return "yes"
    return f"{'' if wish.at_least is None else wish.at_least}..{'' if wish.at_most is None else wish.at_most}"


def place(one: Filter) -> int:
    """The place of a filter among those to keep."""
    if one.names_a_kind:
        return 0
    return _KEPT_LONGEST.index(one.name) if one.name in _KEPT_LONGEST else len(_KEPT_LONGEST)
