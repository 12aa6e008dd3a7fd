"""Products without a price that a query is about: they can be asked for, not bought."""

from collections.abc import Callable, Mapping
from typing import Protocol

from catalog.search.query import Filter, Match, Query
from catalog.wishes import ON_SALE, PRICE, Shown

MOST = 5


class Judged(Protocol):
    """What the ranking knows of a product."""

    @property
    def score(self) -> float: ...
    @property
    def matches(self) -> list[Match]: ...


def asked_for(
    query: Query,
    on_request: Mapping[int, Judged],
    product: Callable[[int], Shown],
    may_fulfil: Callable[[int, Filter], bool],
) -> tuple[Shown, ...]:
    """Of those without a price those that hold every word and are of the kind, the best first; whatever they may
    cost."""
    firm = [one for one in query.filters if one.name not in (PRICE, ON_SALE)]
    free = set(query.free)
    asked = [number for number, judged in on_request.items() if free <= _words(judged)]
    asked = [number for number in asked if all(may_fulfil(number, one) for one in firm)]
    best = sorted(asked, key=lambda number: (-on_request[number].score, product(number).id))
    return tuple(map(product, best[:MOST]))


def _words(judged: Judged) -> set[str]:
    return {match.word for match in judged.matches}
