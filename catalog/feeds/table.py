"""Any table, with `[catalog.columns]` of shop.toml telling which of its columns is which of our fields."""

from collections.abc import Iterator, Sequence

from catalog.feeds.groups import Groups
from catalog.feeds.mapped import Mapped
from catalog.feeds.prices import SEEN, Prices
from catalog.feeds.rows import Entry, Rows, unpack_entry
from catalog.feeds.tableproduct import read_product
from catalog.feeds.terms import Terms
from catalog.feeds.values import Values
from catalog.items import Mark, Note, Refused, SourceFailed, Told


class TableReader:
    """Reads one file. Raises SourceFailed when the mapping and the file's columns do not meet."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._prices: list[str] = []
        self._members: dict[str, str] = {}
        self._last = ""
        self._mapped: Mapped | None = None

    def read(self, rows: Rows, entries: Iterator[Entry | Refused | Note]) -> Iterator[Told]:
        with Groups() as groups:
            for entry in entries:
                yield from self._meet(rows)
                yield from self._stage(entry, groups)
            yield from self._meet(rows)
            yield Mark("", 0, len(groups))
            yield from self._products(groups)

    def _meet(self, rows: Rows) -> Iterator[Note]:
        if self._mapped is None:
            self._mapped = Mapped(self._terms, rows.header.names)
            yield from self._mapped.notes

    def _stage(self, entry: Entry | Refused | Note, groups: Groups) -> Iterator[Told]:
        if not isinstance(entry, Entry):
            self._last = ""  # a row that goes on must not join the product before the broken one
            yield entry
            return
        mapped = self._the_mapped()
        entry.values = {name: text for name, text in entry.values.items() if name in mapped.used}
        key = self._key(entry, mapped)
        if not key or len(key) > 200:
            yield Refused(entry.where, "belongs to no product" if not key else "its id is longer than 200 characters")
            return
        for sku in mapped.variations(entry):
            self._members[sku] = key
        if len(self._prices) < SEEN:
            self._prices += [
                cell for name in ("price", "list_price", "sale_price") if (cell := mapped.text(entry, name))
            ]
        groups.add(key, entry.packed())

    def _key(self, entry: Entry, mapped: Mapped) -> str:
        """A row that goes on with the product above has its key."""
        if self._terms.columns.continues and not mapped.title(entry):
            return self._last
        names = ("product_id", "parent", "id", "sku")
        self._last = next((text for name in names if (text := mapped.text(entry, name))), "") or mapped.title(entry)
        return self._last

    def _products(self, groups: Groups) -> Iterator[Told]:
        mapped, prices = self._the_mapped(), Prices(self._terms, self._prices)
        yield from prices.notes
        values = Values(self._terms)
        for key, rows, more in groups.groups():
            if key in self._members:
                continue
            entries = [unpack_entry(row) for row in rows]
            item = read_product(key, [*entries, *self._children(entries, mapped, groups)], mapped, prices, values)
            if more:
                values.refuse(key, f"has {more} more rows than can be taken")
            yield from values.told()
            if item is not None:
                yield item

    def _children(self, entries: Sequence[Entry], mapped: Mapped, groups: Groups) -> Iterator[Entry]:
        """Full rows that a parent's row names by SKU, as Magento does."""
        for sku, options in mapped.variations(entries[0]).items():
            for row in groups.take(sku):
                child = unpack_entry(row)
                child.more["@options"] = [part for pair in options for part in pair]
                yield child

    def _the_mapped(self) -> Mapped:
        if self._mapped is None:
            raise SourceFailed("the file has no row of column names")
        return self._mapped
