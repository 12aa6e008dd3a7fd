"""One door to all files: bytes in, `Told` values out, with marks from which reading can begin again."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from catalog.feeds import google, meta, naver, shopify_csv, woocommerce_csv
from catalog.feeds.decoding import Decoder
from catalog.feeds.jsonlines import read_json_lines
from catalog.feeds.kinds import Kind, detect
from catalog.feeds.opening import head, open_file, unpacked
from catalog.feeds.rows import Entry, Rows
from catalog.feeds.table import TableReader
from catalog.feeds.terms import Terms
from catalog.feeds.xmlentries import read_xml
from catalog.items import Item, Mark, Note, Refused, Told

EVERY = 200  # items between two marks
Reader = Callable[[Decoder, Iterable[bytes], Terms], Iterator[Told]]


def read_file(path: Path, terms: Terms, kind: Kind | None = None, after: str = "") -> Iterator[Told]:
    """A local file, packed or not. `after` is the cursor of a mark: what lies before it is passed over.

    Ends by itself only when the whole file was read; raises SourceFailed else.
    """
    found = kind or detect(head(path), path.name)
    return _marked(_read(open_file(path), found, terms), after)


def read_stream(pieces: Iterable[bytes], terms: Terms, kind: Kind, after: str = "") -> Iterator[Told]:
    """The same from a stream of bytes, plain or gzip."""
    return _marked(_read(unpacked(pieces), kind, terms), after)


def _read(pieces: Iterable[bytes], kind: Kind, terms: Terms) -> Iterator[Told]:
    decoder = Decoder(terms.columns.encoding)
    yield from READERS[kind](decoder, pieces, terms)
    yield from decoder.notes


def _marked(told: Iterator[Told], after: str) -> Iterator[Told]:
    """Counts items; a reader's own mark only tells how many there will be."""
    done, passed, total = 0, int(after) if after.isdigit() else 0, None
    for each in told:
        if isinstance(each, Mark):
            total = each.total
            continue
        if isinstance(each, Item):
            done += 1
            if done <= passed:
                continue
        yield each
        if isinstance(each, Item) and done % EVERY == 0:
            yield Mark(str(done), done, total)
    yield Mark(str(done), done, done)


def _table(
    rename: Callable[[str], str],
) -> Callable[[Decoder, Iterable[bytes], Terms], Iterator[Entry | Refused | Note]]:
    def entries(decoder: Decoder, pieces: Iterable[bytes], terms: Terms) -> Iterator[Entry | Refused | Note]:
        return Rows(terms.columns.delimiter, rename).read(decoder.text(pieces))

    return entries


def _google_table(decoder: Decoder, pieces: Iterable[bytes], terms: Terms) -> Iterator[Told]:
    return google.read_google(_table(google.field_name)(decoder, pieces, terms), terms)


def _google_xml(decoder: Decoder, pieces: Iterable[bytes], terms: Terms) -> Iterator[Told]:
    return google.read_google(read_xml(decoder.text(pieces)), terms)


def _meta_table(decoder: Decoder, pieces: Iterable[bytes], terms: Terms) -> Iterator[Told]:
    return meta.read_meta(_table(meta.field_name)(decoder, pieces, terms), terms)


def _meta_xml(decoder: Decoder, pieces: Iterable[bytes], terms: Terms) -> Iterator[Told]:
    return meta.read_meta(read_xml(decoder.text(pieces)), terms)


def _shopify(decoder: Decoder, pieces: Iterable[bytes], terms: Terms) -> Iterator[Told]:
    return shopify_csv.read_shopify(_table(shopify_csv.field_name)(decoder, pieces, terms), terms)


def _woocommerce(decoder: Decoder, pieces: Iterable[bytes], terms: Terms) -> Iterator[Told]:
    return woocommerce_csv.read_woocommerce(_table(woocommerce_csv.field_name)(decoder, pieces, terms), terms)


def _naver(decoder: Decoder, pieces: Iterable[bytes], terms: Terms) -> Iterator[Told]:
    korean = replace(terms, timezone="Asia/Seoul")
    return naver.read_naver(_table(naver.field_name)(decoder, pieces, terms), korean)


def _json_lines(decoder: Decoder, pieces: Iterable[bytes], terms: Terms) -> Iterator[Told]:
    return read_json_lines(decoder.text(pieces), terms)


def _any_table(decoder: Decoder, pieces: Iterable[bytes], terms: Terms) -> Iterator[Told]:
    rows = Rows(terms.columns.delimiter)
    return TableReader(terms).read(rows, rows.read(decoder.text(pieces)))


READERS: dict[Kind, Reader] = {
    Kind.GOOGLE_TABLE: _google_table,
    Kind.GOOGLE_XML: _google_xml,
    Kind.META_TABLE: _meta_table,
    Kind.META_XML: _meta_xml,
    Kind.SHOPIFY_CSV: _shopify,
    Kind.WOOCOMMERCE_CSV: _woocommerce,
    Kind.NAVER_TABLE: _naver,
    Kind.JSON_LINES: _json_lines,
    Kind.TABLE: _any_table,
}
