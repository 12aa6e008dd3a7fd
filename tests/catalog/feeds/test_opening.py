"""Packed files, bombs, encodings and what kind of file it is."""

import gzip
import io
import zipfile
import zlib
from pathlib import Path

import pytest

from catalog.feeds import opening
from catalog.feeds.kinds import Kind, detect
from catalog.feeds.opening import head, open_file, unpacked
from catalog.feeds.reading import read_file
from catalog.feeds.terms import Terms
from catalog.items import Item, Mark, Note, SourceFailed
from tests.catalog.feeds.make import items, notes, rss, table, told

ROW = {"id": "A", "title": "Vase", "availability": "in_stock", "price": "5 EUR"}
FEED = table(ROW, {**ROW, "id": "B", "title": "Café “Größe” — 39 €"})


def zipped(*names: str, content: bytes = FEED.encode()) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return file.getvalue()


def stored(folder: Path, raw: bytes, name: str = "feed.bin") -> Path:
    path = folder / name
    path.write_bytes(raw)
    return path


def test_plain_gzip_and_zip_are_the_same_feed(tmp_path: Path) -> None:
    packed = (FEED.encode(), gzip.compress(FEED.encode()), zipped("a/feed.csv", "__MACOSX/._feed.csv"))
    for place, raw in enumerate(packed):
        path = stored(tmp_path, raw, f"f{place}")
        assert detect(head(path)) is Kind.GOOGLE_TABLE
        assert detect(raw) is Kind.GOOGLE_TABLE
        assert len([each for each in read_file(path, Terms("EUR")) if isinstance(each, Item)]) == 2


def test_gzip_in_tiny_pieces_and_in_several_members() -> None:
    raw = gzip.compress(b"ab") + gzip.compress(b"cd") + b"\x00\x00"
    assert b"".join(unpacked(raw[at : at + 1] for at in range(len(raw)))) == b"abcd"
    assert b"".join(unpacked([])) == b""


@pytest.mark.parametrize("cut", [5, 30, -1])
def test_a_cut_gzip_is_told(cut: int) -> None:
    with pytest.raises(SourceFailed, match="cut off") as failed:
        list(unpacked([gzip.compress(FEED.encode() * 50)[:cut]]))
    assert failed.value.may_pass


def test_a_broken_gzip_or_zip_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceFailed, match="broken"):
        list(unpacked([b"\x1f\x8b" + b"x" * 50]))
    for raw, why in ((zipped("a", "b"), "2 files"), (zipped("a")[:-30], "no zip"), (b"PK\x03\x04", "no zip")):
        with pytest.raises(SourceFailed, match=why):
            list(open_file(stored(tmp_path, raw)))
    with pytest.raises(SourceFailed, match="from disk"):
        list(unpacked([zipped("a")]))
    with pytest.raises(SourceFailed, match="cannot be read"):
        list(open_file(tmp_path / "nowhere"))


def test_bombs_are_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """stores.md 12.13: 16 MB of nothing in 16 kB, with the bound that is 64 MB in the shop."""
    monkeypatch.setattr(opening, "FREE", 1 << 20)
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(16)) + packer.flush()
    given: list[int] = []
    with pytest.raises(SourceFailed, match="swells"):
        given.extend(len(piece) for piece in unpacked([bomb]))
    assert sum(given) <= len(bomb) * opening.MOST_TIMES
    with pytest.raises(SourceFailed, match="swells"):
        for _ in open_file(stored(tmp_path, zipped("a", content=bytes(16 << 20)))):
            pass


def test_a_file_larger_than_the_limit_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MOST_BYTES", 1000)
    with pytest.raises(SourceFailed, match="larger"):
        list(unpacked([b"x" * 600, b"x" * 600]))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings_are_found_out(encoding: str) -> None:
    found = told(FEED.encode(encoding))
    assert items(found)[1].texts["en"].title == "Café “Größe” — 39 €"
    assert bool([note for note in notes(found) if note.startswith("file:")]) == (encoding in ("utf-16", "cp1252"))


