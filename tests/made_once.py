"""What never changes and takes long is made once per process: compiled flows, their words, a shelf's search.

Each is worked out by the real code, from its whole input and from nothing else; who gives the same input again is
handed the same value. Nothing else is shared between tests.
"""

import functools
import gc
from collections.abc import Collection, Sequence
from dataclasses import fields
from typing import Any, TypeVar

import fastapi.dependencies.models

import bot.sources
import bot.understanding.understand
import catalog.search.embedded
from bot.storage.database import Database
from catalog.search.embedded import EmbeddedSearch
from catalog.shelf import Shelf, read_shelf
from flows.engine.compile import Source, compile_flows
from flows.engine.flowset import FlowSet
from flows.engine.journeys.names import ANYTHING, Vocabulary

Made = TypeVar("Made")


def share() -> None:
    """Have all shops of this process share them."""
    bot.sources.compile_flows = _compile
    for name in ("Vocabulary", "Intents", "KnownAnswers"):
        of_flows = getattr(bot.understanding.understand, name)
        setattr(bot.understanding.understand, name, _once_per_flows(of_flows))
    catalog.search.embedded.EmbeddedSearch = _search  # type: ignore[misc,assignment]


def let_go() -> None:
    """FastAPI remembers what kind of function an endpoint is, and with it the shop that the endpoint is bound to."""
    for each in vars(fastapi.dependencies.models).values():
        if callable(clear := getattr(each, "cache_clear", None)):
            clear()


def keep_for_good() -> None:
    """Objects that live as long as the process are no longer looked through for garbage, again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _compile(
    sources: Sequence[Source], actions: Collection[str] | None = None, quotable: Vocabulary = ANYTHING
) -> FlowSet:
    return _compiled(tuple(sources), None if actions is None else frozenset(actions), quotable)


@functools.lru_cache(maxsize=32)
def _compiled(sources: tuple[Source, ...], actions: frozenset[str] | None, quotable: Vocabulary) -> FlowSet:
    return compile_flows(sources, actions, quotable)


def _once_per_flows(make: Any) -> Any:
    """`make(flows, …)`, remembered for as many flow sets as above; what else it is given is of them, too.

    It is made of nothing that journeys say, and every shop has its own say over them: the rest is the very same.
    """
    names = [each.name for each in fields(FlowSet) if each.name not in ("journeys", "asleep")]
    made: dict[tuple[int, ...], tuple[FlowSet, Any]] = {}

    def once(flows: FlowSet, *more: Any) -> Any:
        key = tuple(id(getattr(flows, name)) for name in names)
        if key not in made:
            if len(made) >= 32:
                del made[next(iter(made))]
            made[key] = (flows, make(flows, *more))
        return made[key][1]

    return once


_SHELVES: list[Shelf] = []


async def shelf_of_demo(database: Database) -> Shelf:
    """What stands on the shelf of a freshly stocked database."""
    if not _SHELVES:
        async with database.read() as tx:
            _SHELVES.append(await read_shelf(tx))
    return _SHELVES[0]


_SEARCHES: list[tuple[list[Any], EmbeddedSearch]] = []


def _search(shelf: Shelf) -> EmbeddedSearch:
    """The search of a shelf on which the very same things stand in the same order."""
    stands = [*shelf.products.items(), *shelf.labels.items()]
    for before, search in _SEARCHES:
        if before == stands:
            return search
    search = EmbeddedSearch(shelf)
    _SEARCHES.insert(0, (stands, search))
    del _SEARCHES[8:]
    return search
