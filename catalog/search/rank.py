"""Which products a query finds, in which order, and why: the rules, wherever the index lies.

`judging.py` goes through products one by one, `filed/ranking.py` through columns; both only count and choose, and
what they have chosen is judged here.
"""

from abc import ABC, abstractmethod
from collections.abc import Container, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import lru_cache
from math import log
from typing import Generic, TypeVar

from catalog.search.fulfil import best_of, by_code, ever_fewer, place, worth
from catalog.search.kinds import Phrase
from catalog.search.lexicon import NEWEST, Lexicon
from catalog.search.meaning import Meaning
from catalog.search.normal import compact, stems
from catalog.search.order import best_first, newest_first, popular_first
from catalog.search.query import Filter, Match, Query, Result, Results, Why, nothing_to_ask
from catalog.search.spelling import Speller
from catalog.wishes import Offered, Shown

FOR_FILTER = 2.0  # what fulfilling a filter by its code is worth, in units of a word
FOR_KIND = 2.5  # what it is worth that its title ends with what was asked for: a `fleece`, not a `fleece bed`
FOR_MEANING = 3.0
LEAST_LIKENESS, SURE_LIKENESS = 0.22, 0.42  # of meanings, without what all have in common
_AS_LIKE = 0.8  # of the likest
POPULAR = 0.003  # of a point of popularity: it decides between equals
SOME_WORDS = 0.4  # of its words' score counts whatever share of the query's words a product holds
ENOUGH = 0.5  # of the best hit's share of the query's words
_KEPT = 1_024  # words whose ways are remembered
_NUMBER, _SAME_THING, _BEGUN = 0.3, 0.9, 0.75  # a number alone; another word for it, or the beginning of one


@dataclass
class Scored:
    """A product while it is being judged."""

    score: float = 0.0
    weight: float = 0.0  # of the words that it holds
    matches: list[Match] = field(default_factory=list)


Fit = tuple[Offered, list[str]]  # the variant that suits best, and how each filter is fulfilled
S = TypeVar("S")  # what all products score
N = TypeVar("N")  # some products
F = TypeVar("F")  # products that fulfil filters


