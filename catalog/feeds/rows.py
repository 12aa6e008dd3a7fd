"""Delimited text → rows with names: CSV, TSV and their relatives, however carelessly they were written."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from catalog.feeds.packing import SIGNS, names_of, number_of
from catalog.items import Note, Refused, SourceFailed

MOST_COLUMNS = 2000
LONGEST_LINE = 4_000_000  # characters
LONGEST_CELL = 131_072  # the csv module's own limit: a quote that is never closed ends there
MOST_REREADS = 200  # quotes that are never closed, before the file is given up
_END = "\x1aend\x1a"
_PART, _SEVERAL = SIGNS  # between what is packed into one text


@dataclass(slots=True)
class Entry:
    """One row or XML item: its place and its values by name; `more` holds what came several times."""

    where: str
    values: dict[str, str]
    more: dict[str, list[str]] = field(default_factory=dict)

    def get(self, name: str) -> str:
        return self.values.get(name, "")

    def all(self, name: str) -> list[str]:
        """Every value of that name."""
        several = self.more.get(name)
        return several if several is not None else [value] if (value := self.values.get(name)) else []

    def packed(self) -> str:
        """As one text that this process can read; `unpack_entry` is its other half."""
        known = "" if self.more else number_of(tuple(self.values))
        if known:
            text = _PART.join((known, self.where, *self.values.values()))
            if _SEVERAL not in text and text.count(_PART) == len(self.values) + 1:
                return text
        return self._packed_with_names()

    def _packed_with_names(self) -> str:
        parts = ["", self.where, *chain.from_iterable(self.values.items())]
        for name, several in self.more.items():
            parts += (_SEVERAL + name, _SEVERAL.join(several))
        text = _PART.join(parts)
        if text.count(_PART) >= len(parts) or text.count(_SEVERAL) != sum(map(len, self.more.values())):
            return replace(self, **self._without_signs())._packed_with_names()
        return text

    def _without_signs(self) -> dict[str, Any]:
        def plain(text: str) -> str:
            return text.replace(_PART, " ").replace(_SEVERAL, " ")

        values = {plain(name): plain(text) for name, text in self.values.items()}
        return {"values": values, "more": {plain(name): [*map(plain, texts)] for name, texts in self.more.items()}}


def unpack_entry(packed: str) -> Entry:
    """What `Entry.packed` packed."""
    parts = iter(packed.split(_PART))
    known, where = next(parts), next(parts)
    if known:
        return Entry(where, dict(zip(names_of(known), parts, strict=True)))
    values = dict(zip(parts, parts, strict=True))
    if _SEVERAL not in packed:
        return Entry(where, values)
    several = [name for name in values if name.startswith(_SEVERAL)]
    return Entry(where, values, {name[1:]: values.pop(name).split(_SEVERAL) for name in several})


@dataclass(frozen=True, slots=True)
class Header:
    """Names in order, those that stand there several times, and the sign between cells."""

    names: tuple[str, ...]
    repeated: dict[str, list[int]]
    delimiter: str


class Rows:
    """Reads a text in pieces; comment rows before the header are skipped.

    `rename` says how a column is called from now on, empty when it is of no use. `header` is there once `read` has
    begun to yield.
    """

    def __init__(self, delimiter: str = "", rename: Callable[[str], str] = str) -> None:
        self._rename = rename
        self.header = Header((), {}, delimiter)
        self._rereads = 0

    def read(self, pieces: Iterable[str]) -> Iterator[Entry | Refused | Note]:
        """Rows are numbered as a spreadsheet does: the header is row 1. Raises SourceFailed."""
        lines = _Lines(pieces)
        first = self._read_header(lines)
        yield from self._header_notes()
        yield from self._body(lines, first)

    def _read_header(self, lines: "_Lines") -> int:
        number = 1
        while True:
            line = lines.peek()
            if line is None:
                raise SourceFailed("the file is empty: it has no row of column names")
            if line.strip() and not line.lstrip('"').startswith("#"):
                break
            next(lines)
            number += 1
        self._name_columns(lines, line)
        return number

    def _name_columns(self, lines: "_Lines", line: str) -> None:
        if line.count(self.header.delimiter or ",") > LONGEST_CELL or lines.overlong:
            raise SourceFailed(f"the first row is no row of column names: more than {MOST_COLUMNS:,} of them")
        delimiter = self.header.delimiter or find_delimiter(line)
        try:
            cells = next(csv.reader(lines, delimiter=delimiter, skipinitialspace=True))
        except (csv.Error, StopIteration) as error:
            raise SourceFailed(f"the row of column names cannot be read: {error}") from error
        names = [" ".join(cell.split()) for cell in cells]
        if len(names) > MOST_COLUMNS:
            raise SourceFailed(f"the file has {len(names):,} columns, more than {MOST_COLUMNS:,}")
        if not any(names) or any(len(name) > 300 for name in names):
            raise SourceFailed("the first row is no row of column names")
        self._keep_names(names, delimiter)

    def _keep_names(self, written: Sequence[str], delimiter: str) -> None:
        while written and not written[-1]:
            written = written[:-1]
        names = [self._rename(name) for name in written]
        places: dict[str, list[int]] = {}
        for place, name in enumerate(names):
            places.setdefault(name, []).append(place)
        repeated = {name: found for name, found in places.items() if len(found) > 1 and name}
        self.header = Header(tuple(names), repeated, delimiter)

    def _header_notes(self) -> Iterator[Note]:
        if repeated := ", ".join(self.header.repeated):
            yield Note("row 1", f"columns that are there several times: {repeated[:300]}")

    def _body(self, lines: "_Lines", number: int) -> Iterator[Entry | Refused | Note]:
        reader = csv.reader(lines, delimiter=self.header.delimiter, skipinitialspace=True)
        while True:
            number += 1
            lines.begin()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield Refused(f"row {number}", f"a cell is too long: is a quote never closed? ({error})")
                self._again(lines)
                continue
            if lines.ended:
                if cells == [_END]:
                    return
                cells = self._last(lines, number)
            elif len(lines.taken) > 1 and len(cells) != len(self.header.names):
                cells = self._mended(lines, cells)
            made = self._entry(cells, number)
            if made is not None:
                yield made

    def _mended(self, lines: "_Lines", cells: list[str]) -> list[str]:
        """A quote that opens a cell and means inches: the first line read as it stands may be the right row."""
        alone = lines.taken[0].rstrip("\n").split(self.header.delimiter)
        if len(alone) != len(self.header.names):
            return cells
        self._again(lines)
        return alone

    def _again(self, lines: "_Lines") -> None:
        self._rereads += 1
        if self._rereads > MOST_REREADS:
            raise SourceFailed("too many quotes are never closed: the file cannot be read as a table")
        lines.put_back()

    def _last(self, lines: "_Lines", number: int) -> list[str]:
        """The file ended within quotes: one that means inches when the row after it is whole, else it was cut."""
        whole = len(lines.taken) > 1 and lines.taken[1].count(self.header.delimiter) == len(self.header.names) - 1
        if whole and (cells := self._mended(lines, [])):
            return cells
        raise SourceFailed(f"the file ends in the middle of row {number}: it is not whole", may_pass=True)

    def _entry(self, cells: list[str], number: int) -> Entry | Refused | None:
        names = self.header.names
        if len(cells) != len(names):
            while len(cells) > len(names) and not cells[-1].strip():
                cells.pop()
            if not any(cell.strip() for cell in cells):
                return None
            if len(cells) != len(names):
                return Refused(f"row {number}", f"has {len(cells):,} cells, the first row names {len(names):,}")
        values = {name: even for name, cell in zip(names, cells, strict=True) if (even := cell.strip())}
        values.pop("", None)
        if not values:
            return None
        more: dict[str, list[str]] = {}
        for name, places in self.header.repeated.items():
            found = [even for place in places if (even := cells[place].strip())]
            if found:
                values[name], more[name] = found[0], found
        return Entry(f"row {number}", values, more)


def find_delimiter(line: str) -> str:
    """The sign that parts the names of a header: the most frequent one outside of quotes."""
    bare = "".join(part for place, part in enumerate(line[:200_000].split('"')) if place % 2 == 0)
    return max(("\t", ";", "|", ","), key=bare.count) if any(bare.count(sign) for sign in "\t;|,") else ","


class _Lines:
    """Lines of bounded length for the csv module, which can be put back when a row went wrong."""

    def __init__(self, pieces: Iterable[str]) -> None:
        self._lines = split_lines(pieces)
        self._waiting: list[str] = []
        self.taken: list[str] = []
        self.ended = False
        self.overlong = False

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._waiting.pop() if self._waiting else next(self._lines, None)
        if line is None:
            if self.ended:
                raise StopIteration
            self.ended = True
            return _END
        self.taken.append(line)
        return line

    def peek(self) -> str | None:
        line = self._waiting[-1] if self._waiting else next(self._lines, None)
        if line is not None and not self._waiting:
            self._waiting.append(line)
        self.overlong = line is not None and len(line) >= LONGEST_LINE
        return line

    def begin(self) -> None:
        self.taken.clear()

    def put_back(self) -> None:
        """All lines of this row but its first are read again."""
        self._waiting.extend(reversed(self.taken[1:]))
        self.ended = False
        self.taken.clear()


def split_lines(pieces: Iterable[str]) -> Iterator[str]:
    """Lines with `\\n` at their ends; only `\\r`, `\\n` and both end one. An overlong one is cut in two."""
    even = io.IncrementalNewlineDecoder(None, translate=True)
    left = ""
    for piece in pieces:
        text = even.decode(piece)
        if "\n" not in text:
            left += text
        else:
            lines: Sequence[str] = (left + text).split("\n")
            yield from (line + "\n" for line in lines[:-1])
            left = lines[-1]
        if len(left) > LONGEST_LINE:
            yield left
            left = ""
    left += even.decode("", final=True)
    if left.rstrip("\n"):
        yield left
