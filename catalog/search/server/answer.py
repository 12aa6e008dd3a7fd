"""What the server named, looked at on the shelf: gone, sold out and too dear products are seen here."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from catalog.matching import match
from catalog.search.lexicon import NEWEST
from catalog.search.normal import stem, stems
from catalog.search.query import Filter, Query, Result, Results, Why
from catalog.search.server.document import all_words
from catalog.search.server.ladder import Rung
from catalog.shelf import Shelf
from catalog.wishes import PRICE, Offered, Shown

MOST_ON_REQUEST = 5

_Key = Callable[[Result], tuple[bool, float]]


def nothing_to_ask(query: Query) -> Results | None:
    """What is found without a search: nothing, for what asks for nothing or for what this shop does not sell."""
    kind_named = any(one.names_a_kind for one in query.filters)
    free = _free(query)
    if query.is_empty or (query.unsold and not kind_named):
        return Results(missed=query.unsold)
    if free and all(word.isdecimal() for word in free) and not query.filters:
        return Results(missed=free)
    return None


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
    return Results(missed=_free(query), on_request=on_request)


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
    return [product for product in _sold(shelf, ids) if product.on_request][:MOST_ON_REQUEST]


def _fit(product: Shown, rung: Rung) -> tuple[Offered, tuple[str, ...]] | None:
    """The variant that fulfils all, in stock and cheapest first; how each filter is fulfilled."""
    variants, how = list(product.variants), []
    for one in rung.filters:
        told, variants = _by_code(product, variants, one)
        if not told:
            return None
        how.append(told)
    for one in rung.named:
        if not set(map(stem, one.words)) <= {word for each in product.texts.values() for word in stems(each.title)}:
            return None
        how.append(f"{one.name}~title")
    return (min(variants, key=lambda v: (v.stock <= 0, v.to_pay)), tuple(how)) if variants else None


def _by_code(product: Shown, variants: Sequence[Offered], one: Filter) -> tuple[str, list[Offered]]:
    for wish in one.wishes:
        left = [variant for variant in variants if match(product, variant, wish) is not None]
        if left:
            sign = "=" if wish is one.wishes[0] else "≈"
            bounds = f"{wish.at_least or ''}..{wish.at_most or ''}" if wish.name == PRICE else "yes"
            return f"{wish.name}{sign}{match(product, left[0], wish) or bounds}", left
    return "", []


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
    return tuple(word for word in _free(query) if word not in held)


def _free(query: Query) -> tuple[str, ...]:
    said = {word for one in query.filters for word in one.words}
    return tuple(word for word in query.words if word not in said)
