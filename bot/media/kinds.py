"""What a file really is, by its first bytes; and how large a file of that kind may be.

The declared type is believed only where the bytes leave it open: which of the zip-based office formats it is, or
whether an MP4 container holds sound or pictures.
"""

from codecs import getincrementaldecoder
from dataclasses import dataclass

UNKNOWN = "application/octet-stream"
MEBIBYTE = 1024 * 1024
LARGEST = 100 * MEBIBYTE  # a document; WhatsApp lets nothing larger through
_MOST = {"image": 16 * MEBIBYTE, "audio": 16 * MEBIBYTE, "video": 16 * MEBIBYTE, "text/vcard": MEBIBYTE}

_MP4 = frozenset({"video/mp4", "audio/mp4", "audio/m4a", "audio/x-m4a", "audio/aac", "video/3gpp", "audio/3gpp"})
_OFFICE = "application/vnd.openxmlformats-officedocument."
_ZIPPED = frozenset(
    {
        *(f"{_OFFICE}{kind}" for kind in ("wordprocessingml.document", "spreadsheetml.sheet")),
        f"{_OFFICE}presentationml.presentation",
        *(f"application/vnd.oasis.opendocument.{kind}" for kind in ("text", "spreadsheet", "presentation")),
        "application/epub+zip",
    }
)
_OLD_OFFICE = frozenset({"application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"})
_TEXTS = frozenset({"text/csv", "text/markdown", "text/calendar", "application/json", "application/rtf"})
_VCARDS = frozenset({"text/x-vcard", "text/directory"})


@dataclass(frozen=True, slots=True)
class _Mark:
    """Bytes at an offset that tell a type; a declared type among `also` says it more exactly."""

    at: int
    magic: bytes
    means: str
    also: frozenset[str] = frozenset()


_MARKS = (
    _Mark(0, b"\xff\xd8\xff", "image/jpeg"),
    _Mark(0, b"\x89PNG\r\n\x1a\n", "image/png"),
    _Mark(0, b"GIF87a", "image/gif"),
    _Mark(0, b"GIF89a", "image/gif"),
    _Mark(8, b"WEBP", "image/webp"),
    _Mark(4, b"ftypqt", "video/quicktime"),
    _Mark(4, b"ftyp3g", "video/3gpp", frozenset({"audio/3gpp"})),
    _Mark(4, b"ftypM4A", "audio/mp4", frozenset({"audio/m4a", "audio/x-m4a"})),
    _Mark(4, b"ftypheic", "image/heic"),
    _Mark(4, b"ftypmif1", "image/heif", frozenset({"image/heic", "image/avif"})),
    _Mark(4, b"ftypavif", "image/avif"),
    _Mark(4, b"ftyp", "video/mp4", _MP4),
    _Mark(0, b"OggS", "audio/ogg", frozenset({"audio/opus", "video/ogg"})),
    _Mark(0, b"ID3", "audio/mpeg"),
    _Mark(0, b"#!AMR", "audio/amr"),
    _Mark(8, b"WAVE", "audio/wav", frozenset({"audio/x-wav"})),
    _Mark(8, b"AVI ", "video/x-msvideo"),
    _Mark(0, b"\x1a\x45\xdf\xa3", "video/webm", frozenset({"audio/webm", "video/x-matroska"})),
    _Mark(0, b"%PDF-", "application/pdf"),
    _Mark(0, b"PK\x03\x04", "application/zip", _ZIPPED),
    _Mark(0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage", _OLD_OFFICE),
    _Mark(0, b"MZ", "application/vnd.microsoft.portable-executable"),
    _Mark(0, b"\x7fELF", "application/x-executable"),
    *(_Mark(0, bytes([0xFF, second]), "audio/mpeg") for second in (0xFB, 0xFA, 0xF3, 0xF2)),
    *(_Mark(0, bytes([0xFF, second]), "audio/aac") for second in (0xF1, 0xF9)),
)
_RIFF = {"image/webp", "audio/wav", "video/x-msvideo"}
_WRITTEN = (
    (b"begin:vcard", "text/vcard", _VCARDS),
    (b"<!doctype html", "text/html", frozenset[str]()),
    (b"<html", "text/html", frozenset[str]()),
    (b"<svg", "image/svg+xml", frozenset[str]()),
    (b"<?xml", "application/xml", frozenset({"image/svg+xml"})),
)


def real_type(head: bytes, declared: str) -> str:
    """The type of a file that begins like this (a few hundred bytes are enough)."""
    plain = declared.partition(";")[0].strip().lower()
    for mark in _MARKS:
        if head.startswith(mark.magic, mark.at) and (mark.means not in _RIFF or head.startswith(b"RIFF")):
            return plain if plain in mark.also else mark.means
    return _type_of_text(head, plain)


def most_bytes(content_type: str) -> int:
    """How large a file of this real type may be."""
    return _MOST.get(content_type) or _MOST.get(content_type.partition("/")[0], LARGEST)


def _type_of_text(head: bytes, plain: str) -> str:
    """Words, if they are readable; what a browser would run is called by its name."""
    if not _is_text(head):
        return UNKNOWN
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for words, means, also in _WRITTEN:
        if start.startswith(words):
            return plain if plain in also else means
    return plain if plain in _TEXTS else "text/plain"


def _is_text(head: bytes) -> bool:
    """UTF-8 without control characters; the last letter may be cut in two."""
    try:
        text = getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return bool(text) and not any(letter < " " and letter not in "\t\n\r\f" for letter in text)
