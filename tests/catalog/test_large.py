"""A shelf in files answers as one in memory does, whatever has changed since it was built."""

import os
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.search.embedded import search_of
from catalog.shelf import Shelf
from catalog.shelf.columns import join
from catalog.shelf.finding import first_of
from catalog.shelf.gather import gather
from catalog.shelf.kept import Kept
from catalog.shelf.large import Large
from catalog.shelf.overlay import Layers
from catalog.wishes import CATEGORY, ON_SALE, PRICE, Offered, Shown, Wish, Words

EXAMPLES = int(os.environ.get("SHOPCLERK_TEST_EXAMPLES", "100"))  # of each promise; a long run takes thousands
IDS = [*"abcdefgh", "ä", "z-1", "한글"]
CODES = st.sampled_from(["x", "y", "all"])
PATHS = st.sampled_from(["skincare/serum", "skincare/mask", "skincare", "home/mug", "homely"])
NAMES = st.sampled_from(["skin", "texture", "size", "price", "on_sale", "category"])


@st.composite
def variants(draw, product_id: str, number: int) -> Offered:
    price = draw(st.integers(0, 20))
    return Offered(
        f"{product_id}-{number}",
        draw(st.dictionaries(NAMES, CODES, max_size=2)),
        price * 100,
        draw(st.none() | st.integers(0, 20).map(lambda n: n * 100)),
        "USD",
        draw(st.integers(-1, 2)),
    )


@st.composite
def kept_products(draw, product_id: str) -> Kept:
    offers = tuple(draw(variants(product_id, number)) for number in range(draw(st.integers(0, 3))))
    product = Shown(
        id=product_id,
        category=draw(PATHS),
        attributes=draw(st.dictionaries(NAMES, st.lists(CODES, max_size=2).map(tuple), max_size=3)),
        media=(),
        page="",
        popularity=draw(st.integers(-1, 2)),
        texts={"en": Words(draw(st.sampled_from(["Red Mug", "red-mug!", "Café", "", "!"])))},
        variants=offers,
        paths=draw(st.lists(PATHS, max_size=2).map(tuple)),
    )
    edge = st.none() | st.integers(0, 9)
    windows = tuple(draw(st.none() | st.tuples(edge, edge)) for _ in offers)
    return Kept(product, windows if any(windows) else ())


@st.composite
def catalogs(draw) -> list[Kept]:
    ids = draw(st.lists(st.sampled_from(IDS), unique=True))
    return [draw(kept_products(id_)) for id_ in sorted(ids)]


CHANGES = st.lists(st.tuples(catalogs(), st.lists(st.sampled_from(IDS), unique=True, max_size=3)), max_size=4)
WISHES = st.lists(
    st.builds(
        Wish,
        st.sampled_from(["skin", "texture", "size", CATEGORY, PRICE, ON_SALE]),
        st.lists(st.one_of(CODES, PATHS), max_size=2).map(tuple),
        at_most=st.none() | st.integers(0, 2000),
        at_least=st.none() | st.integers(0, 2000),
        firm=st.booleans(),
        soft=st.booleans(),
    ),
    max_size=4,
)


def two_shelves(base: list[Kept], changes: list[tuple[list[Kept], list[str]]], moment: int) -> tuple[Shelf, Shelf]:
    """The same catalog in memory and in layers."""
    now = {kept.product.id: kept for kept in base}
    layers = Layers(gather(base))
    for changed, gone in changes:
        missing = [id_ for id_ in gone if id_ not in {kept.product.id for kept in changed}]
        layers = layers.with_change(changed, missing)
        now |= {kept.product.id: kept for kept in changed}
        now = {id_: kept for id_, kept in now.items() if id_ not in missing}
    small = Shelf(1, {id_: now[id_].at(moment) for id_ in sorted(now)})
    return small, Shelf(1, Large(layers, moment, Path(), 1))


@given(catalogs(), CHANGES, WISHES, WISHES, st.integers(0, 9), st.integers(0, 4))
@settings(max_examples=EXAMPLES, deadline=None)
def test_large_shelf_finds_what_a_small_one_finds(base, changes, wishes, preferences, moment, enough) -> None:
    """The same hits in the same order, the same wishes given up."""
    small, large = two_shelves(base, changes, moment)
    expected, found = (s.find(wishes, preferences=preferences, enough=enough) for s in (small, large))
    assert (tuple(found.hits), found.relaxed, len(found.hits)) == (
        expected.hits,
        expected.relaxed,
        len(expected.hits),
    )
    for product in small.products.values():
        assert tuple(large.alike(product, price=700)) == small.alike(product, price=700)
        assert large.nearest(product, price=700) == small.nearest(product, price=700)


