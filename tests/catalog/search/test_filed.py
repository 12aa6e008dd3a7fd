"""The index in files answers as the one in memory does: same products, same order, same reasons."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from benchmarks.judged.queries import make_queries, mistype
from benchmarks.judged.shop import make_shop
from benchmarks.search_quality import as_shelf
from catalog.search.embedded import EmbeddedSearch
from catalog.search.filed.build import Indexing
from catalog.search.filed.search import FiledSearch
from catalog.search.query import Result
from catalog.shelf import Shelf
from catalog.shelf.gather import gather
from catalog.shelf.generation import Place
from catalog.shelf.kept import Kept
from catalog.shelf.large import Large
from catalog.shelf.overlay import Layers
from tests.catalog.search.shop import SHELF

OTHERS = (
    *("dress under 50", "something blue on sale", "cheapest mug", "cheap", "on sale", "most popular", "newest"),
    *("dry skin serum", "건성피부세럼", "white t-shirt in XL", "red or navy dress", "between 20 and 40", "iphone 15"),
    *("Poppy Dress", "mug of mugs", "무드 머그컵", "원피스", "gift", "sofa", "m", ""),
    *("dress not red", "not red or navy", "t-shirt without white", "빨간색 말고 원피스"),
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


def test_the_same_is_found_when_it_was_written_and_mapped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a build writes it, some products at a time."""
    monkeypatch.setattr("catalog.search.filed.gather._AT_ONCE", 60)
    goods = make_shop("building", count=300)
    shelf, place = as_shelf(goods), Place(tmp_path, "shop")
    indexing = Indexing(shelf.labels)
    with place.writing(1) as writing:
        for id_ in sorted(shelf.products):
            writing.gatherer.add(Kept(shelf.products[id_]))
            indexing.add(shelf.products[id_])
        indexing.finish(writing.folder)
    opened = place.newest(1)
    assert opened is not None
    monkeypatch.setattr("catalog.search.filed.search.gather", None)  # nothing is gathered again
    large = Shelf(1, Large(Layers(opened.part), 0, opened.folder, 1), shelf.labels)
    one, other = EmbeddedSearch(shelf), FiledSearch(large)
    for asked in make_queries(goods):
        found = [search.find(search.read(asked.text, "en"), limit=10, near=True).ranked for search in (one, other)]
        assert [_told(r) for r in found[1]] == [_told(r) for r in found[0]], asked.text


def test_the_same_is_found_of_what_is_new_popular_and_only_on_request() -> None:
    chance, products = random.Random(5), {}
    for number, product in enumerate(SHELF.products.values()):
        at = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(days=chance.randrange(9)) if number % 3 else None
        made = replace(product, popularity=chance.randrange(100), added_at=at, paths=("gifts/small",) * (number % 2))
        products[product.id] = made if number % 4 else replace(made, variants=(), on_request=True)
    _compare(Shelf(1, products, SHELF.labels), [*OTHERS, "small gifts", "mug", "harbour dress", "serum"])


def test_the_same_is_found_in_two_languages_with_sizes_and_sales() -> None:
    _compare(SHELF, list(OTHERS))
