"""What kind of feed a file is, by its first bytes and its name."""

import json
import re
import zlib
from enum import StrEnum

from catalog.feeds import google, meta
from catalog.feeds.decoding import CODECS, guess_encoding
from catalog.feeds.rows import find_delimiter
from catalog.items import SourceFailed


class Kind(StrEnum):
    """The files that can be read."""

    GOOGLE_XML = "google_xml"
    GOOGLE_TABLE = "google_table"
    META_XML = "meta_xml"
    META_TABLE = "meta_table"
    SHOPIFY_CSV = "shopify_csv"
    WOOCOMMERCE_CSV = "woocommerce_csv"
    NAVER_TABLE = "naver_table"
    JSON_LINES = "json_lines"
    TABLE = "table"  # any other, with `[catalog.columns]`


def detect(first: bytes, name: str = "") -> Kind:
    """The kind of a file that begins so, packed or not. Raises SourceFailed for what is no feed."""
    text = _text(_unpacked_start(first))
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("<"):
        return _xml_kind(start)
    if start.startswith("{"):
        return _json_kind(start)
    if start.startswith("["):
        raise SourceFailed("this is one JSON array; write one product a line (JSON Lines)")
    if not start:
        raise SourceFailed(f"{name or 'the file'} is empty")
    return _table_kind(start)


def _xml_kind(start: str) -> Kind:
    lowered = start[:5000].lower()
    if re.match(r"<(!doctype\s+)?html", lowered):
        raise SourceFailed("this is a web page, not a feed: is the address right?")
    own = ("fb_product_category", "quantity_to_sell_on_facebook", "rich_text_description")
    return Kind.META_XML if any(name in start for name in own) else Kind.GOOGLE_XML


def _json_kind(start: str) -> Kind:
    line = start.partition("\n")[0].strip()
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        if len(line) < 20:
            raise SourceFailed("this is one JSON document; write one product a line (JSON Lines)") from None
    return Kind.JSON_LINES


def _table_kind(start: str) -> Kind:
    lines = (line for line in start.splitlines() if line.strip() and not line.lstrip('"').startswith("#"))
    header = next(lines, "")
    names = {" ".join(cell.strip('" ').lower().split()) for cell in header.split(find_delimiter(header))}
    plain = {google.field_name(name) for name in names}
    if names & {"handle", "url handle"} and "title" in names:
        return Kind.SHOPIFY_CSV
    if {"type", "sku", "name"} <= names and names & {"regular price", "in stock?", "visibility in catalog"}:
        return Kind.WOOCOMMERCE_CSV
    if {"id", "title", "price_pc"} <= names:
        return Kind.NAVER_TABLE
    if "title" in plain and "id" in plain and plain & {"image_link", "availability", "image[0].url"}:
        return Kind.META_TABLE if meta.is_meta(plain) else Kind.GOOGLE_TABLE
    return Kind.TABLE


def _unpacked_start(first: bytes) -> bytes:
    try:
        if first.startswith(b"\x1f\x8b"):
            return zlib.decompressobj(wbits=31).decompress(first, 65536)
        if first.startswith(b"PK\x03\x04") and len(first) > 30:
            begins = 30 + int.from_bytes(first[26:28], "little") + int.from_bytes(first[28:30], "little")
            deflated = int.from_bytes(first[8:10], "little") == 8
            return zlib.decompressobj(wbits=-15).decompress(first[begins:], 65536) if deflated else first[begins:]
    except zlib.error as error:
        raise SourceFailed(f"the packed file is broken: {error}") from error
    return first


def _text(first: bytes) -> str:
    if first.startswith((b"\xff\xfe", b"\xfe\xff")) or first[1:2] == b"\x00" or first[:1] == b"\x00":
        little = first.startswith(b"\xff\xfe") or first[1:2] == b"\x00"
        return first.decode("utf-16-le" if little else "utf-16-be", "replace")
    return first.decode(CODECS[guess_encoding(first)], "replace")