def test_korean_in_cp949_is_found_out_though_it_comes_late() -> None:
    rows = [{**ROW, "id": str(number)} for number in range(3000)]
    raw = table(*rows, {**ROW, "title": "뷁 리넨 셔츠 남색"}).encode("cp949")
    assert items(told(raw))[-1].texts["en"].title == "뷁 리넨 셔츠 남색"


def test_what_xml_declares_is_taken() -> None:
    raw = rss("<g:id>A</g:id><g:title>리넨 셔츠</g:title>").replace("?>", ' encoding="EUC-KR"?>', 1).encode("euc-kr")
    assert items(told(raw))[0].texts["en"].title == "리넨 셔츠"
    with pytest.raises(SourceFailed, match="not known"):
        told(b'<?xml version="1.0" encoding="x-own"?><rss/>')


def test_a_few_broken_bytes_are_replaced_and_told() -> None:
    raw = FEED.encode().replace(b"Vase", b"Va\xffse")
    found = told(raw)
    assert items(found)[0].texts["en"].title == "Va\ufffdse"
    assert any("1 characters could not be read" in note for note in notes(found))


def test_nul_bytes_are_left_out_and_told() -> None:
    found = told(FEED.encode().replace(b"Vase", b"V\x00ase"))
    assert items(found)[0].texts["en"].title == "Vase"
    assert "file: 1 NUL bytes were left out" in notes(found)


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"id\ttitle\tdescription\tlink\timage_link\n", Kind.GOOGLE_TABLE),
        (b"# remark\r\nid,title,image_link,quantity_to_sell_on_facebook\r\n", Kind.META_TABLE),
        (b"\xef\xbb\xbf<?xml version='1.0'?><rss>", Kind.GOOGLE_XML),
        (b"<rss><g:fb_product_category>", Kind.META_XML),
        (b"Handle,Title,Body (HTML)\n", Kind.SHOPIFY_CSV),
        (b"Title,URL handle,Price\n", Kind.SHOPIFY_CSV),
        (b'"ID","Type","SKU","Name","Regular price"\n', Kind.WOOCOMMERCE_CSV),
        (b"id\ttitle\tprice_pc\tlink\n", Kind.NAVER_TABLE),
        (b'{"id": "1", "title": "x"}\n', Kind.JSON_LINES),
        (b"sku;name;preis\n", Kind.TABLE),
        ("id\ttitle\timage_link\n".encode("utf-16"), Kind.GOOGLE_TABLE),
    ],
)
def test_the_kind_is_seen_by_the_first_bytes(raw: bytes, kind: Kind) -> None:
    assert detect(raw, "feed") is kind


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"<!DOCTYPE html><html>", "web page"),
        (b"[{}]", "one JSON array"),
        (b"{\n", "one product a line"),
        (b" \n", "empty"),
    ],
)
def test_what_is_no_feed_is_said(raw: bytes, why: str) -> None:
    with pytest.raises(SourceFailed, match=why):
        detect(raw, "feed")


@pytest.mark.parametrize("raw", [b"%PDF-1.4", b"\x89PNG\r\n", b"\xd0\xcf\x11\xe0old"])
def test_other_files_are_refused_by_name(raw: bytes) -> None:
    with pytest.raises(SourceFailed, match="not a feed"):
        told(raw, Kind.TABLE)


def test_reading_begins_again_behind_a_mark(tmp_path: Path) -> None:
    path = stored(tmp_path, table(*({**ROW, "id": str(number)} for number in range(450))).encode())
    whole = list(read_file(path, Terms("EUR")))
    marks = [each for each in whole if isinstance(each, Mark)]
    assert marks == [Mark("200", 200, 450), Mark("400", 400, 450), Mark("450", 450, 450)]
    rest = list(read_file(path, Terms("EUR"), after="400"))
    assert [each.external_id for each in rest if isinstance(each, Item)] == [
        str(number) for number in range(400, 450)
    ]
    assert [each for each in rest if isinstance(each, Mark)] == marks[2:]
    assert not [each for each in rest if isinstance(each, Note)]
