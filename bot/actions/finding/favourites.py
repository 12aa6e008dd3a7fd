"""What sells best: the shop's own orders of late where there are enough of them, else what the catalog says."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from bot.actions.base import Talk
from bot.orders.queries import count_sold
from bot.storage.columns import to_micros
from catalog.search.embedded import search_of
from catalog.search.lexicon import POPULAR
from catalog.search.query import Query, Result, Results
from catalog.shelf import Shelf

LATELY = timedelta(days=90)
MOST = 9  # of bestsellers
ENOUGH = 20  # pieces sold: with fewer, a single order would make a bestseller


async def find_ranked(talk: Talk, query: Query) -> Results:
    """What a query finds. Of bestsellers and what is new a handful; bestsellers in the order of what was bought,
    when enough was."""
    if not query.order:
        return await talk.reads.search.find(talk.shelf, query, talk.language)
    everything = max(len(talk.shelf.products), 1)
    found = search_of(talk.shelf).find(query, limit=everything)
    if not found.results:  # words that are about nothing: `qué es lo más vendido`
        told = tuple(word for word in query.words if any(word in one.words for one in query.filters))
        found = search_of(talk.shelf).find(replace(query, words=told), limit=everything)
    ordered = await _by_sales(talk, found) if query.order == POPULAR else found
    return replace(ordered, results=ordered.results[:MOST])


async def _by_sales(talk: Talk, found: Results) -> Results:
    async with talk.reads.database.read() as tx:
        sold = _by_product(talk.shelf, await count_sold(tx, to_micros(talk.now - LATELY)))
    if sold.total() < ENOUGH:
        return found

    def place(result: Result) -> tuple[bool, int, int]:
        return (not result.why.in_stock, -sold[result.product.id], -result.product.popularity)

    return replace(found, results=tuple(sorted(found.results, key=place)))


def _by_product(shelf: Shelf, by_sku: dict[str, int]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for sku, quantity in by_sku.items():
        if found := shelf.find_sku(sku):
            counted[found[0].id] += quantity
    return counted
