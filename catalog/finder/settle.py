"""What is left for somebody's wishes, never nothing: of wishes that contradict, the least important one gives way."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from catalog.finder.pool import Pool, pool_of
from catalog.finder.wanted import Told, Wanted
from catalog.shelf import Shelf
from catalog.wishes import CATEGORY, PRICE, Hit, Wish


@dataclass(frozen=True, eq=False)
class Settled:
    """What is left, the wishes that all of it fulfils, and those that were given up, the most important first."""

    pool: Pool
    kept: tuple[Wish, ...]
    given_up: tuple[Wish, ...]


@dataclass(frozen=True, eq=False)
class Fitting:
    """What fits, best first: all of it in stock. Each hit says which wishes it fulfils; what was given up is a wish
    that no product fulfils together with those that matter more."""

    hits: Sequence[Hit]
    kept: tuple[Wish, ...]
    given_up: tuple[Wish, ...]


def settle(shelf: Shelf, wanted: Wanted) -> Settled:
    """Keep each wish, the most important first, as long as something in stock fulfils it with all before. Where
    nothing of a kind is in stock, what is nearest above it on the path is kept in its place."""
    pool, kept, given_up = pool_of(shelf), list[Wish](), list[Wish]()
    for told in wanted.by_importance():
        narrower = pool.narrowed(told.wish)
        if len(narrower):
            pool = narrower
            kept.append(told.wish)
            continue
        given_up.append(told.wish)
        if (wider := _wider(pool, told)) is not None:
            pool = pool.narrowed(wider)
            kept.append(wider)
    return Settled(pool, tuple(kept), tuple(given_up))


def find_fitting(shelf: Shelf, wanted: Wanted) -> Fitting:
    """What fits best. Beyond the budget, what is nearest to it comes first."""
    settled = settle(shelf, wanted)
    liked = (*settled.kept, *settled.given_up)
    beyond = next((wish for wish in settled.given_up if wish.name == PRICE), None)
    if beyond is None:
        return Fitting(shelf.contents.hits(settled.kept, liked), settled.kept, settled.given_up)
    goal = beyond.at_most if beyond.at_most is not None else beyond.at_least or 0
    return Fitting(shelf.contents.near(settled.kept, liked, goal, ""), settled.kept, settled.given_up)


def _wider(pool: Pool, told: Told) -> Wish | None:
    """Of a kind that is not there, the part of the catalog that it belongs to."""
    if told.wish.name != CATEGORY or told.wish.unwanted:
        return None
    paths = told.wish.values
    while paths := tuple(dict.fromkeys(path.rpartition("/")[0] for path in paths if "/" in path)):
        wider = replace(told.wish, values=paths)
        if len(pool.narrowed(wider)):
            return wider
    return None
