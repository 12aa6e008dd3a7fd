"""A query as the searches that the server is asked at once: all that was said, then ever less of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from catalog.matching import ANY
from catalog.search.fulfil import place
from catalog.search.lexicon import NEWEST, POPULAR
from catalog.search.normal import stem
from catalog.search.query import Filter, Query
from catalog.search.server.document import ADDED, CODES, HIGH, KEY, LOW, POPULARITY
from catalog.search.server.document import ON_SALE as REDUCED
from catalog.wishes import CATEGORY, ON_SALE, PRICE, Wish

MOST = 8  # searches of one query
ASKED = 3  # times as many products as are wanted: some will not do
_ONE_LANGUAGE = {"ja": "jpn", "zh": "cmn"}  # Han signs alone do not say which


@dataclass(frozen=True, slots=True)
class Rung:
    """One search. `named` filters are to be found in the title, not by their codes; `loose`: not all words need be
    there."""

    filters: tuple[Filter, ...]
    words: str
    named: tuple[Filter, ...] = ()
    loose: bool = False

    @property
    def all_filters(self) -> tuple[Filter, ...]:
        return (*self.filters, *self.named)


def ladder(query: Query) -> list[Rung]:
    """The searches, what was meant first."""
    return list(islice(_rungs(query), MOST))


def as_search(rung: Rung, query: Query, index: str, language: str, limit: int) -> dict[str, Any]:
    """One query of `POST /multi-search`."""
    asked: dict[str, Any] = {
        "indexUid": index,
        "q": rung.words,
        "limit": limit * ASKED,
        "attributesToRetrieve": [KEY],
        "matchingStrategy": "last" if rung.loose else "all",
    }
    if conditions := [condition for one in rung.filters if (condition := _condition(one))]:
        asked["filter"] = conditions
    if order := _order(query):
        asked["sort"] = [order]
    if language in _ONE_LANGUAGE:
        asked["locales"] = [_ONE_LANGUAGE[language]]
    return asked


def _rungs(query: Query) -> Iterator[Rung]:
    filters = tuple(sorted(query.filters, key=place))
    words, free = _words(query), _free(query)
    kinds = tuple(one for one in filters if one.names_a_kind)
    yield Rung(filters, words)
    if kinds and free != words:
        yield Rung(filters, free)  # its category says what it is, whatever it is called
    if named := tuple(one for one in filters if one.may_be_named and not one.names_a_kind):
        left = tuple(one for one in filters if one not in named)
        yield Rung(left, " ".join([words, *(word for one in named for word in one.words)]).strip(), named)
    if " " in words:
        yield Rung(filters, words, loose=True)
    for kept in _fewer(filters):
        yield Rung(tuple(kept), words, loose=True)
    if kinds:
        yield from (Rung(tuple(kept), "", loose=True) for kept in (filters, *_fewer(filters)))


def _words(query: Query) -> str:
    """What is asked for, without prices, colours and such: spelt rightly and without endings."""
    return " ".join(stem(query.corrected.get(word, word)) for word in query.thing.split())


def _free(query: Query) -> str:
    """The same without the words for its kind."""
    kinds = {word for one in query.filters if one.names_a_kind for word in one.words}
    return " ".join(word for word in _words(query).split() if word not in kinds)


def _fewer(filters: Sequence[Filter]) -> Iterator[list[Filter]]:
    """All but one, the least important first; then only the kind of thing."""
    loose = [one for one in filters if not one.names_a_kind]
    yield from ([other for other in filters if other is not one] for one in reversed(loose))
    if len(loose) > 1:
        yield [one for one in filters if one.names_a_kind]


def _condition(one: Filter) -> str:
    """Any of its wishes; empty when the server cannot tell."""
    ways = [_way(wish) for wish in one.wishes]
    if not all(ways):
        return ""
    return ways[0] if len(ways) == 1 else " OR ".join(f"({way})" for way in ways)


def _way(wish: Wish) -> str:
    if wish.unwanted:
        return ""
    if wish.name == PRICE:
        low = [] if wish.at_most is None else [f"{LOW} <= {wish.at_most}"]
        return " AND ".join(low if wish.at_least is None else [*low, f"{HIGH} >= {wish.at_least}"])
    if wish.name == ON_SALE:
        return f"{REDUCED} = true"
    codes = wish.values if wish.name == CATEGORY else (*wish.values, ANY)
    return f"{CODES} IN [{', '.join(_quoted(f'{wish.name}={code}') for code in codes)}]"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _order(query: Query) -> str:
    if query.order:
        return {NEWEST: f"{ADDED}:desc", POPULAR: f"{POPULARITY}:desc"}.get(query.order, "")
    return f"{LOW}:asc" if query.cheapest_first else ""
