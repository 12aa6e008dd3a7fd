"""The ranking of an index in files: columns choose what comes first, and that is judged as everywhere."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog.matching import ANY
from catalog.search.asked import asked_for
from catalog.search.filed.fitting import Fitter, Fitting
from catalog.search.filed.index import FiledIndex, Flags, Numbers
from catalog.search.filed.near import nearest
from catalog.search.filed.scoring import Floats, Room, Scores, Word
from catalog.search.filed.segment import FIELD, FIELDS, IN_TITLE, NEVER
from catalog.search.index import FINEST, places_of
from catalog.search.kinds import Phrase
from catalog.search.lexicon import NEWEST, Lexicon
from catalog.search.query import Filter, Match, Query
from catalog.search.rank import (
    ENOUGH,
    FOR_FILTER,
    FOR_KIND,
    FOR_MEANING,
    POPULAR,
    SOME_WORDS,
    Fit,
    Ranking,
    Scored,
)
from catalog.search.spelling import Speller
from catalog.shelf.finding import Key, Later, first_by, first_of
from catalog.wishes import Shown

_KEPT = 512  # products that stay decoded
_SPARE = 2  # more than asked for: what is rounded alike may change places
_MOST_ASKED = 200  # products without a price that are looked at


class Counting(Ranking[Scores, Numbers, Fitting]):
    """Finds in one index in files."""

    def __init__(self, index: FiledIndex, lexicon: Lexicon, speller: Speller) -> None:
        super().__init__(lexicon, speller)
        self.index = index
        self.fitter = Fitter(index, self._named)
        self._room = Room(index.count)
        self._shown = lru_cache(_KEPT)(index.shelf.shown)

    def product(self, number: int) -> Shown:
        return self._shown(number)

    def number_of(self, product: Shown) -> int:
        number = self.index.shelf.number_of(product.id)
        assert number is not None  # noqa: S101 - it comes from this shelf
        return number

    def count(self, term: str) -> int:
        found = self.index.find(term)
        return 0 if found is None else len(found.products)

    @property
    def size(self) -> int:
        return self.index.size

    def titled(self, key: str) -> Sequence[int]:
        return self.index.titled(key)

    def is_in_title(self, number: int, term: str) -> bool:
        found = self.index.find(term)
        if found is None:
            return False
        place = int(np.searchsorted(found.products, number))
        is_there = place < len(found.products) and found.products[place] == number
        return is_there and bool(found.fields[place] & IN_TITLE)

    def called(self, names: Set[str], numbers: Iterable[int]) -> Container[int]:
        wanted = np.fromiter(numbers, np.int64)
        called: set[int] = set()
        for products, titled in self._kinds_called(names):
            spots = np.minimum(np.searchsorted(products, wanted), len(products) - 1)
            called.update(wanted[(products[spots] == wanted) & titled[spots]].tolist())
        return called

    def kind(self, phrase: Phrase) -> tuple[str, Iterable[int]]:
        return self.index.kinds.written[phrase], self.index.of_kind(phrase)[0].tolist()

    def score(self, query: Query) -> Scores:
        words = []
        for word in query.words:
            ways = self.ways(word)
            rarity = self.rarity_of_most(term for term, _ in ways)
            found = [(t, rarity * share, held) for t, share in ways if (held := self.index.find(t)) is not None]
            if found:
                words.append(Word(word, self.rarity(word), found))
        return Scores(words, self.index.count, self._room)

    def judged(self, scored: Scores, numbers: Iterable[int]) -> Mapping[int, Scored]:
        wanted = np.fromiter(numbers, np.int64)
        judged = {number: Scored() for number in wanted.tolist()}
        for word in scored.words:
            best: dict[int, Match] = {}
            for term, factor, held in word.ways:
                spots = np.minimum(np.searchsorted(held.products, wanted), len(held.products) - 1)
                there = np.flatnonzero(held.products[spots] == wanted)
                spots = spots[there]
                values = factor * (held.weights[spots] / FINEST)
                fields = held.fields[spots] & FIELD
                for number, value, field in zip(
                    wanted[there].tolist(), values.tolist(), fields.tolist(), strict=True
                ):
                    if number not in best or value > best[number].score:
                        best[number] = Match(word.word, term, FIELDS[field], value)
            for number, match in best.items():
                judged[number].score += match.score
                judged[number].weight += word.rarity
                judged[number].matches.append(match)
        return judged

    def these(self, numbers: Iterable[int]) -> Numbers:
        return np.unique(np.fromiter(numbers, np.int64))

    def holding(self, scored: Scores, free: Sequence[str]) -> Numbers:
        numbers, weights = scored.holders(free)
        kept: Numbers = numbers[weights >= ENOUGH * weights.max(initial=0.0)]
        return kept

    def fitting(self, filters: Sequence[Filter], wanted: Numbers | None) -> Fitting:
        return self.fitter.fit(filters, wanted)

    def shortlist(self, query: Query, found: Fitting, scored: Scores, limit: int) -> Mapping[int, Fit]:
        numbers, columns, in_stock = found.numbers, self.index.columns, found.in_stock

        def sold_out(places: Numbers) -> NDArray[Any]:
            if query.order == NEWEST:  # what came nobody knows when is behind all others; left out in the end
                return np.where(self.index.added[numbers[places]] == NEVER, 2, ~in_stock[places])
            return ~in_stock[places]

        worse = Later(lambda places: self._worse(query, found, scored, places))
        popular: Key = lambda places: -columns.popularity[numbers[places]].astype(np.int64)  # noqa: E731
        newest: Key = lambda places: -self.index.added[numbers[places]]  # noqa: E731
        order: Key = lambda places: self.index.order[numbers[places]]  # noqa: E731
        if query.order == NEWEST:
            keys = [sold_out, newest, popular, order]
        elif query.order:
            keys = [sold_out, popular, order]
        elif query.cheapest_first:
            keys = [sold_out, found.to_pay, worse, order]
        else:
            keys = [sold_out, worse, popular, found.to_pay, order]
        return self._fits(numbers[first_by(keys, len(numbers), limit + _SPARE)], found.filters)

    def _worse(self, query: Query, found: Fitting, scored: Scores, places: Numbers) -> Floats:
        """How far the products in these places are from what was asked for."""
        numbers = found.numbers[places]
        score = np.zeros(len(numbers))
        if query.words:
            share = SOME_WORDS + (1 - SOME_WORDS) * scored.weights(numbers) / self.whole(query)
            score = scored.of(numbers) * share
        score += FOR_FILTER * found.worth[places] + POPULAR * self.index.columns.popularity[numbers]
        if query.words:
            score += FOR_KIND * self._of_kinds(self.kinds_asked(query))[numbers]
        return -np.round(score, 4)

    def likest(self, found: Fitting, meant: Mapping[int, float], limit: int) -> Mapping[int, Fit]:
        likeness = np.array([meant[number] for number in found.numbers.tolist()])
        keys: list[NDArray[Any]] = [
            ~found.in_stock,
            -(FOR_MEANING * likeness + FOR_FILTER * found.worth),
            self.index.order[found.numbers],
        ]
        return self._fits(found.numbers[first_of(keys, limit + _SPARE)], found.filters)

    def asked(self, query: Query, scored: Scores) -> tuple[Shown, ...]:
        numbers = self._on_request
        if not query.words or not len(numbers):
            return ()
        numbers = numbers[(scored.weights(numbers) > 0) & scored.hold_all(numbers, query.free)]
        best = numbers[np.lexsort([self.index.order[numbers], -scored.of(numbers)])][:_MOST_ASKED]
        judged = self.judged(scored, best.tolist())
        return asked_for(
            query, judged, self.product, lambda number, one: self._may_fulfil(judged[number], number, one)
        )

    def near(self, query: Query, scored: Scores, hits: Sequence[int], room: int) -> Sequence[int]:
        def score(numbers: Numbers) -> Floats:
            fulfilled = np.zeros(len(numbers))
            for one in query.filters:
                fulfilled += np.isin(numbers, self.fitting([one], np.sort(numbers)).numbers)
            return scored.of(numbers) + FOR_FILTER * fulfilled

        return nearest(self.index, self.fitter.best, hits, score)[:room]

    @cached_property
    def _on_request(self) -> Numbers:
        """The products that can only be asked for."""
        return np.flatnonzero(self.index.on_request)

    def _may_fulfil(self, judged: Scored, number: int, one: Filter) -> bool:
        places = places_of(self.product(number))
        if one.wishes[0].unwanted:
            return not any((wish.name, value) in places for wish in one.wishes for value in wish.values)
        if any((wish.name, value) in places for wish in one.wishes for value in (*wish.values, ANY)):
            return True
        held = {match.word for match in judged.matches}
        return one.may_be_named and bool(one.words) and held.issuperset(one.words)

    def _fits(self, numbers: Numbers, filters: Sequence[Filter]) -> dict[int, Fit]:
        return {number: fit for number in numbers.tolist() if (fit := self.fit(number, filters)) is not None}

    def _named(self, words: Sequence[str]) -> Flags:
        """The products whose titles hold all of these words, or others for the same."""
        named = np.ones(self.index.count, np.bool_)
        for word in words:
            holds = np.zeros(self.index.count, np.bool_)
            for term, _ in self.ways(word):
                if (held := self.index.find(term)) is not None:
                    holds[held.products[(held.fields & IN_TITLE) > 0]] = True
            named &= holds
        return named

    def _of_kinds(self, heads: Iterable[str]) -> Flags:
        """The products whose titles call them one of these."""
        of = np.zeros(self.index.count, np.bool_)
        for products, titled in self._kinds_called(heads):
            of[products[titled]] = True
        return of

    def _kinds_called(self, heads: Iterable[str]) -> Iterator[tuple[NDArray[np.int32], Flags]]:
        """The products of each kind that is called one of these, and whether their titles say so."""
        kinds = self.index.kinds
        for phrase in (kinds.phrases[number] for head in heads for number in kinds.heads.get(head, ())):
            products, titled = self.index.of_kind(phrase)
            if len(products):
                yield products, titled
