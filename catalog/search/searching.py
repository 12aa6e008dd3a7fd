"""What searches share, wherever their index lies: they read words, find, and learn meanings when that is needed."""

from collections import Counter
from collections.abc import Callable, Container, Iterable
from dataclasses import replace
from threading import Thread
from typing import Any

from catalog.search.backend import MOST
from catalog.search.kinds import Phrase
from catalog.search.lexicon import NEWEST, POPULAR, Lexicon, parts_of
from catalog.search.meaning import Meaning, Store
from catalog.search.normal import LONGEST, compact, tokens
from catalog.search.parse import Reader
from catalog.search.query import Query, Results
from catalog.search.rank import Ranking
from catalog.search.unwanted import part_unwanted
from catalog.shelf import Shelf

STORE: list[Callable[[], Store]] = []  # of meanings, when the process uses them
_EXACT = (POPULAR, NEWEST)  # `nearest` is not `newest` misspelt


class Searching:
    """A ranking, and what it takes to read a query. `sold` are words of titles, categories and labels."""

    ranking: Ranking[Any, Any, Any]
    lexicon: Lexicon
    sold: Container[str]
    sizes: frozenset[str]
    currency: str
    spoken: Callable[[], dict[str, Phrase]]
    _learns = False

    def learn(self, store: Store) -> None:
        """Find by meaning from now on. Takes seconds for each thousand kinds of things that are new to the store."""
        self.ranking.meaning = Meaning(store, self.spoken())

    def with_offers(self, shelf: Shelf) -> "Searching | None":  # noqa: ARG002 - for those who can
        """The search of a shelf that says the same as this one's, at other prices; None: make it anew."""
        return None

    def read(self, text: str, language: str) -> Query:  # noqa: ARG002 - words of all languages are read at once
        """What these words ask for."""
        wanted, unwanted = part_unwanted(text[:LONGEST], self._read, self.lexicon.meanings)
        query = self._read(wanted if unwanted else text)
        return replace(query, text=text, filters=(*query.filters, *unwanted)) if unwanted else query

    def _read(self, text: str) -> Query:
        return Reader(self.lexicon, self.ranking.speller, self.sold, self.sizes, self.currency).read(text)

    def find(self, query: Query, *, limit: int = MOST, near: bool = False) -> Results:
        """Products that fit, best first."""
        found = self.ranking.find(query, limit, near=near)
        if STORE and not self._learns and (found.missed or not found.results):
            self._learns = True
            Thread(target=self._learn_beside, name="search meanings", daemon=True).start()
        return found

    def _learn_beside(self) -> None:
        self.learn(STORE[0]())


def told_words(lexicon: Lexicon) -> set[str]:
    """Words that mean a wish or a mark, for which others may be misspelt."""
    return {key for key, meaning in lexicon.meanings.items() if meaning.mark not in _EXACT}


def leading_words(lexicon: Lexicon, sold: Container[str]) -> frozenset[str]:
    """Words that lead to something in this shop: what means a wish, and other words for what it sells."""
    led = {key for key, group in lexicon.groups.items() if any(other in sold for other in group)}
    return frozenset({*told_words(lexicon), *led, *parts_of(led)})


def main_currency(counted: Counter[str]) -> str:
    """That of most offers."""
    return counted.most_common(1)[0][0] if counted else "USD"


def folded_sizes(codes: Iterable[str]) -> frozenset[str]:
    """Size codes as a reader compares them."""
    return frozenset(compact(tokens(code)) for code in codes)
