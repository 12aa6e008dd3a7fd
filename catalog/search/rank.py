"""Which products a query finds, in which order, and why."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from catalog.matching import ANY, match
from catalog.search.asked import asked_for
from catalog.search.index import Index
from catalog.search.lexicon import GENDER, NEWEST, SIZE, Lexicon
from catalog.search.meaning import Meaning
from catalog.search.near import Likeness
from catalog.search.normal import compact, stems
from catalog.search.order import best_first, newest_first, popular_first
from catalog.search.query import Filter, Match, Query, Result, Results, Why
from catalog.search.spelling import Speller
from catalog.wishes import CATEGORY, ON_SALE, PRICE, Offered, Shown, Wish

_KEPT_LONGEST = (CATEGORY, SIZE, GENDER, ON_SALE, PRICE, "colour")  # given up last … first; the rest before all
_FOR_FILTER = 2.0  # what fulfilling a filter by its code is worth, in units of a word
_FOR_KIND = 2.5  # what it is worth that its title ends with what was asked for: a `fleece`, not a `fleece bed`
_FOR_MEANING = 3.0
LEAST_LIKENESS, SURE_LIKENESS = 0.22, 0.42  # of meanings, without what all have in common
_AS_LIKE = 0.8  # of the likest
_POPULAR = 0.003  # of a point of popularity: it decides between equals
_ENOUGH = 0.5  # of the best hit's share of the query's words
_NUMBER, _SAME_THING, _BEGUN = 0.3, 0.9, 0.75  # a number alone; another word for it, or the beginning of one


@dataclass
class Scored:
    """A product while it is being judged."""

    score: float = 0.0
    weight: float = 0.0  # of the words that it holds
    matches: list[Match] = field(default_factory=list)


@dataclass
class Ranking:
    """Finds in one index; knows no state between queries."""

    index: Index
    lexicon: Lexicon
    speller: Speller
    meaning: Meaning | None = None

    def find(self, query: Query, limit: int, *, near: bool = False) -> Results:
        """Best first; filters are given up one after the other until something is left."""
        scored = self._score(query)
        asked = asked_for(query, scored, self.index.products, self._holders)
        found = replace(self._exact_first(query, self._found(query, scored, limit)), on_request=asked)
        meant = self._meant(query) if found.missed or not found.results else {}
        if meant and not found.results:
            found = self._by_meaning(query, found, meant, limit)
        room = limit - len(found.results)
        if not near or room <= 0:
            return found
        further = self._near(query, scored, found.results or found.near, room)
        return replace(found, near=(*found.near, *further)[:room])

    def _meant(self, query: Query) -> dict[int, tuple[str, float]]:
        """Products of the kinds that the query is near to in meaning, each with the nearest kind."""
        said = query.thing
        if self.meaning is None or not said:
            return {}
        ranked = self.meaning.near(said)
        least = max(LEAST_LIKENESS, ranked[0][1] * _AS_LIKE) if ranked else 1.0
        found: dict[int, tuple[str, float]] = {}
        for phrase, likeness in ranked:
            for number in self.index.kinds.holders[phrase] if likeness >= least else ():
                found.setdefault(number, (self.index.kinds.written[phrase], round(likeness, 3)))
        return found

    def _by_meaning(
        self, query: Query, found: Results, meant: Mapping[int, tuple[str, float]], limit: int
    ) -> Results:
        """What is meant for sure is a result; what is only likely is near."""
        filters = sorted((one for one in query.filters if not one.names_a_kind), key=_place)
        kept, fitting, wanted = self._widest(filters, set(meant))
        if wanted is None:
            return found
        results = []
        for number, (offer, how) in fitting.items():
            score = _FOR_MEANING * meant[number][1] + _FOR_FILTER * sum(map(_worth, how))
            why = Why((), tuple(how), offer.stock > 0, meaning=meant[number])
            results.append(Result(self.index.products[number], offer, round(score, 4), why))
        best = tuple(sorted(results, key=best_first)[:limit])
        if not query.unsold and max(likeness for _, likeness in meant.values()) >= SURE_LIKENESS:
            return replace(found, results=best, relaxed=tuple(one.name for one in filters if one not in kept))
        return replace(found, near=best)

    def _found(self, query: Query, scored: dict[int, Scored], limit: int) -> Results:
        kind_named = any(one.names_a_kind for one in query.filters)
        if query.is_empty or (query.unsold and not kind_named):
            return Results(missed=query.unsold)
        free = [w for w in query.words if not any(w in one.words for one in query.filters)]
        missed = tuple(w for w in free if not any(m.word == w for s in scored.values() for m in s.matches))
        if free and all(word.isdecimal() for word in free) and not query.filters:
            return Results(missed=tuple(free))
        if free and len(missed) == len(free) and not kind_named:
            return Results(missed=missed)
        wanted = self._holding(scored, free) if len(missed) < len(free) else None
        kept, found, wanted = self._widest(sorted(query.filters, key=_place), wanted)
        missed = missed if wanted is not None else tuple(free)
        relaxed = [one.name for one in query.filters if one not in kept]
        if not any(one.names_a_kind for one in kept) and kind_named:
            return Results(relaxed=tuple(relaxed), missed=missed)
        results = self._ordered(query, found, scored, limit)
        if missed and not query.filters and not any(one.why.is_named for one in results):
            return Results(missed=missed)  # `iphone case`: sunglasses that come in a case are no answer
        return Results(results, tuple(relaxed), missed)

    def _exact_first(self, query: Query, found: Results) -> Results:
        """Whose whole title was written comes first, sold out or not: that one was asked for."""
        titled = self.index.titled.get(compact(stems(query.text)), ()) if len(query.words) > 1 else ()
        if not titled:
            return found
        exact = [self._result(number, Why(exact=True)) for number in titled]
        exact.sort(key=lambda result: not result.why.in_stock)
        ids = {result.product.id for result in exact}
        others = tuple(result for result in found.results if result.product.id not in ids)
        return replace(found, results=(*exact, *others))

    def _result(self, number: int, why: Why) -> Result:
        product = self.index.products[number]
        offer = min(product.variants, key=lambda v: (v.stock <= 0, v.to_pay))
        return Result(product, offer, 0.0, replace(why, in_stock=offer.stock > 0))

    def _near(
        self, query: Query, scored: Mapping[int, Scored], results: Sequence[Result], room: int
    ) -> tuple[Result, ...]:
        hits = [self.index.numbers[result.product.id] for result in results]

        def score(number: int) -> float:
            fulfilled = sum(self._fit(number, [one]) is not None for one in query.filters)
            return scored[number].score + _FOR_FILTER * fulfilled if number in scored else _FOR_FILTER * fulfilled

        near = (n for n in Likeness(self.index).near(hits, score) if self.index.products[n].variants)
        return tuple(
            self._result(n, Why(tuple(scored[n].matches) if n in scored else ())) for n in islice(near, room)
        )

    def _widest(
        self, filters: list[Filter], wanted: set[int] | None
    ) -> tuple[list[Filter], dict[int, tuple[Offered, list[str]]], set[int] | None]:
        """What can be kept of the filters so that something fits: all, all but one, then ever fewer.

        The kind of thing is given up last; before it, the words.
        """
        for kept in _ever_fewer(filters):
            if found := self._fitting(kept, wanted):
                return kept, found, wanted
        return self._widest(filters, None) if wanted is not None else ([], {}, None)

    def _holding(self, scored: Mapping[int, Scored], free: Sequence[str]) -> set[int]:
        """Products that hold about as much of the free words as the one that holds most."""
        held = {n: sum(self._rarity(m.word) for m in s.matches if m.word in free) for n, s in scored.items()}
        most = max(held.values(), default=0.0)
        return {number for number, weight in held.items() if weight > 0 and weight >= _ENOUGH * most}

    def _score(self, query: Query) -> dict[int, Scored]:
        scored: dict[int, Scored] = defaultdict(Scored)
        for word in query.words:
            best: dict[int, Match] = {}
            ways = self._ways(word)
            rarity = self._rarity_of(term for term, _ in ways)
            for term, share in ways:
                for posting in self.index.postings.get(term, ()):
                    value = rarity * share * posting.weight
                    if posting.product not in best or value > best[posting.product].score:
                        best[posting.product] = Match(word, term, posting.field, value)
            for number, found in best.items():
                scored[number].score += found.score
                scored[number].weight += self._rarity(word)
                scored[number].matches.append(found)
        return scored

    def _ways(self, word: str) -> list[tuple[str, float]]:
        """The terms by which a word may be found, and how much each counts."""
        ways = {word: 1.0}
        for other in sorted(self.lexicon.group_of(word)):
            ways.setdefault(other, _SAME_THING)
        if not any(term in self.index.postings for term in ways):
            ways |= dict.fromkeys(self.speller.begun(word), _BEGUN)
        return list(ways.items())

    def _rarity(self, word: str) -> float:
        """How much a word says; a number alone says little."""
        if word.isdecimal():
            return _NUMBER
        return self.index.rarity.get(word, self.index.most_rare)

    def _rarity_of(self, terms: Iterable[str]) -> float:
        """That of the most common: a rare word for a common thing says no more than the common one."""
        known = [self._rarity(term) for term in terms if term in self.index.postings]
        return min(known, default=0.0)

    def _fitting(self, filters: Sequence[Filter], wanted: set[int] | None) -> dict[int, tuple[Offered, list[str]]]:
        numbers: Iterable[int] = range(len(self.index.products)) if wanted is None else sorted(wanted)
        for one in filters:
            holders = self._holders(one)
            numbers = numbers if holders is None else [n for n in numbers if n in holders]
        fitting: dict[int, tuple[Offered, list[str]]] = {}
        for number in numbers:
            if fit := self._fit(number, filters):
                fitting[number] = fit
        return fitting

    def _holders(self, one: Filter) -> set[int] | None:
        """Products that may fulfil a filter, without looking at their variants; None: any may."""
        if one.name in (PRICE, ON_SALE):
            return None
        found: set[int] = set()
        for wish in one.wishes:
            for value in (*wish.values, ANY):
                found |= self.index.holders.get((wish.name, value), frozenset())
        if one.may_be_named:
            named = [{p.product for t, _ in self._ways(w) for p in self.index.postings.get(t, ())} for w in one.words]
            found |= set.intersection(*named) if named else set()
        return found

    def _fit(self, number: int, filters: Sequence[Filter]) -> tuple[Offered, list[str]] | None:
        """The variant that fulfils all filters, in stock and cheapest first; how each is fulfilled."""
        product = self.index.products[number]
        variants, how = list(product.variants), []
        for one in filters:
            told, left = _by_code(product, variants, one)
            if told:
                variants = left
            elif one.may_be_named and self._is_named(number, one.words):
                told = f"{one.name}~title"
            else:
                return None
            how.append(told)
        return (min(variants, key=lambda v: (v.stock <= 0, v.to_pay)), how) if variants else None

    def _is_named(self, number: int, words: Sequence[str]) -> bool:
        title = self.index.title_words[number]
        return bool(words) and all(any(term in title for term, _ in self._ways(word)) for word in words)

    def _ordered(
        self, query: Query, found: Mapping[int, tuple[Offered, list[str]]], scored: Mapping[int, Scored], limit: int
    ) -> tuple[Result, ...]:
        whole = sum(map(self._rarity, query.words)) or 1.0
        heads = {key for word in query.words for key in self.lexicon.group_of(word)}
        results = []
        for number, (offer, how) in found.items():
            product, judged = self.index.products[number], scored.get(number, Scored())
            text = judged.score * (0.4 + 0.6 * judged.weight / whole)
            score = text + _FOR_FILTER * sum(map(_worth, how)) + _POPULAR * product.popularity
            score += _FOR_KIND * (not heads.isdisjoint(self.index.heads[number]))
            why = Why(tuple(judged.matches), tuple(how), offer.stock > 0)
            results.append(Result(product, offer, round(score, 4), why))
        if query.order == NEWEST:
            results = [result for result in results if result.product.added_at is not None]
        if query.order:
            results.sort(key=newest_first if query.order == NEWEST else popular_first)
        elif query.cheapest_first:
            results.sort(key=lambda r: (not r.why.in_stock, r.offer.to_pay, -r.score, r.product.id))
        else:
            results.sort(key=best_first)
        return tuple(results[:limit])


def _ever_fewer(filters: list[Filter]) -> Iterator[list[Filter]]:
    """All; all but one, the least important first; then without the last two, three … The kind of thing stays."""
    yield filters
    loose = [one for one in filters if not one.names_a_kind]
    yield from ([other for other in filters if other is not one] for one in reversed(loose))
    firm = len(filters) - len(loose)
    yield from (filters[:end] for end in range(len(filters) - 2, max(firm - 1, -1), -1))


def _worth(told: str) -> float:
    """A filter fulfilled as it was meant, in another sense, or by the title alone."""
    return 1.0 if "=" in told else 0.5 if "≈" in told else 0.0


def _by_code(product: Shown, variants: list[Offered], one: Filter) -> tuple[str, list[Offered]]:
    for wish in one.wishes:
        left = [variant for variant in variants if match(product, variant, wish) is not None]
        if left:
            sign = "=" if wish is one.wishes[0] else "≈"
            return f"{wish.name}{sign}{match(product, left[0], wish) or _bounds(wish)}", left
    return "", variants


def _bounds(wish: Wish) -> str:
    if wish.name != PRICE:
        return "yes"
    return f"{'' if wish.at_least is None else wish.at_least}..{'' if wish.at_most is None else wish.at_most}"


def _place(one: Filter) -> int:
    """The place of a filter among those to keep."""
    if one.names_a_kind:
        return 0
    return _KEPT_LONGEST.index(one.name) if one.name in _KEPT_LONGEST else len(_KEPT_LONGEST)
