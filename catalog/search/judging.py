"""The ranking of an index in memory: every product that may fit is judged, one after the other."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence, Set
from itertools import islice

from catalog.matching import ANY
from catalog.search.asked import asked_for
from catalog.search.index import Index
from catalog.search.kinds import Phrase
from catalog.search.lexicon import Lexicon
from catalog.search.meaning import Meaning
from catalog.search.near import Likeness
from catalog.search.query import Filter, Match, Query
from catalog.search.rank import ENOUGH, FOR_FILTER, Fit, Ranking, Scored
from catalog.search.spelling import Speller
from catalog.wishes import ON_SALE, PRICE, Shown


class Judging(Ranking[dict[int, Scored], set[int], dict[int, Fit]]):
    """Finds in one index in memory."""

    def __init__(self, index: Index, lexicon: Lexicon, speller: Speller, meaning: Meaning | None = None) -> None:
        super().__init__(lexicon, speller, meaning)
        self.index = index

    def product(self, number: int) -> Shown:
        return self.index.products[number]

    def number_of(self, product: Shown) -> int:
        return self.index.numbers[product.id]

    def count(self, term: str) -> int:
        return len(self.index.postings.get(term, ()))

    @property
    def size(self) -> int:
        return len(self.index.numbers)

    def titled(self, key: str) -> Sequence[int]:
        return self.index.titled.get(key, ())

    def is_in_title(self, number: int, term: str) -> bool:
        return term in self.index.title_words[number]

    def called(self, names: Set[str], numbers: Iterable[int]) -> Container[int]:
        return {number for number in numbers if not names.isdisjoint(self.index.heads[number])}

    def kind(self, phrase: Phrase) -> tuple[str, Iterable[int]]:
        return self.index.kinds.written[phrase], self.index.kinds.holders[phrase]

    def score(self, query: Query) -> dict[int, Scored]:
        scored: dict[int, Scored] = defaultdict(Scored)
        for word in query.words:
            best: dict[int, Match] = {}
            ways = self.ways(word)
            rarity = self.rarity_of_most(term for term, _ in ways)
            for term, share in ways:
                for posting in self.index.postings.get(term, ()):
                    value = rarity * share * posting.weight
                    if posting.product not in best or value > best[posting.product].score:
                        best[posting.product] = Match(word, term, posting.field, value)
            for number, found in best.items():
                scored[number].score += found.score
                scored[number].weight += self.rarity(word)
                scored[number].matches.append(found)
        return dict(scored)

    def judged(self, scored: dict[int, Scored], numbers: Iterable[int]) -> Mapping[int, Scored]:  # noqa: ARG002
        return scored

    def these(self, numbers: Iterable[int]) -> set[int]:
        return set(numbers)

    def holding(self, scored: dict[int, Scored], free: Sequence[str]) -> set[int]:
        held = {n: sum(self.rarity(m.word) for m in s.matches if m.word in free) for n, s in scored.items()}
        most = max(held.values(), default=0.0)
        return {number for number, weight in held.items() if weight > 0 and weight >= ENOUGH * most}

    def fitting(self, filters: Sequence[Filter], wanted: set[int] | None) -> dict[int, Fit]:
        numbers: Iterable[int] = range(len(self.index.products)) if wanted is None else sorted(wanted)
        for one in filters:
            holders = self._holders(one)
            numbers = numbers if holders is None else [n for n in numbers if n in holders]
        return {number: fit for number in numbers if (fit := self.fit(number, filters))}

    def shortlist(
        self,
        query: Query,  # noqa: ARG002 - all are judged
        found: dict[int, Fit],
        scored: dict[int, Scored],  # noqa: ARG002
        limit: int,  # noqa: ARG002
    ) -> Mapping[int, Fit]:
        return found

    def likest(self, found: dict[int, Fit], meant: Mapping[int, float], limit: int) -> Mapping[int, Fit]:  # noqa: ARG002
        return found

    def asked(self, query: Query, scored: dict[int, Scored]) -> tuple[Shown, ...]:
        on_request = {n: judged for n, judged in scored.items() if self.index.products[n].on_request}
        return asked_for(query, on_request, self.index.products.__getitem__, self._may_fulfil)

    def near(self, query: Query, scored: dict[int, Scored], hits: Sequence[int], room: int) -> Sequence[int]:
        def score(number: int) -> float:
            fulfilled = sum(self.fit(number, [one]) is not None for one in query.filters)
            return scored[number].score + FOR_FILTER * fulfilled if number in scored else FOR_FILTER * fulfilled

        near = Likeness(self.index).near(hits, score)
        return list(islice((n for n in near if self.index.products[n].variants), room))

    def _may_fulfil(self, number: int, one: Filter) -> bool:
        if one.wishes[0].unwanted:
            held = (self.index.holders.get((wish.name, value), ()) for wish in one.wishes for value in wish.values)
            return not any(number in holders for holders in held)
        holders = self._holders(one)
        return holders is None or number in holders

    def _holders(self, one: Filter) -> set[int] | None:
        """Products that may fulfil a filter, without looking at their variants; None: any may."""
        if one.name in (PRICE, ON_SALE) or one.wishes[0].unwanted:
            return None
        found: set[int] = set()
        for wish in one.wishes:
            for value in (*wish.values, ANY):
                found |= self.index.holders.get((wish.name, value), frozenset())
        if one.may_be_named:
            named = [{p.product for t, _ in self.ways(w) for p in self.index.postings.get(t, ())} for w in one.words]
            found |= set.intersection(*named) if named else set()
        return found
