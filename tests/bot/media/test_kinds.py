"""A file is what its bytes say, not what somebody calls it."""

import pytest

from bot.media.kinds import LARGEST, MEBIBYTE, UNKNOWN, most_bytes, real_type
from tests.bot.media.made import JPEG, MP4, PNG

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.mark.parametrize(
    ("head", "declared", "really"),
    [
        (JPEG, "image/jpeg", "image/jpeg"),
        (PNG, "image/jpeg", "image/png"),
        (b"GIF89a....", "image/gif", "image/gif"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp", "image/webp"),
        (b"XXXX\x10\x00\x00\x00WEBPVP8 \x00", "image/webp", UNKNOWN),
        (b"RIFF\x10\x00\x00\x00WAVEfmt ", "audio/wav", "audio/wav"),
        (b"OggS\x00\x02", "audio/ogg; codecs=opus", "audio/ogg"),
        (MP4, "video/mp4", "video/mp4"),
        (MP4, "Audio/MP4", "audio/mp4"),
        (MP4, "image/jpeg", "video/mp4"),
        (b"\x00\x00\x00\x14ftyp3gp4", "video/3gpp", "video/3gpp"),
        (b"\x00\x00\x00\x14ftypM4A ", "audio/mp4", "audio/mp4"),
        (b"ID3\x04", "audio/mpeg", "audio/mpeg"),
        (b"\xff\xfb\x90\x00", "", "audio/mpeg"),
        (b"\xff\xf1\x50\x80", "audio/aac", "audio/aac"),
        (b"#!AMR\n", "audio/amr", "audio/amr"),
        (b"%PDF-1.7", "application/pdf", "application/pdf"),
        (b"PK\x03\x04\x14", SHEET, SHEET),
        (b"PK\x03\x04\x14", "image/png", "application/zip"),
        (OLE, "application/msword", "application/msword"),
        (OLE, "application/pdf", "application/x-ole-storage"),
        (b"BEGIN:VCARD\r\nVERSION:3.0", "text/x-vcard", "text/x-vcard"),
        (b"BEGIN:VCARD\r\nVERSION:3.0", "image/png", "text/vcard"),
        ("안녕하세요".encode()[:-1], "text/plain", "text/plain"),
        (b"a,b\r\n1,2\r\n", "text/csv", "text/csv"),
        (b"  <!DOCTYPE html><script>", "image/jpeg", "text/html"),
        (b"\xef\xbb\xbf<svg xmlns=", "image/png", "image/svg+xml"),
        (b"<?xml version='1.0'?><svg", "image/svg+xml", "image/svg+xml"),
        (b"MZ\x90\x00", "image/jpeg", "application/vnd.microsoft.portable-executable"),
        (b"\x00\x01\x02", "image/jpeg", UNKNOWN),
        (b"\xff\xfe\x00", "text/plain", UNKNOWN),
        (b"", "image/jpeg", UNKNOWN),
    ],
)
def test_the_bytes_decide(head: bytes, declared: str, really: str) -> None:
    """P28: a lying type is found out; the declared one only says which of a family it is."""
    assert real_type(head, declared) == really


def test_each_kind_has_its_limit() -> None:
    assert most_bytes("image/png") == most_bytes("video/mp4") == 16 * MEBIBYTE
    assert most_bytes("text/vcard") == MEBIBYTE
    assert most_bytes("application/pdf") == most_bytes(UNKNOWN) == LARGEST
