"""Gathers products, one at a time and in the order of their ids, into a part."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from typing import BinaryIO

import msgspec
import numpy as np
from numpy.typing import NDArray

from catalog.shelf.columns import Columns, join
from catalog.shelf.contents import paths_of, title_key
from catalog.shelf.kept import Kept
from catalog.shelf.parts import TYPES, Arrays, Codes, Part, hash_of
from catalog.windows import Window
from catalog.wishes import CATEGORY, ON_SALE, PRICE, Offered, Shown

_OWN_NAMES = frozenset({CATEGORY, ON_SALE, PRICE})  # an attribute of such a name cannot be wished for
_BOUNDS = np.iinfo(np.int64)
_MOST_POPULAR = np.iinfo(np.int32).max

_ENCODER = msgspec.msgpack.Encoder()


class Gatherer:
    """Writes records into `sink` and keeps columns as bare numbers: some 200 bytes for each variant."""

    def __init__(self, sink: BinaryIO) -> None:
        self._sink = sink
        self._ids = bytearray()
        self._numbers = {name: array(kind) for name, kind in _KINDS.items()}
        self._holders: dict[str, dict[str, array[int]]] = defaultdict(lambda: defaultdict(lambda: array("i")))
        self._size = self._variants = self._products = 0

    def add(self, kept: Kept) -> None:
        """The next product."""
        product, first, numbers = kept.product, self._variants, self._numbers
        record = _ENCODER.encode(kept)
        self._size += self._sink.write(record)
        numbers["record_ends"].append(self._size)
        self._ids += product.id.encode()
        numbers["id_ends"].append(len(self._ids))
        numbers["popularity"].append(max(-_MOST_POPULAR, min(product.popularity, _MOST_POPULAR)))
        for place, variant in enumerate(product.variants):
            self._add_variant(variant, kept.windows[place] if kept.windows else None)
        numbers["starts"].append(self._variants)
        for key in {title_key(words.title) for words in product.texts.values()}:
            numbers["titles"].append(hash_of(key))
            numbers["title_products"].append(self._products)
        self._add_holders(product, first)
        self._products += 1

    def finish(self) -> tuple[Arrays, Codes]:
        """All columns. Nothing can be added afterwards."""
        numbers = self._numbers
        made = {name: np.frombuffer(numbers[name], TYPES[name]) for name in ("to_pay", "popularity", "record_ends")}
        made |= {name: np.frombuffer(numbers[name], np.bool_) for name in ("on_sale", "in_stock")}
        starts = np.concatenate([np.zeros(1, np.int64), np.frombuffer(numbers["starts"], np.int64)])
        made |= {"starts": starts, "id_ends": np.frombuffer(numbers["id_ends"], np.int64)}
        made["ids"] = np.frombuffer(bytes(self._ids), np.uint8)
        made["product_of"] = np.repeat(np.arange(self._products, dtype=np.int32), np.diff(starts))
        made["sales"] = np.frombuffer(numbers["sales"], np.int64).reshape(-1, 4)
        variants = np.arange(self._variants, dtype=np.int32)
        made["skus"], made["sku_variants"] = _sorted(numbers["skus"], variants)
        products = np.frombuffer(numbers["title_products"], np.int32)
        made["titles"], made["title_products"] = _sorted(numbers["titles"], products)
        made["holders"], codes = _inverted(self._holders)
        return made, codes

    def _add_variant(self, variant: Offered, window: Window | None) -> None:
        numbers = self._numbers
        to_pay = variant.price if window else variant.to_pay
        numbers["to_pay"].append(to_pay)
        numbers["on_sale"].append(to_pay < variant.price)
        numbers["in_stock"].append(variant.stock > 0)
        numbers["skus"].append(hash_of(variant.sku))
        if window and variant.sale_price is not None:
            begin, end = window
            bounds = (_BOUNDS.min if begin is None else begin, _BOUNDS.max if end is None else end)
            numbers["sales"].extend((self._variants, variant.sale_price, *bounds))
        self._variants += 1

    def _add_holders(self, product: Shown, first: int) -> None:
        every, variants = range(first, self._variants), product.variants
        for path in paths_of(product):
            self._holders[CATEGORY][path].extend(every)
        for name, codes in product.attributes.items():
            if name not in _OWN_NAMES:
                without = [n for n, variant in zip(every, variants, strict=True) if name not in variant.options]
                for code in set(codes):
                    self._holders[name][code].extend(without)
        for number, variant in zip(every, variants, strict=True):
            for name, code in variant.options.items():
                if name not in _OWN_NAMES:
                    self._holders[name][code].append(number)


_KINDS = {
    **dict.fromkeys(("to_pay", "starts", "record_ends", "id_ends", "sales"), "q"),
    **dict.fromkeys(("skus", "titles"), "Q"),
    **dict.fromkeys(("popularity", "title_products"), "i"),
    **dict.fromkeys(("on_sale", "in_stock"), "b"),
}


def gather(products: Iterable[Kept]) -> Part:
    """A part in memory; products in the order of their ids."""
    sink = BytesIO()
    gatherer = Gatherer(sink)
    for kept in products:
        gatherer.add(kept)
    return Part(*gatherer.finish(), sink.getvalue())


def columns_of(products: Iterable[Shown]) -> Columns:
    """The columns of some products in memory, as they stand."""
    return join([gather(Kept(product) for product in products)], np.empty(0, np.int64), 0)


def _sorted(hashes: "array[int]", numbers: NDArray[np.int32]) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    known = np.frombuffer(hashes, np.uint64)
    order = np.argsort(known, kind="stable")
    return known[order], numbers[order]


def _inverted(holders: Mapping[str, Mapping[str, "array[int]"]]) -> tuple[NDArray[np.int32], Codes]:
    """All lists one after the other, and where each stands."""
    first, codes, lists = 0, {}, []
    for name, by_code in holders.items():
        codes[name] = dict(_places(by_code, first))
        lists += [np.frombuffer(found, np.int32) for found in by_code.values()]
        first += sum(map(len, by_code.values()))
    return (np.concatenate(lists) if lists else np.empty(0, np.int32)), codes


def _places(by_code: Mapping[str, "array[int]"], first: int) -> Iterator[tuple[str, tuple[int, int]]]:
    for code, found in by_code.items():
        yield code, (first, first + len(found))
        first += len(found)
