"""The index in files answers as the one in memory does: same products, same order, same reasons."""

import random
from pathlib import Path

import pytest

from benchmarks.judged.queries import make_queries, mistype
from benchmarks.judged.shop import make_shop
from benchmarks.search_quality import as_shelf
from catalog.search.embedded import EmbeddedSearch
from catalog.search.filed.search import FiledSearch
from catalog.search.query import Result
from catalog.shelf import Shelf
from catalog.shelf.gather import gather
from catalog.shelf.kept import Kept
from catalog.shelf.large import Large
from catalog.shelf.overlay import Layers
from tests.catalog.search.shop import SHELF

OTHERS = (
    *("dress under 50", "something blue on sale", "cheapest mug", "cheap", "on sale", "most popular", "newest"),
    *("dry skin serum", "건성피부세럼", "white t-shirt in XL", "red or navy dress", "between 20 and 40", "iphone 15"),
    *("Poppy Dress", "mug of mugs", "무드 머그컵", "원피스", "gift", "sofa", "m", ""),
)


def in_files(shelf: Shelf) -> Shelf:
    """The same products as a large shelf."""
    part = gather(Kept(shelf.products[id_]) for id_ in sorted(shelf.products))
    return Shelf(1, Large(Layers(part), 0, Path("nowhere"), 1), shelf.labels)


def _told(result: Result) -> tuple[object, ...]:
    why = result.why
    words = tuple((m.word, m.term, m.field, round(m.score, 6)) for m in why.matches)
    return result.product.id, result.offer.sku, result.score, words, why.filters, why.in_stock, why.exact


def _compare(shelf: Shelf, texts: list[str]) -> None:
    small, large = EmbeddedSearch(shelf), FiledSearch(in_files(shelf))
    for text in texts:
        query = small.read(text, "en")
        assert large.read(text, "en") == query, text
        one, other = (search.find(query, limit=10, near=True) for search in (small, large))
        assert [_told(r) for r in other.results] == [_told(r) for r in one.results], text
        assert (other.relaxed, other.missed) == (one.relaxed, one.missed), text
        assert [p.id for p in other.on_request] == [p.id for p in one.on_request], text
        assert [_told(r) for r in other.near] == [_told(r) for r in one.near], text


@pytest.mark.parametrize("shop", ["building", "judging"])
def test_the_same_is_found_in_the_judged_shops(shop: str) -> None:
    goods = make_shop(shop, count=900)
    asked = [one.text for one in make_queries(goods)]
    chance = random.Random(3)
    _compare(as_shelf(goods), [*asked, *(mistype(text, chance) for text in asked)])


def test_the_same_is_found_in_two_languages_with_sizes_and_sales() -> None:
    _compare(SHELF, list(OTHERS))
