"""The search that is part of the program: in memory for small catalogs, in files for large ones."""

from collections import Counter
from collections.abc import Callable
from weakref import WeakKeyDictionary

from catalog.search.index import Index
from catalog.search.judging import Judging
from catalog.search.lexicon import SIZE, Lexicon, parts_of
from catalog.search.meaning import Store
from catalog.search.searching import STORE, Searching, folded_sizes, told_words
from catalog.search.spelling import Speller
from catalog.search.vocabulary import KnownWords
from catalog.shelf import Shelf

_MADE: "WeakKeyDictionary[Shelf, Searching]" = WeakKeyDictionary()


class EmbeddedSearch(Searching):
    """Index, lexicon and speller of one shelf, in memory: good for some thousand products."""

    def __init__(self, shelf: Shelf) -> None:
        self.lexicon = Lexicon.of(shelf)
        index = Index(shelf, self.lexicon)
        known = {*index.postings, *told_words(self.lexicon), *self.lexicon.groups, *self.lexicon.parts}
        speller = Speller([KnownWords(known, _own(index, self.lexicon))])
        self.ranking = Judging(index, self.lexicon, speller)
        self.sold, self.spoken = index.names, index.kinds.spoken
        variants = [variant for product in shelf.products.values() for variant in product.variants]
        self.sizes = folded_sizes({variant.options[SIZE] for variant in variants if SIZE in variant.options})
        counted = Counter(variant.currency for variant in variants)
        self.currency = counted.most_common(1)[0][0] if counted else "USD"


def make_search(shelf: Shelf) -> Searching:
    """A search of this shelf. Of a catalog in files it shares what has not changed since the one before."""
    if shelf.folder is None:
        return EmbeddedSearch(shelf)
    from catalog.search.filed.search import FiledSearch  # needs numpy

    return FiledSearch(shelf)


def search_of(shelf: Shelf) -> Searching:
    """The search of a shelf: made at the first call, the same from then on."""
    if shelf not in _MADE:
        _MADE[shelf] = make_search(shelf)
    return _MADE[shelf]


def use_meanings(make: Callable[[], Store]) -> None:
    """From now on searches learn the meanings of their shop's things, beside, when the first query needs them:
    until then no model is loaded."""
    STORE[:] = [make]


def _own(index: Index, lexicon: Lexicon) -> frozenset[str]:
    """Words that lead to something in this shop: its own, what means a wish, and other words for what it sells."""
    led = {key for key, group in lexicon.groups.items() if not group.isdisjoint(index.names)}
    return frozenset({*index.names, *told_words(lexicon), *led, *parts_of(led)})
