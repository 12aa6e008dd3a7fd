"""XML feeds → entries: RSS items and Atom entries, without document types, entities or network."""

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from xml.parsers import expat

from catalog.feeds.rows import Entry
from catalog.items import Refused, SourceFailed

GOOGLE = "http://base.google.com/ns/1.0"
MOST_TEXT = 1_000_000  # characters of one item
MOST_FIELDS = 2000  # elements of one item
DEEPEST = 60
_ITEMS = frozenset(("item", "entry", "product"))
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def read_xml(pieces: Iterable[str]) -> Iterator[Entry | Refused]:
    """Fields by their names without prefix, `g:` ones before plain ones; parts of a field are joined by `:`.

    Raises SourceFailed where the text is no XML any more, after all entries before that place.
    """
    parser = _Parser()
    for piece in pieces:
        yield from parser.feed(_ILLEGAL.sub("", piece))
    yield from parser.feed("", ends=True)
    if not parser.seen_items:
        raise SourceFailed("the XML holds no items: is it a product feed?")


class _Parser:
    """Collects one item at a time."""

    def __init__(self) -> None:
        self._found: list[Entry | Refused] = []
        self._path: list[str] = []
        self._item_depth = 0
        self._prefix = "g"
        self._fields: list[tuple[str, bool, str]] = []
        self._parts: list[str] = []
        self._text: list[str] = []
        self._size = 0
        self.seen_items = 0
        self._expat = expat.ParserCreate()
        self._expat.buffer_text = True
        self._expat.UseForeignDTD(True)  # so that `&nbsp;` is not the end of it
        self._expat.StartDoctypeDeclHandler = self._refuse_doctype
        self._expat.ExternalEntityRefHandler = lambda *_: 1
        self._expat.SkippedEntityHandler = self._entity
        self._expat.StartElementHandler = self._open
        self._expat.EndElementHandler = self._close
        self._expat.CharacterDataHandler = self._hear

    def feed(self, text: str, *, ends: bool = False) -> Iterator[Entry | Refused]:
        failed: SourceFailed | None = None
        try:
            self._expat.Parse(text, ends)
        except expat.ExpatError as error:
            failed = self._broken(error)
        except SourceFailed as error:
            failed = error
        found, self._found = self._found, []
        yield from found
        if failed:
            raise failed

    def _broken(self, error: expat.ExpatError) -> SourceFailed:
        words = expat.errors.messages.get(error.code, "broken") if hasattr(expat.errors, "messages") else "broken"
        cut = error.code in (3, 5)  # no element found, unclosed token
        place = f"line {error.lineno}, after item {self.seen_items}"
        return SourceFailed(f"the XML is broken in {place}: {words}", may_pass=cut)

    def _refuse_doctype(self, *_: object) -> None:
        raise SourceFailed("the XML brings a document type (DTD): such files are not read")

    def _entity(self, name: str, is_parameter: bool) -> None:
        if not is_parameter:
            self._hear(html.unescape(f"&{name};"))

    def _open(self, name: str, attributes: Mapping[str, str]) -> None:
        for key, value in attributes.items():
            if value == GOOGLE and key.startswith("xmlns:"):
                self._prefix = key[6:]
        self._path.append(name)
        if len(self._path) > DEEPEST:
            raise SourceFailed(f"the XML is nested deeper than {DEEPEST} elements")
        if not self._item_depth:
            if name.rpartition(":")[2].lower() in _ITEMS:
                self._begin()
        elif len(self._path) == self._item_depth + 1:
            self._parts.clear()
            self._text = [attributes["href"]] if name == "link" and "href" in attributes else []
        else:
            self._keep_part()

    def _begin(self) -> None:
        self._item_depth = len(self._path)
        self._fields.clear()
        self._size = 0
        self.seen_items += 1

    def _hear(self, text: str) -> None:
        if self._item_depth:
            self._size += len(text)
            if self._size <= MOST_TEXT:
                self._text.append(text)

    def _keep_part(self) -> None:
        if part := "".join(self._text).strip():
            self._parts.append(part)
        self._text = []

    def _close(self, name: str) -> None:
        depth = len(self._path)
        self._path.pop()
        if not self._item_depth:
            return
        if depth == self._item_depth:
            self._end()
        elif depth == self._item_depth + 1:
            self._keep_part()
            prefix, _, plain = name.rpartition(":")
            if len(self._fields) <= MOST_FIELDS and prefix in ("", self._prefix, "c") and self._parts:
                self._fields.append((plain.lower(), bool(prefix), ":".join(self._parts)))
        else:
            self._keep_part()

    def _end(self) -> None:
        self._item_depth = 0
        where = f"item {self.seen_items}"
        if self._size > MOST_TEXT or len(self._fields) > MOST_FIELDS:
            self._found.append(Refused(where, f"is larger than {MOST_TEXT:,} characters or {MOST_FIELDS:,} fields"))
            return
        ours = {name for name, is_google, _ in self._fields if is_google}
        entry = Entry(where, {})
        for name, is_google, text in self._fields:
            if not is_google and name in ours:
                continue
            if name in entry.values:
                entry.more.setdefault(name, [entry.values[name]]).append(text)
            else:
                entry.values[name] = text
        self._found.append(entry)
