"""Which product some words name: the one whose title holds them, the open one, or several to choose from."""

from collections.abc import Iterable

from bot.actions.base import Talk
from bot.actions.showing.cards import matches
from catalog.search.embedded import search_of
from catalog.search.normal import stem, tokens
from catalog.search.query import Query, Result
from catalog.wishes import Hit, Shown

MOST = 9  # rows to choose from


def find_named(talk: Talk, words: str) -> list[Hit]:
    """The products that the words name, likeliest first: one when it is clear, none when they name nothing."""
    search = search_of(talk.shelf)
    query = search.read(words, talk.language)
    if not query.words or query.unsold:
        return []
    found = search.find(query)
    if set(query.words) & set(found.missed):
        return []
    results = _titled(query, found.results) or _of_kind(query, found.results)
    return _chosen(talk, [Hit(result.product, result.offer) for result in results])[:MOST]


def _titled(query: Query, results: Iterable[Result]) -> list[Result]:
    """Those whose titles hold most of several words: all of them, or all but what says the kind."""
    if len(query.words) < 2 and query.names_a_kind:
        return []
    counted = [(len(set(query.words) & _title_words(result.product)), result) for result in results]
    most = max((count for count, _ in counted), default=0)
    return [result for count, result in counted if count == most and 2 * count >= len(query.words)]


def _title_words(product: Shown) -> set[str]:
    return {form for words in product.texts.values() for word in tokens(words.title) for form in (word, stem(word))}


def _of_kind(query: Query, results: Iterable[Result]) -> list[Result]:
    return list(results) if query.names_a_kind else []


def _chosen(talk: Talk, hits: list[Hit]) -> list[Hit]:
    """The open product, or the only one of those shown last, when it is among them."""
    by_id = {hit.product.id: hit for hit in hits}
    shown = [found[0].id for sku in (talk.text_of("sku"), *matches(talk)) if (found := talk.shelf.find_sku(sku))]
    if shown and shown[0] in by_id:
        return [by_id[shown[0]]]
    there = list(dict.fromkeys(each for each in shown if each in by_id))
    return [by_id[there[0]]] if len(there) == 1 else hits
