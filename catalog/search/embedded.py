"""The search that lives in memory: made once for a shelf, good for some ten thousand products."""

from collections import Counter
from collections.abc import Callable
from copy import copy
from threading import Thread
from weakref import WeakKeyDictionary

from catalog.search.backend import MOST, SearchBackend
from catalog.search.changes import are_of_one_generation, changes, renewed, sizes_of
from catalog.search.index import Index
from catalog.search.lexicon import NEWEST, POPULAR, Lexicon, parts_of
from catalog.search.meaning import Meaning, Store
from catalog.search.parse import Reader
from catalog.search.query import Query, Results
from catalog.search.rank import Ranking
from catalog.search.spelling import Speller
from catalog.shelf import Shelf

_STORE: list[Callable[[], Store]] = []  # of meanings, when the process uses them
_EXACT = (POPULAR, NEWEST)  # `nearest` is not `newest` misspelt
_MADE: "WeakKeyDictionary[Shelf, EmbeddedSearch]" = WeakKeyDictionary()


class EmbeddedSearch:
    """Index, lexicon and speller of one shelf."""

    def __init__(self, shelf: Shelf) -> None:
        self._lexicon = Lexicon.of(shelf)
        index = Index(shelf, self._lexicon)
        told = {key for key, meaning in self._lexicon.meanings.items() if meaning.mark not in _EXACT}
        self._speller = Speller(
            {*index.postings, *told, *self._lexicon.groups, *self._lexicon.parts}, _own(index, self._lexicon)
        )
        self._index, self._sold = index, index.names
        self._sizes = _sizes(shelf)
        self._currency = _currency(shelf)
        self._ranking = Ranking(index, self._lexicon, self._speller)
        self._kinds = index.kinds
        self._learns = False

    def renewed(self, before: Shelf, shelf: Shelf) -> "EmbeddedSearch":
        """The search of a later shelf of the same generation: only what has changed is read. Words, kinds and
        meanings are those of the generation, and whatever words the changed products bring."""
        made = copy(self)
        lexicon = self._lexicon.with_labels(shelf)
        index, brought = renewed(self._index, changes(before, shelf, self._index), lexicon)
        made._lexicon, made._index, made._sold = lexicon, index, index.names
        made._speller = self._speller.with_more(brought.terms, brought.names)
        made._sizes = self._sizes | brought.sizes
        made._kinds = index.kinds
        made._ranking = Ranking(index, lexicon, made._speller, self._ranking.meaning)
        made._learns = self._ranking.meaning is not None
        return made

    def learn(self, store: Store) -> None:
        """Find by meaning from now on. Takes seconds for each thousand kinds of things that are new to the store."""
        self._ranking.meaning = Meaning(store, self._kinds.spoken())

    def read(self, text: str, language: str) -> Query:  # noqa: ARG002 - words of all languages are read at once
        """What these words ask for."""
        return Reader(self._lexicon, self._speller, self._sold, self._sizes, self._currency).read(text)

    def find(self, query: Query, *, limit: int = MOST, near: bool = False) -> Results:
        """Products that fit, best first."""
        found = self._ranking.find(query, limit, near=near)
        if _STORE and not self._learns and (found.missed or not found.results):
            self._learns = True
            Thread(target=self._learn_beside, name="search meanings", daemon=True).start()
        return found

    def _learn_beside(self) -> None:
        self.learn(_STORE[0]())


def search_of(shelf: Shelf) -> SearchBackend:
    """The search of a shelf: made at the first call, the same from then on."""
    if shelf not in _MADE:
        before = _before(shelf)
        _MADE[shelf] = _MADE[before].renewed(before, shelf) if before else EmbeddedSearch(shelf)
    return _MADE[shelf]


def _before(shelf: Shelf) -> Shelf | None:
    """The newest earlier shelf of the same generation whose search has been made; none for a catalog in memory."""
    same = [one for one in list(_MADE) if one.version <= shelf.version and are_of_one_generation(one, shelf)]
    return max(same, key=lambda one: one.version, default=None)


def use_meanings(make: Callable[[], Store]) -> None:
    """From now on searches learn the meanings of their shop's things, beside, when the first query needs them:
    until then no model is loaded."""
    _STORE[:] = [make]


def _own(index: Index, lexicon: Lexicon) -> frozenset[str]:
    """Words that lead to something in this shop: its own, what means a wish, and other words for what it sells."""
    led = {key for key, group in lexicon.groups.items() if not group.isdisjoint(index.names)}
    told = {key for key, meaning in lexicon.meanings.items() if meaning.mark not in _EXACT}
    return frozenset({*index.names, *told, *led, *parts_of(led)})


def _sizes(shelf: Shelf) -> frozenset[str]:
    return sizes_of(shelf.products.values())


def _currency(shelf: Shelf) -> str:
    """That of most offers."""
    counted = Counter(v.currency for p in shelf.products.values() for v in p.variants)
    return counted.most_common(1)[0][0] if counted else "USD"
