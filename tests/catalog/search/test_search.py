"""Queries as people type them: filters out of words, ranked text, slips forgiven, both languages, and why."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.search.embedded import search_of
from tests.catalog.search.shop import SEARCH, SHELF, find, ids


def test_colour_kind_and_price_are_filters() -> None:
    """C1: what is not red, not a dress or too dear is not shown."""
    assert ids("red dress under 50") == ["poppy-dress"]
    query = SEARCH.read("red dress under 50", "en")
    assert {f.name for f in query.filters} == {"price", "colour", "category"}


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("vitamin c serum", "vitamin-serum"),
        ("viatmin c serm", "vitamin-serum"),
        ("비타민 세럼", "vitamin-serum"),
        ("비타민씨 새럼", "vitamin-serum"),
        ("양말", "wool-socks"),
        ("sokcs", "wool-socks"),
        ("socks", "wool-socks"),
        ("건성피부세럼", "calm-serum"),
        ("serum for dry skin", "calm-serum"),
        ("do you have a red dress?", "poppy-dress"),
        ("빨간 원피스 보여주세요", "poppy-dress"),
        ("tshirt in XL", "plain-tee"),
        ("men's t-shirt", "walker-tee"),
        ("rose candle", "rose-candle"),
    ],
)
def test_finds_what_is_meant(text: str, first: str) -> None:
    """C1: typos, Korean, synonyms, politeness."""
    assert ids(text)[0] == first


def test_words_of_one_language_find_products_described_in_another() -> None:
    assert ids("gown") == ids("드레스")


def test_sale_words_filter() -> None:
    assert ids("세일하는 머그컵") == ["dot-mug"]
    assert set(ids("mugs on sale")) == {"dot-mug"}


def test_cheap_puts_the_least_expensive_first() -> None:
    assert ids("cheap mug")[:2] == ["dot-mug", "sun-mug"]


def test_in_stock_comes_first() -> None:
    """C1: though the title of the one that is sold out fits best."""
    assert ids("mug")[-1] == "gone-mug"


def test_size_must_be_in_the_same_variant_as_the_colour() -> None:
    assert ids("red tee XL") == ["plain-tee"]
    found = find("white tee XL")
    assert found.relaxed
    assert found.results[0].product.category == "clothes/tee"


def test_what_had_to_be_given_up_is_told() -> None:
    """C1: never a dead end: the kind of thing stays, the rest is given up with its name."""
    found = find("blue mug under 5")
    assert found.relaxed == ("price", "colour") or set(found.relaxed) == {"price"}
    assert all(result.product.category == "home/mug" for result in found.results)


def test_what_nobody_sells_is_not_replaced_by_something_red() -> None:
    found = find("red shoes")
    assert (found.results, found.missed) == ((), ("shoe",))


def test_a_product_may_be_named_by_a_word_that_is_a_colour() -> None:
    """A candle has no colour, but `red` is in its title."""
    assert "rose-candle" in ids("red candle")


def test_suits_all_suits_each() -> None:
    assert "all-cream" in ids("cream for oily skin")


def test_the_reason_is_told() -> None:
    """C1: which words matched which field, and which filters."""
    why = find("red dress under 50").results[0].why
    assert "colour=red" in why.filters
    assert any(match.word == "dress" and match.field == "title" for match in why.matches)


def test_nothing_asked_finds_nothing() -> None:
    assert ids("do you have something") == []
    assert ids("") == []


def test_is_made_once_for_a_shelf() -> None:
    assert search_of(SHELF) is search_of(SHELF)


def test_same_query_same_answer() -> None:
    assert ids("serum or dress or mug") == ids("serum or dress or mug")


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80))
def test_nothing_that_is_typed_breaks_it(text: str) -> None:
    found = find(text)
    assert all(result.offer in result.product.variants for result in found.results)


def test_a_long_message_is_read_quickly() -> None:
    began = time.perf_counter()
    find("9" * 5_000 + " under " * 2_000)
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        ("dress not red", "colour", "not red"),
        ("not a red dress", "colour", "not a red"),
        ("빨간색 말고 원피스", "colour", "빨간색 말고"),
        ("vestido sin rojo", "colour", "sin rojo"),
        ("dress, anything but red, under 90", "colour", "anything but red"),
    ],
)
def test_what_it_must_not_be_is_left_out(text: str, name: str, said: str) -> None:
    """C1: the other way round it would be the very thing that was not wanted."""
    unwanted = [one for one in SEARCH.read(text, "en").filters if one.wishes[0].unwanted]
    assert {(one.name, one.said) for one in unwanted} == {(name, said)}
    found = find(text).results
    assert found
    assert all("red" not in {*one.offer.options.values()} for one in found if one.why.in_stock)
    assert "poppy-dress" in {one.product.id for one in find("dress").results}
    assert "poppy-dress" not in {one.product.id for one in found}


@pytest.mark.parametrize(
    "text",
    [
        "no red",
        "do you not have red dresses",
        "isn't there a red dress",
        "no more than 50",
        "dress without a zip",
        "not on sale",
    ],
)
def test_what_only_sounds_so_is_no_such_thing(text: str) -> None:
    """An answer, a question, a price, and what the catalog knows nothing of."""
    assert not any(wish.unwanted for one in SEARCH.read(text, "en").filters for wish in one.wishes)
