"""The search that is part of the program: in memory for small catalogs, in files for large ones."""

from collections import Counter
from collections.abc import Callable
from copy import copy
from typing import Any
from weakref import WeakKeyDictionary

from catalog.search.index import Index
from catalog.search.judging import Judging
from catalog.search.lexicon import SIZE, Lexicon
from catalog.search.meaning import Store
from catalog.search.searching import STORE, Searching, folded_sizes, leading_words, main_currency, told_words
from catalog.search.spelling import Speller
from catalog.search.vocabulary import KnownWords
from catalog.shelf import Shelf
from catalog.wishes import Shown

_MADE: "WeakKeyDictionary[Shelf, Searching]" = WeakKeyDictionary()


class EmbeddedSearch(Searching):
    """Index, lexicon and speller of one shelf, in memory: good for some thousand products."""

    ranking: Judging

    def __init__(self, shelf: Shelf) -> None:
        self.lexicon = Lexicon.of(shelf)
        index = Index(shelf, self.lexicon)
        known = {*index.postings, *told_words(self.lexicon), *self.lexicon.groups, *self.lexicon.parts}
        own = index.names | leading_words(self.lexicon, index.names)
        speller = Speller([KnownWords(known, own)])
        self.ranking = Judging(index, self.lexicon, speller)
        self.sold, self.spoken = index.names, index.kinds.spoken
        variants = [variant for product in shelf.products.values() for variant in product.variants]
        self.sizes = folded_sizes({variant.options[SIZE] for variant in variants if SIZE in variant.options})
        self.currency = main_currency(Counter(variant.currency for variant in variants))

    def with_offers(self, shelf: Shelf) -> "EmbeddedSearch":
        """The search of a shelf whose products say the same as before: only prices, stock and the like differ."""
        before, made = self.ranking, copy(self)
        index = copy(before.index)
        index.products = [shelf.products[product.id] for product in index.products]
        made.ranking = Judging(index, before.lexicon, before.speller, before.meaning)
        made._learns = before.meaning is not None  # what is being learnt now, only the one before will know
        return made


def make_search(shelf: Shelf) -> Searching:
    """A search of this shelf. Of a catalog in files it shares what has not changed since the one before."""
    if shelf.folder is None:
        return EmbeddedSearch(shelf)
    from catalog.search.filed.search import FiledSearch  # needs numpy

    return FiledSearch(shelf)


def search_of(shelf: Shelf, before: Shelf | None = None) -> Searching:
    """The search of a shelf: made at the first call, the same from then on. `before` is the shelf that it follows:
    where only offers have changed, nothing is read anew."""
    if shelf not in _MADE:
        _MADE[shelf] = _renewed(shelf, before) or make_search(shelf)
    return _MADE[shelf]


def _renewed(shelf: Shelf, before: Shelf | None) -> Searching | None:
    made = _MADE.get(before) if before is not None else None
    if before is None or made is None or shelf.folder is not None:
        return None
    was, now = before.products, shelf.products
    if before.labels != shelf.labels or was.keys() != now.keys():
        return None
    same = all(now[id_] is was[id_] or _said(now[id_]) == _said(was[id_]) for id_ in now)
    return made.with_offers(shelf) if same else None


def _said(product: Shown) -> tuple[Any, ...]:
    """All of a product that can be searched for by words."""
    variants = [(variant.sku, variant.options, variant.currency) for variant in product.variants]
    about = product.texts, product.category, product.attributes, product.paths, product.brand, product.tags
    return about, variants, product.on_request


def use_meanings(make: Callable[[], Store]) -> None:
    """From now on searches learn the meanings of their shop's things, beside, when the first query needs them:
    until then no model is loaded."""
    STORE[:] = [make]
