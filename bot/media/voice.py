"""A voice note that a browser recorded, in the container that WhatsApp plays.

Some browsers record Opus into WebM only; WhatsApp wants the same sound in Ogg. Nothing is decoded: the packets are
taken out of the one and put into the other (RFC 3533, RFC 7845).
"""

import struct
from collections.abc import Iterator, Sequence

WEBM = b"\x1a\x45\xdf\xa3"
_SEGMENT, _CLUSTER, _TRACKS, _TRACK, _GROUP = 0x18538067, 0x1F43B675, 0x1654AE6B, 0xAE, 0xA0
_INSIDE = frozenset({_SEGMENT, _CLUSTER, _TRACKS, _TRACK, _GROUP})  # their contents are read on, whatever their size
_CODEC, _PRIVATE, _SIMPLE_BLOCK, _BLOCK = 0x86, 0x63A2, 0xA3, 0xA1
_LACED = 0x06
_FIRST, _LAST = 2, 4  # flags of a page
_SERIAL = 0x53484F50
_SAMPLES = 48  # in a millisecond, whatever was recorded
_SILK, _HYBRID, _CELT = (10, 20, 40, 60), (10, 20), (2.5, 5, 10, 20)  # milliseconds of a frame
_MOST_SEGMENTS = 255
_TAGS = b"OpusTags" + struct.pack("<I", 9) + b"shopclerk" + struct.pack("<I", 0)


def to_ogg(webm: bytes) -> bytes | None:
    """The same sound in Ogg; None when it is not Opus in WebM, or cannot be read."""
    try:
        codec, head, packets = _read(webm)
    except (IndexError, struct.error):
        return None
    if codec != b"A_OPUS" or not head.startswith(b"OpusHead") or not packets:
        return None
    return b"".join(_pages(head, packets))


def _read(data: bytes) -> tuple[bytes, bytes, list[bytes]]:
    """Codec, its header, and the packets of a recording with one track. A torn end is left out."""
    codec, head, packets, at = b"", b"", list[bytes](), 0
    while at < len(data):
        kind, at = _number(data, at, keeps_mark=True)
        size, at = _number(data, at)
        if kind in _INSIDE:
            continue
        body = data[at : at + size]
        if len(body) < size:
            break
        at += size
        if kind == _CODEC:
            codec = body.rstrip(b"\0")
        elif kind == _PRIVATE:
            head = body
        elif kind in (_SIMPLE_BLOCK, _BLOCK) and not body[3] & _LACED:
            packets.append(body[4:])  # behind the track's number (one byte), a time and flags
    return codec, head, packets


def _number(data: bytes, at: int, *, keeps_mark: bool = False) -> tuple[int, int]:
    """A number of EBML, whose first byte says how long it is, and where it ends."""
    first = data[at]
    length = 9 - first.bit_length()
    if length > 8:
        raise IndexError(at)
    value = first if keeps_mark else first & ((1 << (8 - length)) - 1)
    for byte in data[at + 1 : at + length]:
        value = value << 8 | byte
    return value, at + length


def _pages(head: bytes, packets: Sequence[bytes]) -> Iterator[bytes]:
    yield _page([head], 0, 0, _FIRST)
    yield _page([_TAGS], 0, 1, 0)
    played, number, waiting = 0, 2, list[bytes]()
    for packet in packets:
        if sum(len(each) // 255 + 1 for each in (*waiting, packet)) > _MOST_SEGMENTS:
            yield _page(waiting, played, number, 0)
            number, waiting = number + 1, []
        waiting.append(packet)
        played += _length(packet)
    yield _page(waiting, played, number, _LAST)


def _page(packets: Sequence[bytes], played: int, number: int, flags: int) -> bytes:
    lacing = b"".join(b"\xff" * (len(each) // 255) + bytes([len(each) % 255]) for each in packets)
    head = struct.pack("<4sBBqIII", b"OggS", 0, flags, played, _SERIAL, number, 0) + bytes([len(lacing)]) + lacing
    page = head + b"".join(packets)
    return page[:22] + struct.pack("<I", _checksum(page)) + page[26:]


def _length(packet: bytes) -> int:
    """How many samples a packet plays (RFC 6716, section 3.1)."""
    kind, code = packet[0] >> 3, packet[0] & 3
    frame = _SILK[kind % 4] if kind < 12 else _HYBRID[kind % 2] if kind < 16 else _CELT[kind % 4]
    count = (1, 2, 2, packet[1] & 63 if len(packet) > 1 else 1)[code]
    return int(frame * _SAMPLES) * count


def _checksum(page: bytes) -> int:
    value = 0
    for byte in page:
        value = (value << 8) & 0xFFFFFFFF ^ _TABLE[value >> 24 ^ byte]
    return value


def _entry(number: int) -> int:
    value = number << 24
    for _ in range(8):
        value = (value << 1 ^ 0x04C11DB7) & 0xFFFFFFFF if value & 0x80000000 else value << 1
    return value


_TABLE = tuple(map(_entry, range(256)))
