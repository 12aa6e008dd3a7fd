"""`[catalog.columns]` joined to the columns that a file really has."""

from collections.abc import Mapping, Sequence

from catalog.feeds.html import clean_line
from catalog.feeds.lists import split_list, split_variations
from catalog.feeds.rows import Entry
from catalog.feeds.terms import FIELDS, TEXTS, Terms
from catalog.items import Note, SourceFailed


class Mapped:
    """Values of a row by our names. Raises SourceFailed when the file has no title to show."""

    def __init__(self, terms: Terms, header: Sequence[str]) -> None:
        self.terms = terms
        self.notes: list[Note] = []
        written = {name.casefold(): name for name in header if name}
        columns = terms.columns
        asked = {name: (one,) if isinstance(one, str) else one for name, one in columns.fields.items()}
        if not asked:
            asked = {name: (theirs,) for name, theirs in written.items() if _is_ours(name)}
        self._fields = {name: self._present(name, them, written) for name, them in asked.items()}
        self.options = self._named(columns.options, written)
        self.attributes = self._named(columns.attributes, written)
        if not any(self._fields.get(name) for name in self._fields if name.partition(":")[0] == "title"):
            told = ", ".join(header)[:400]
            raise SourceFailed(f"[catalog.columns] names no column with the title; the file has: {told}")
        self.used = {each for them in self._fields.values() for each in them}
        self.used |= {*self.options.values(), *self.attributes.values()}
        ignored = {name.casefold() for name in columns.ignore}
        strange = [theirs for name, theirs in written.items() if theirs not in self.used and name not in ignored]
        if strange:
            self.notes.append(
                Note("row 1", f"columns that no field of ours was mapped to: {', '.join(strange)[:600]}")
            )

    @property
    def languages(self) -> list[str]:
        """Those that texts are told in, as tags; the shop's own first."""
        tags = dict.fromkeys(name.partition(":")[2] for name in self._fields if name.partition(":")[0] in TEXTS)
        return sorted(tags, key=lambda tag: tag not in ("", self.terms.language))

    def text(self, entry: Entry, name: str) -> str:
        """The first column of that field that says something."""
        return next((text for column in self._fields.get(name, ()) if (text := entry.get(column))), "")

    def all(self, entry: Entry, name: str) -> list[str]:
        """All values of all its columns, parted."""
        separator = self.terms.columns.list_separator.replace("\\n", "\n")
        cells = (cell for column in self._fields.get(name, ()) for cell in entry.all(column))
        return [part for cell in cells for part in split_list(cell, separator)]

    def localized(self, entry: Entry, name: str, tag: str) -> str:
        """A text in one language: `title:ko`, and plain `title` for the shop's own."""
        told = self.text(entry, f"{name}:{tag}") if tag else ""
        return told or (self.text(entry, name) if tag in ("", self.terms.language) else "")

    def title(self, entry: Entry) -> str:
        return next(
            (clean for tag in self.languages if (clean := clean_line(self.localized(entry, "title", tag)))), ""
        )

    def variations(self, entry: Entry) -> Mapping[str, tuple[tuple[str, str], ...]]:
        packed = self.text(entry, "variations")
        return split_variations(packed) if packed else {}

    def _present(self, name: str, them: Sequence[str], written: Mapping[str, str]) -> tuple[str, ...]:
        found = [written[key] for each in them if (key := " ".join(each.split()).casefold()) in written]
        if not found:
            self.notes.append(Note("row 1", f"{name} was mapped to {', '.join(them)}, which the file does not have"))
        return tuple(found)

    def _named(self, asked: Mapping[str, str], written: Mapping[str, str]) -> dict[str, str]:
        return {
            name: found[0] for name, column in asked.items() if (found := self._present(name, (column,), written))
        }


def _is_ours(name: str) -> bool:
    plain, _, language = name.partition(":")
    return plain in FIELDS and (not language or plain in TEXTS)
