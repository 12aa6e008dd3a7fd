"""A large catalog's next shelf is searched by what has changed since the one before, and answers as one made anew."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from catalog.search.embedded import EmbeddedSearch, search_of
from catalog.search.filed import search as filed
from catalog.search.query import Results
from catalog.shelf import Shelf
from catalog.shelf.gather import gather
from catalog.shelf.kept import Kept
from catalog.shelf.large import Large
from catalog.shelf.overlay import Layers
from catalog.shelf.parts import Part
from catalog.wishes import Offered, Shown, Words

COLOURS = ("red", "blue", "green", "white")
THINGS = ("mug", "lamp", "scarf", "tent", "kettle")
QUERIES = ("red mug", "blue lamp under 50", "tent", "green scarf", "kettle", "white", "zorblax", "lamp on sale")
LABELS = {("colour", code, "en"): code for code in COLOURS}


def _product(number: int, title: str, colour: str, price: int = 0) -> Shown:
    words = Words(title, "", f"A {title} for every day, number {number}.")
    thing = title.rsplit(maxsplit=1)[-1].lower()
    offer = Offered(f"{number:03}-1", {}, price or 1000 + 37 * number, None, "USD", 3)
    return Shown(f"p{number:03}", f"home/{thing}", {"colour": (colour,)}, (), "", number % 7, {"en": words}, (offer,))


GOODS = [
    _product(number, f"{colour.title()} {thing}", colour)
    for number, (colour, thing) in enumerate((c, t) for _ in range(5) for c in COLOURS for t in THINGS)
]


def _shelf(version: int, layers: Layers, moment: int = 0, labels: dict[tuple[str, str, str], str] = LABELS) -> Shelf:
    large = Large(layers, moment, Path(), 1)
    return Shelf(version, large, labels, large.next_change)


def _first() -> Shelf:
    return _shelf(1, Layers(gather([Kept(product) for product in GOODS])))


def _next(shelf: Shelf, changed: list[Shown], gone: list[str], version: int = 2) -> Shelf:
    layers = shelf.products.layers.with_change([Kept(product) for product in changed], gone)  # type: ignore[attr-defined]
    return _shelf(version, layers)


def _ids(shelf: Shelf, text: str) -> list[str]:
    return [result.product.id for result in _found(search_of(shelf), text).results]


def _found(search: object, text: str) -> Results:
    return search.find(search.read(text, "en"), near=True)  # type: ignore[attr-defined, no-any-return]


def test_a_new_product_is_found_by_its_own_words() -> None:
    first = _first()
    assert not _ids(first, "zorblax")
    second = _next(first, [_product(900, "Zorblax lamp", "red")], [])
    assert _ids(second, "zorblax") == ["p900"]
    assert _ids(second, "zorblaks lamp")[0] == "p900"
    assert not _ids(first, "zorblax"), "the shelf of before answers as before"


def test_a_product_that_is_gone_is_not_found_and_may_come_back() -> None:
    first = _first()
    assert "p000" in _ids(first, "red mug")
    second = _next(first, [], ["p000"])
    assert "p000" not in _ids(second, "red mug")
    assert all(near.product.id != "p000" for near in _found(search_of(second), "red mug").near)
    third = _next(second, [GOODS[0]], [], version=3)
    assert _ids(third, "red mug") == _ids(first, "red mug")


def test_a_changed_product_has_its_new_words_price_and_code_and_not_its_old_ones() -> None:
    first = _first()
    search_of(first)
    second = _next(first, [_product(0, "Blue kettle", "blue", price=100)], [])
    assert "p000" not in _ids(second, "red mug")
    found = {result.product.id: result for result in _found(search_of(second), "blue kettle").results}
    assert found["p000"].offer.price == 100
    assert _ids(second, "blue kettle under 2") == ["p000"]


def test_a_sale_that_begins_is_found_without_a_change() -> None:
    kept = [Kept(product) for product in GOODS[1:]]
    reduced = replace(GOODS[0], variants=(replace(GOODS[0].variants[0], sale_price=500),))
    layers = Layers(gather([Kept(reduced, ((100, None),)), *kept]))
    before = _shelf(1, layers, moment=0)
    assert _found(search_of(before), "mug on sale").relaxed == ("on_sale",)
    now = _found(search_of(_shelf(1, layers, moment=200)), "mug on sale")
    assert [(result.product.id, result.offer.to_pay) for result in now.results] == [("p000", 500)]
    assert not now.relaxed


def test_only_what_has_changed_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    first = _first()
    search_of(first)
    read: list[int] = []
    monkeypatch.setattr(Part, "decode", _telling(read, Part.decode))
    search_of(_next(first, [_product(900, "Zorblax lamp", "red")], ["p001"]))
    assert len(read) == 1


def _telling(read: list[int], decode):  # type: ignore[no-untyped-def]
    def telling(self: Part, number: int) -> Kept:
        read.append(number)
        kept: Kept = decode(self, number)
        return kept

    return telling


def test_a_new_colour_is_found_by_its_label() -> None:
    first = _first()
    search_of(first)
    layers = first.products.layers.with_change([Kept(_product(900, "Plain mug", "c17"))], [])  # type: ignore[attr-defined]
    second = _shelf(2, layers, labels=LABELS | {("colour", "c17", "en"): "Vermilion"})
    assert _ids(second, "vermilion mug")[0] == "p900"


@pytest.mark.parametrize("seed", range(5))
def test_whatever_changed_it_finds_what_a_search_made_anew_finds(seed: int) -> None:
    chance = random.Random(seed)
    shelf = _first()
    search_of(shelf)
    for version in range(2, 8):
        numbers = sorted(chance.sample(range(len(GOODS) + 20), 6))
        changed = [
            _product(n, f"{(c := chance.choice(COLOURS)).title()} {chance.choice(THINGS)}", c) for n in numbers
        ]
        gone = [f"p{n:03}" for n in chance.sample(range(len(GOODS)), 4) if n not in numbers]
        before, shelf = shelf, _next(shelf, changed, gone, version)
        assert search_of(before)
        search_of(shelf)
    anew = EmbeddedSearch(Shelf(1, dict(shelf.products), shelf.labels))
    for text in QUERIES:
        one, other = _found(search_of(shelf), text), _found(anew, text)
        assert {r.product.id for r in one.results} == {r.product.id for r in other.results}, text
        assert one.relaxed == other.relaxed
        assert one.missed == other.missed


def test_a_generation_is_indexed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first, gathered = _first(), list[int]()
    gather_all = filed.gather

    def telling(products, lexicon, known=None):  # type: ignore[no-untyped-def]
        segment = gather_all(products, lexicon, known)
        gathered.append(segment.count)
        return segment

    monkeypatch.setattr(filed, "gather", telling)
    search_of(first)
    second = _next(first, [GOODS[1]], ["p000"])
    search_of(second)
    search_of(_next(second, [GOODS[2]], [], version=3))
    assert gathered == [len(GOODS), 1, 2], "the third shelf has put both changes together"
