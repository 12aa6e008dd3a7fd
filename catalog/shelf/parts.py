"""Products as encoded records, with their columns: a generation's files (memory-mapped) or a few in memory."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from hashlib import blake2b
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from catalog.errors import CatalogError
from catalog.shelf.kept import Kept
from catalog.wishes import Shown

_AT_HAND = 512  # records that stay decoded
_DECODER = msgspec.msgpack.Decoder(Kept)

Arrays = Mapping[str, NDArray[Any]]
Codes = Mapping[str, Mapping[str, tuple[int, int]]]  # name → code → where its variants stand in `holders`

#: The arrays of a part and their types. `…_ends` say where a text or record ends; `sales` are rows of variant,
#: sale price, from, until (microseconds) for sales that begin or end; `skus` and `titles` are sorted hashes.
TYPES: Mapping[str, Any] = {
    "starts": np.int64,
    "product_of": np.int32,
    "to_pay": np.int64,
    "on_sale": np.bool_,
    "in_stock": np.bool_,
    "popularity": np.int32,
    "ids": np.uint8,
    "id_ends": np.int64,
    "record_ends": np.int64,
    "sales": np.int64,
    "skus": np.uint64,
    "sku_variants": np.int32,
    "titles": np.uint64,
    "title_products": np.int32,
    "holders": np.int32,
}
_NOBODY = np.empty(0, np.int32)


class RecordBroken(CatalogError):
    """A record of the snapshot's file cannot be read: the file is damaged and has to be built again."""


def hash_of(text: str) -> int:
    """Eight bytes that stand for a text; what is found by them is compared again."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")


class Texts(Sequence[str]):
    """Many short texts in one array of bytes."""

    def __init__(self, data: NDArray[np.uint8], ends: NDArray[np.int64]) -> None:
        self._data, self._ends = data.data, ends.data

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, number: Any) -> Any:
        if isinstance(number, slice):
            return [self[n] for n in range(*number.indices(len(self)))]
        first = self._ends[number - 1] if number else 0
        return str(self._data[first : self._ends[number]], "utf-8")


class Part:
    """Some products in the order of their ids, numbered from 0, and their variants, numbered likewise."""

    def __init__(self, arrays: Arrays, codes: Codes, records: Any) -> None:
        self.arrays, self.codes = arrays, codes
        self.ids = Texts(arrays["ids"], arrays["id_ends"])
        self.starts: NDArray[np.int64] = arrays["starts"]
        self.product_of: NDArray[np.int32] = arrays["product_of"]
        self.in_stock: NDArray[np.bool_] = arrays["in_stock"]
        self.popularity: NDArray[np.int32] = arrays["popularity"]
        self.count, self.variant_count = len(self.popularity), len(self.in_stock)
        self.is_broken = False
        self._records, self._ends = memoryview(records), arrays["record_ends"].data
        self.kept = lru_cache(_AT_HAND)(self.decode)

    def decode(self, number: int) -> Kept:
        """The record of a product. Raises RecordBroken."""
        first = self._ends[number - 1] if number else 0
        try:
            return _DECODER.decode(self._records[first : self._ends[number]])
        except msgspec.DecodeError as error:
            self.is_broken = True
            raise RecordBroken(f"product {number}: {error}") from error

    def spot_of(self, product_id: str) -> int:
        """How many ids come before this one."""
        return bisect_left(self.ids, product_id)

    def number_of(self, product_id: str) -> int | None:
        """The number of a product; None when it is not here."""
        spot = self.spot_of(product_id)
        return spot if spot < self.count and self.ids[spot] == product_id else None

    def with_sku(self, sku: str) -> Iterator[int]:
        """The variants that may have this SKU: their records tell."""
        return self._with_hash("skus", "sku_variants", sku)

    def titled(self, key: str) -> Iterator[int]:
        """The products that may have this title."""
        return self._with_hash("titles", "title_products", key)

    def holders(self, name: str, code: str) -> NDArray[np.int32]:
        """The variants with this code of an option or attribute, ascending."""
        first, last = self.codes.get(name, {}).get(code, (0, 0))
        return self.arrays["holders"][first:last] if last else _NOBODY

    def prices_at(self, moment: int) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """What each variant costs at a moment, and whether it is on sale then."""
        to_pay, on_sale, sales = self.arrays["to_pay"], self.arrays["on_sale"], self.arrays["sales"]
        open_now = sales[(sales[:, 2] <= moment) & (moment < sales[:, 3])]
        open_now = open_now[open_now[:, 1] < to_pay[open_now[:, 0]]]
        if not len(open_now):
            return to_pay, on_sale
        to_pay, on_sale = np.array(to_pay), np.array(on_sale)
        to_pay[open_now[:, 0]] = open_now[:, 1]
        on_sale[open_now[:, 0]] = True
        return to_pay, on_sale

    def next_edge(self, moment: int) -> int | None:
        """When the next sale begins or ends."""
        later = self._edges[np.searchsorted(self._edges, moment, "right") :]
        return int(later[0]) if len(later) else None

    def shown(self, number: int, moment: int) -> Shown:
        """A product as it is sold at a moment."""
        return self.kept(number).at(moment)

    @cached_property
    def _edges(self) -> NDArray[np.int64]:
        edges = np.unique(self.arrays["sales"][:, 2:])
        bounds = np.iinfo(np.int64)
        return edges[(edges > bounds.min) & (edges < bounds.max)]

    def _with_hash(self, hashes: str, numbers: str, text: str) -> Iterator[int]:
        wanted, known = np.uint64(hash_of(text)), self.arrays[hashes]
        first, last = np.searchsorted(known, wanted, "left"), np.searchsorted(known, wanted, "right")
        return iter(self.arrays[numbers][first:last].tolist())