class Ranking(ABC, Generic[S, N, F]):
    """Finds in one index; knows no state between queries."""

    def __init__(self, lexicon: Lexicon, speller: Speller, meaning: Meaning | None = None) -> None:
        self.lexicon, self.speller, self.meaning = lexicon, speller, meaning
        self.ways = lru_cache(_KEPT)(self._ways)

    @abstractmethod
    def product(self, number: int) -> Shown: ...

    @abstractmethod
    def number_of(self, product: Shown) -> int: ...

    @abstractmethod
    def count(self, term: str) -> int:
        """How many products hold a term."""

    @property
    @abstractmethod
    def size(self) -> int:
        """How many products there are."""

    @abstractmethod
    def titled(self, key: str) -> Sequence[int]:
        """The products with this whole title, by id."""

    @abstractmethod
    def is_in_title(self, number: int, term: str) -> bool: ...

    @abstractmethod
    def called(self, names: Set[str], numbers: Iterable[int]) -> Container[int]:
        """Those of the products whose titles call them one of these names."""

    @abstractmethod
    def kind(self, phrase: Phrase) -> tuple[str, Iterable[int]]:
        """How a kind of thing is written, and the products that are of it."""

    @abstractmethod
    def score(self, query: Query) -> S:
        """How well each product holds the query's words."""

    @abstractmethod
    def judged(self, scored: S, numbers: Iterable[int]) -> Mapping[int, Scored]:
        """The scores of some, with their words."""

    @abstractmethod
    def these(self, numbers: Iterable[int]) -> N: ...

    @abstractmethod
    def holding(self, scored: S, free: Sequence[str]) -> N:
        """Products that hold about as much of the free words as the one that holds most."""

    @abstractmethod
    def fitting(self, filters: Sequence[Filter], wanted: N | None) -> F:
        """The wanted that fulfil all filters; nothing (false) when there are none. None: whichever."""

    @abstractmethod
    def shortlist(self, query: Query, found: F, scored: S, limit: int) -> Mapping[int, Fit]:
        """At least those that come first in the query's order."""

    @abstractmethod
    def likest(self, found: F, meant: Mapping[int, float], limit: int) -> Mapping[int, Fit]:
        """At least those that come first by meaning."""

    @abstractmethod
    def asked(self, query: Query, scored: S) -> tuple[Shown, ...]:
        """Products without a price that hold all words."""

    @abstractmethod
    def near(self, query: Query, scored: S, hits: Sequence[int], room: int) -> Sequence[int]:
        """Others of the same kind that have a price, the nearest first."""

    def find(self, query: Query, limit: int, *, near: bool = False) -> Results:
        """Best first; filters are given up one after the other until something is left."""
        scored = self.score(query)
        asked = self.asked(query, scored)
        found = replace(self._exact_first(query, self._found(query, scored, limit)), on_request=asked)
        meant = self._meant(query) if found.missed or not found.results else {}
        if meant and not found.results:
            found = self._by_meaning(query, found, meant, limit)
        room = limit - len(found.results)
        if not near or room <= 0:
            return found
        return replace(found, near=(*found.near, *self._near(query, scored, found, room))[:room])

    def _meant(self, query: Query) -> dict[int, tuple[str, float]]:
        """Products of the kinds that the query is near to in meaning, each with the nearest kind."""
        said = query.thing
        if self.meaning is None or not said:
            return {}
        ranked = self.meaning.near(said)
        least = max(LEAST_LIKENESS, ranked[0][1] * _AS_LIKE) if ranked else 1.0
        found: dict[int, tuple[str, float]] = {}
        for phrase, likeness in ranked:
            written, holders = self.kind(phrase) if likeness >= least else ("", ())
            for number in holders:
                found.setdefault(number, (written, round(likeness, 3)))
        return found

    def _by_meaning(
        self, query: Query, found: Results, meant: Mapping[int, tuple[str, float]], limit: int
    ) -> Results:
        """What is meant for sure is a result; what is only likely is near."""
        filters = sorted((one for one in query.filters if not one.names_a_kind), key=place)
        kept, fitting, wanted = self._widest(filters, self.these(meant))
        if wanted is None:
            return found
        results = []
        likeness = {number: likeness for number, (_, likeness) in meant.items()}
        for number, (offer, how) in self.likest(fitting, likeness, limit).items():
            score = FOR_MEANING * meant[number][1] + FOR_FILTER * sum(map(worth, how))
            why = Why((), tuple(how), offer.stock > 0, meaning=meant[number])
            results.append(Result(self.product(number), offer, round(score, 4), why))
        best = tuple(sorted(results, key=best_first)[:limit])
        if not query.unsold and max(likeness.values()) >= SURE_LIKENESS:
            return replace(found, results=best, relaxed=tuple(one.name for one in filters if one not in kept))
        return replace(found, near=best)

    def _found(self, query: Query, scored: S, limit: int) -> Results:
        known = nothing_to_ask(query)
        if known is not None:
            return known
        free = query.free
        missed = tuple(w for w in free if not any(self.count(term) for term, _ in self.ways(w)))
        if free and len(missed) == len(free) and not query.names_a_kind:
            return Results(missed=missed)
        wanted = self.holding(scored, free) if len(missed) < len(free) else None
        kept, found, wanted = self._widest(sorted(query.filters, key=place), wanted)
        missed = missed if wanted is not None else free
        relaxed = [one.name for one in query.filters if one not in kept]
        if query.names_a_kind and not any(one.names_a_kind for one in kept):
            return Results(relaxed=tuple(relaxed), missed=missed)
        results = self._ordered(query, found, scored, limit)
        if missed and not query.filters and not any(one.why.is_named for one in results):
            return Results(missed=missed)  # `iphone case`: sunglasses that come in a case are no answer
        return Results(results, tuple(relaxed), missed)

    def _exact_first(self, query: Query, found: Results) -> Results:
        """Whose whole title was written comes first, sold out or not: that one was asked for."""
        titled = self.titled(compact(stems(query.text))) if len(query.words) > 1 else ()
        if not titled:
            return found
        exact = [self._result(number, Why(exact=True)) for number in titled]
        exact.sort(key=lambda result: not result.why.in_stock)
        ids = {result.product.id for result in exact}
        others = tuple(result for result in found.results if result.product.id not in ids)
        return replace(found, results=(*exact, *others))

    def _result(self, number: int, why: Why) -> Result:
        product = self.product(number)
        offer = best_of(product.variants)
        return Result(product, offer, 0.0, replace(why, in_stock=offer.stock > 0))

    def _near(self, query: Query, scored: S, found: Results, room: int) -> list[Result]:
        hits = [self.number_of(result.product) for result in found.results or found.near]
        numbers = self.near(query, scored, hits, room)
        judged = self.judged(scored, numbers)
        return [self._result(n, Why(tuple(judged[n].matches) if n in judged else ())) for n in numbers]

    def _widest(self, filters: list[Filter], wanted: N | None) -> tuple[list[Filter], F, N | None]:
        """What can be kept of the filters so that something fits: all, all but one, then ever fewer.

        The kind of thing is given up last; before it, the words.
        """
        for kept in ever_fewer(filters):
            if found := self.fitting(kept, wanted):
                return kept, found, wanted
        return self._widest(filters, None) if wanted is not None else ([], found, None)

    def _ways(self, word: str) -> Sequence[tuple[str, float]]:
        """The terms by which a word may be found, and how much each counts."""
        ways = {word: 1.0}
        for other in sorted(self.lexicon.group_of(word)):
            ways.setdefault(other, _SAME_THING)
        if not any(self.count(term) for term in ways):
            ways |= dict.fromkeys(self.speller.begun(word), _BEGUN)
        return tuple(ways.items())

    def rarity(self, word: str) -> float:
        """How much a word says; a number alone says little, one that nothing holds the most."""
        if word.isdecimal():
            return _NUMBER
        return rarity_of(self.count(word), self.size)

    def rarity_of_most(self, terms: Iterable[str]) -> float:
        """That of the most common: a rare word for a common thing says no more than the common one."""
        known = [self.rarity(term) for term in terms if self.count(term)]
        return min(known, default=0.0)

    def fit(self, number: int, filters: Sequence[Filter]) -> Fit | None:
        """The variant that fulfils all filters, in stock and cheapest first; how each is fulfilled."""
        product = self.product(number)
        variants, how = list(product.variants), []
        for one in filters:
            told, left = by_code(product, variants, one)
            if told:
                variants = left
            elif one.may_be_named and self._is_named(number, one.words):
                told = f"{one.name}~title"
            else:
                return None
            how.append(told)
        return (best_of(variants), how) if variants else None

    def _is_named(self, number: int, words: Sequence[str]) -> bool:
        return bool(words) and all(any(self.is_in_title(number, term) for term, _ in self.ways(w)) for w in words)

    def whole(self, query: Query) -> float:
        """How much all words of a query say."""
        return sum(map(self.rarity, query.words)) or 1.0

    def kinds_asked(self, query: Query) -> set[str]:
        """What a product's title may call it if its kind was asked for."""
        return {key for word in query.words for key in self.lexicon.group_of(word)}

    def _ordered(self, query: Query, found: F, scored: S, limit: int) -> tuple[Result, ...]:
        whole, chosen = self.whole(query), self.shortlist(query, found, scored, limit)
        called = self.called(self.kinds_asked(query), chosen)
        all_judged, results = self.judged(scored, chosen), []
        for number, (offer, how) in chosen.items():
            product, judged = self.product(number), all_judged.get(number, Scored())
            text = judged.score * (SOME_WORDS + (1 - SOME_WORDS) * judged.weight / whole)
            score = text + FOR_FILTER * sum(map(worth, how)) + POPULAR * product.popularity
            score += FOR_KIND * (number in called)
            why = Why(tuple(judged.matches), tuple(how), offer.stock > 0)
            results.append(Result(product, offer, round(score, 4), why))
        return tuple(_sorted(query, results)[:limit])


def rarity_of(holders: int, products: int) -> float:
    """How much a term says that so many of the products hold."""
    return log(1 + max(products, 1) / holders) if holders else log(1 + 2 * max(products, 1))


def _sorted(query: Query, results: list[Result]) -> list[Result]:
    if query.order == NEWEST:
        return sorted((result for result in results if result.product.added_at is not None), key=newest_first)
    if query.order:
        return sorted(results, key=popular_first)
    if query.cheapest_first:
        return sorted(results, key=lambda r: (not r.why.in_stock, r.offer.to_pay, -r.score, r.product.id))
    return sorted(results, key=best_first)