@given(catalogs(), CHANGES, st.integers(0, 9))
@settings(max_examples=EXAMPLES, deadline=None)
def test_large_shelf_tells_what_a_small_one_tells(base, changes, moment) -> None:
    small, large = two_shelves(base, changes, moment)
    assert {**large.products} == small.products
    assert len(large.products) == len(small.products)
    for id_ in IDS:
        number = large.number_of(id_)
        assert (number is None) == (id_ not in small.products)
        assert number is None or large.shown(number) == small.products[id_]
    for number in range(3):
        for id_ in IDS:
            assert large.find_sku(f"{id_}-{number}") == small.find_sku(f"{id_}-{number}")
    for in_stock in (True, False):
        assert large.categories(in_stock=in_stock) == small.categories(in_stock=in_stock)
        assert large.popular(3, in_stock=in_stock) == small.popular(3, in_stock=in_stock)
    for path in ("skincare", "home/mug", "nothing"):
        assert sorted(p.id for p in large.below(path)) == sorted(p.id for p in small.below(path))
    for title in ("RED MUG", "cafe", "!", "blue"):
        assert sorted(p.id for p in large.titled(title)) == sorted(p.id for p in small.titled(title))
    assert {p.id: p for _, p in large.numbered()} == small.products


@given(catalogs(), CHANGES, st.integers(0, 9))
@settings(max_examples=EXAMPLES, deadline=None)
def test_columns_hold_what_products_say(base, changes, moment) -> None:
    """The contract that search and finder build on; numbers of what is gone stay, out of stock."""
    small, large = two_shelves(base, changes, moment)
    for shelf in (small, large):
        columns = shelf.columns
        alive = [number for number in range(len(columns.alive)) if columns.alive[number]]
        assert sorted(columns.ids[number] for number in alive) == sorted(small.products)
        for number in range(len(columns.alive)):
            rows = range(columns.starts[number], columns.starts[number + 1])
            assert all(columns.product_of[row] == number for row in rows)
            if number not in alive:
                assert not columns.in_stock[rows.start : rows.stop].any()
                continue
            product = small.products[columns.ids[number]]
            assert columns.popularity[number] == product.popularity
            for row, variant in zip(rows, product.variants, strict=True):
                told = (columns.to_pay[row], columns.on_sale[row], columns.in_stock[row])
                assert told == (variant.to_pay, variant.is_on_sale, variant.stock > 0)
        assert set(columns.codes(CATEGORY)) >= shelf.categories()
        assert {"skin", "texture", "size", CATEGORY} >= set(columns.names())


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1), st.integers(1, 9))
def test_first_few_are_those_of_the_whole_order(rows, count) -> None:
    import numpy as np

    keys = [*np.array(rows, np.int64).T, np.arange(len(rows))]
    expected = sorted(range(len(rows)), key=lambda n: (*rows[n], n))
    assert first_of(keys, count).tolist() == expected[:count]


def test_sales_begin_and_end_by_themselves() -> None:
    """One file is good for every moment: no product is read again when a sale begins."""
    offer = Offered("a-1", {}, 1000, 800, "USD", 3)
    base = [Kept(Shown("a", "c", {}, (), "", 0, {}, (offer,)), ((100, 200),))]
    layers = Layers(gather(base))
    prices = {at: Large(layers, at, Path(), 1)["a"].variants[0].to_pay for at in (99, 100, 199, 200)}
    columns = {at: join([layers.base], layers.dead, at).to_pay.tolist() for at in (99, 100, 199, 200)}
    assert prices == {99: 1000, 100: 800, 199: 800, 200: 1000}
    assert columns == {at: [price] for at, price in prices.items()}
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    edges = [Large(layers, at, Path(), 1).next_change for at in (0, 100, 200)]
    assert edges == [epoch.replace(microsecond=100), epoch.replace(microsecond=200), None]


def test_small_changes_are_put_together() -> None:
    """A thousand changes, one after the other, do not become a thousand layers."""
    layers = Layers(gather([]))
    for number in range(200):
        product = Shown(f"p{number:03}", "c", {}, (), "", 0, {})
        layers = layers.with_change([Kept(replace(product, popularity=number))], [])
    assert len(layers.over) <= 8
    assert len(Large(layers, 0, Path(), 1)) == 200


def test_search_is_made_for_a_large_shelf_too() -> None:
    product = Shown(
        "a", "home/mug", {}, (), "", 0, {"en": Words("Red mug")}, (Offered("a-1", {}, 1, None, "USD", 1),)
    )
    shelf = Shelf(1, Large(Layers(gather([Kept(product)])), 0, Path(), 1))
    search = search_of(shelf)
    assert search is search_of(shelf)
    assert [result.product.id for result in search.find(search.read("red mug", "en")).results] == ["a"]


def test_records_are_written_as_they_come() -> None:
    """What is gathered goes into the sink at once: a million products are never held."""
    from catalog.shelf.gather import Gatherer

    sink = BytesIO()
    gatherer = Gatherer(sink)
    gatherer.add(Kept(Shown("a", "c", {}, (), "", 0, {})))
    first = sink.tell()
    gatherer.add(Kept(Shown("b", "c", {}, (), "", 0, {})))
    assert 0 < first < sink.tell()
