"""Products without a price that a query is about: they can be asked for, not bought."""

from collections.abc import Callable, Collection, Mapping, Sequence
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
    scored: Mapping[int, Judged],
    products: Sequence[Shown],
    holders: Callable[[Filter], Collection[int] | None],
) -> tuple[Shown, ...]:
    """Those that hold every word and are of the kind, the best first; whatever they may cost."""
    firm = [one for one in query.filters if one.name not in (PRICE, ON_SALE)]
    said = {word for one in query.filters for word in one.words}
    free = {word for word in query.words if word not in said}
    asked = [number for number, judged in scored.items() if products[number].on_request and free <= _words(judged)]
    for held in map(holders, firm if asked else ()):
        asked = asked if held is None else [number for number in asked if number in held]
    best = sorted(asked, key=lambda number: (-scored[number].score, products[number].id))
    return tuple(products[number] for number in best[:MOST])


def _words(judged: Judged) -> set[str]:
    return {match.word for match in judged.matches}
