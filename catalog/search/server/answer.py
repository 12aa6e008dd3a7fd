"""What the server named, looked at on the shelf: gone, sold out and too dear products are seen here."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from catalog.search.asked import MOST
from catalog.search.fulfil import best_of, by_code
from catalog.search.lexicon import NEWEST
from catalog.search.normal import stem, stems
from catalog.search.query import Filter, Query, Result, Results, Why
from catalog.search.server.document import all_words
from catalog.search.server.ladder import Rung
from catalog.shelf import Shelf
from catalog.wishes import Offered, Shown

_Key = Callable[[Result], tuple[bool, float]]


def answer(shelf: Shelf, query: Query, rungs: Sequence[Rung], found: Sequence[Sequence[str]], limit: int) -> Results:
    """The first rung on which something stands, best first; `found` are ids for each rung."""
    on_request = tuple(_on_request(shelf, found[0])) if found else ()
    for _, level in groupby(zip(rungs, found, strict=True), lambda pair: _level(pair[0])):
        pairs = list(level)
        by_id: dict[str, Result] = {}
        for rung, ids in pairs:
            for result in _results(shelf, rung, ids, len(by_id)):
                by_id.setdefault(result.product.id, result)
        if by_id:
            ordered = tuple(sorted(by_id.values(), key=_key(query))[:limit])
            rung = pairs[0][0]
            given_up = tuple(one.name for one in query.filters if one not in rung.all_filters)
            return Results(ordered, given_up, _missed(query, rung, ordered[0].product), on_request=on_request)
    return Results(missed=query.free, on_request=on_request)


def _level(rung: Rung) -> tuple[frozenset[Filter], bool]:
    """Rungs of one level ask for the same in different ways: what any of them finds is found."""
    return frozenset(rung.all_filters), rung.loose


def _results(shelf: Shelf, rung: Rung, ids: Iterable[str], first: int) -> Iterator[Result]:
    for place, product in enumerate(_sold(shelf, ids), first):
        if fit := _fit(product, rung):
            offer, how = fit
            yield Result(product, offer, round(1 / (1 + place), 4), Why((), how, offer.stock > 0))


def _sold(shelf: Shelf, ids: Iterable[str]) -> Iterator[Shown]:
    return (product for id_ in dict.fromkeys(ids) if (product := shelf.products.get(id_)) is not None)


def _on_request(shelf: Shelf, ids: Iterable[str]) -> list[Shown]:
    return [product for product in _sold(shelf, ids) if product.on_request][:MOST]


def _fit(product: Shown, rung: Rung) -> tuple[Offered, tuple[str, ...]] | None:
    """The variant that fulfils all, in stock and cheapest first; how each filter is fulfilled."""
    variants, how = list(product.variants), []
    for one in rung.filters:
        told, variants = by_code(product, variants, one)
        if not told:
            return None
        how.append(told)
    for one in rung.named:
        if not set(map(stem, one.words)) <= {word for each in product.texts.values() for word in stems(each.title)}:
            return None
        how.append(f"{one.name}~title")
    return (best_of(variants), tuple(how)) if variants else None


def _key(query: Query) -> _Key:
    if query.order == NEWEST:
        return lambda r: (not r.why.in_stock, -(r.product.added_at.timestamp() if r.product.added_at else 0.0))
    if query.cheapest_first:
        return lambda r: (not r.why.in_stock, float(r.offer.to_pay))
    return lambda r: (not r.why.in_stock, -r.score)


def _missed(query: Query, rung: Rung, best: Shown) -> tuple[str, ...]:
    """Words that had to be left out: those that the best hit does not hold."""
    if not rung.loose:
        return ()
    held = {stem(word) for word in all_words(best)}
    return tuple(word for word in query.free if word not in held)
