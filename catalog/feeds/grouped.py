"""What readers of tables share whose products are several rows: strange columns told once, whole groups made."""

from collections.abc import Callable, Iterator, Sequence

from catalog.feeds.groups import Groups
from catalog.feeds.rows import Entry, unpack_entry
from catalog.feeds.values import Values
from catalog.items import Item, Note, Told


def strange_columns(entry: Entry, told: set[str]) -> Iterator[Note]:
    """A remark on each column whose name begins with `?`, once for a file; `told` grows."""
    for name in [name for name in entry.values if name.startswith("?") and name not in told]:
        told.add(name)
        yield Note(entry.where, f"the column {name[1:]} is not known")


def whole_products(
    groups: Groups, noun: str, make: Callable[[str, Sequence[Entry], Values], Item | None], values: Values
) -> Iterator[Told]:
    """One product of each group, behind the remarks on its rows; `noun` says what the groups' keys are."""
    for key, rows, more in groups.groups():
        item = make(key, [unpack_entry(row) for row in rows], values)
        if more:
            values.refuse(f"{noun} {key}", f"has {more} more rows than can be taken")
        yield from values.told()
        if item is not None:
            yield item
