"""Finding by meaning: what the words alone do not find; a model of three directions stands in for the real one."""

from collections.abc import Sequence
from pathlib import Path
from threading import Event
from threading import enumerate as list_threads

import numpy as np
import pytest
from numpy.typing import NDArray

from catalog.search import searching
from catalog.search.meaning import Store
from catalog.shelf import Shelf
from catalog.wishes import Offered, Shown, Words
from tests.made_once import EmbeddedSearch  # one that no other test shares: it learns

_DIRECTIONS = {"lantern": 0, "lampion": 0, "rope": 1, "kayak": 2}


class Directions:
    """Words of one direction mean the same; others nothing."""

    name = "directions"

    def __init__(self) -> None:
        self.passages_read: list[str] = []

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.zeros((len(texts), 3), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.split():
                if word in _DIRECTIONS:
                    row[_DIRECTIONS[word]] = 1.0
        return rows

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.passages_read += texts
        return self.queries(texts)


def _shown(id_: str, title: str, colour: str, stock: int = 3) -> Shown:
    offers = (Offered(f"{id_}-1", {"colour": colour}, 1_000, None, "USD", stock),)
    return Shown(id_, "outdoor", {}, (), "", 0, {"en": Words(title)}, offers)


_GOODS = [
    _shown("l1", "Storm lantern", "red"),
    _shown("l2", "Sea lantern", "blue"),
    _shown("l3", "Old lantern", "red", stock=0),
    _shown("r1", "Climbing rope", "red"),
    _shown("r2", "Long rope", "blue"),
    _shown("k1", "River kayak", "red"),
    _shown("k2", "Lake kayak", "blue"),
]
_SHELF = Shelf(1, {product.id: product for product in _GOODS})


def _search(store: Store | None = None) -> EmbeddedSearch:
    search = EmbeddedSearch(_SHELF)
    if store:
        search.learn(store)
    return search


def _ids(search: EmbeddedSearch, text: str) -> list[str]:
    return [result.product.id for result in search.find(search.read(text, "en"), near=True).ranked]


def test_a_word_of_another_language_finds_what_it_means() -> None:
    """Item 4: in stock first, and only its kind; without the model nothing is found."""
    assert _ids(_search(), "lampion") == []
    search = _search(Store(Directions()))
    assert _ids(search, "lampion")[:2] == ["l1", "l2"]
    found = search.find(search.read("lampion", "en"))
    assert found.results[0].why.meaning is not None
    assert found.results[0].why.meaning[0] == "lantern"


def test_filters_hold_for_what_is_meant() -> None:
    search = _search(Store(Directions()))
    found = search.find(search.read("rojo lampion", "en"))
    assert [result.product.id for result in found.results] == ["l1", "l3"]


def test_what_means_nothing_here_is_not_found() -> None:
    assert _ids(_search(Store(Directions())), "zeppelin") == []


def test_vectors_are_made_once_for_all_processes(tmp_path: Path) -> None:
    first, second = Directions(), Directions()
    found = _ids(_search(Store(first, tmp_path)), "lampion")
    assert _ids(_search(Store(second, tmp_path)), "lampion") == found
    assert first.passages_read
    assert second.passages_read == []


def test_a_damaged_file_of_vectors_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "meanings.npz").write_bytes(b"no vectors")
    assert _ids(_search(Store(Directions(), tmp_path)), "lampion")[:2] == ["l1", "l2"]
    third = Directions()
    _search(Store(third, tmp_path))
    assert third.passages_read == []


def test_a_price_that_changes_while_meanings_are_learnt_does_not_lose_them(monkeypatch: pytest.MonkeyPatch) -> None:
    slow, goes_on = Directions(), Event()
    monkeypatch.setattr(slow, "passages", lambda texts: goes_on.wait(10) and slow.queries(texts))
    monkeypatch.setattr(searching, "STORE", [lambda: Store(slow)])
    first = _search()
    assert _ids(first, "lampion") == []
    second = first.with_offers(_SHELF)
    goes_on.set()
    assert _ids(second, "lampion") == []
    for thread in list_threads():
        if thread.name == "search meanings":
            thread.join(10)
    assert _ids(second, "lampion")[:2] == ["l1", "l2"]
