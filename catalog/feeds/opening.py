"""Opening what was handed in: a local file or a stream of bytes, plain, gzip, or zip with one member.

What comes out is plain bytes in pieces of bounded size. Whatever is cut, broken or a bomb raises SourceFailed.
"""

import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from catalog.items import SourceFailed

PIECE = 1 << 18  # bytes at a time
MOST_BYTES = 8 << 30  # unpacked
MOST_TIMES = 400  # how many times as large as packed, once it is more than `FREE`
FREE = 64 << 20
_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"


def open_file(path: Path) -> Iterator[bytes]:
    """A local file's bytes, unpacked. Raises SourceFailed."""
    try:
        with path.open("rb") as file:
            start = file.read(4)
            file.seek(0)
            if start == _ZIP:
                yield from _unzipped(path)
            else:
                yield from unpacked(iter(lambda: file.read(PIECE), b""))
    except OSError as error:
        raise SourceFailed(f"{path.name} cannot be read: {error.strerror or error}") from error


def unpacked(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """A stream's bytes; gzip is seen by its first bytes. A zip can only be read from a file. Raises SourceFailed."""
    stream = _first_together(iter(pieces))
    first = next(stream, b"")
    if first.startswith(_ZIP):
        raise SourceFailed("a zip file can only be read from disk: store it first")
    whole = _chain(first, stream)
    yield from _watched(_gunzipped(whole) if first.startswith(_GZIP) else whole)


def head(path: Path, size: int = 65536) -> bytes:
    """The first unpacked bytes of a file, for `detect`. Raises SourceFailed."""
    taken = b""
    for piece in open_file(path):
        taken += piece
        if len(taken) >= size:
            break
    return taken[:size]


def _first_together(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The first piece has at least four bytes, however small the stream's own are."""
    first = b""
    for piece in pieces:
        first += piece
        if len(first) >= 4:
            break
    yield first
    yield from pieces


def _chain(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _gunzipped(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """All members of a gzip stream. Raises SourceFailed when it is cut or broken, or swells like a bomb."""
    unpacker = zlib.decompressobj(wbits=31)
    packed = given = 0
    for piece in pieces:
        packed += len(piece)
        left = piece
        while left:
            if unpacker.eof:
                if not left.strip(b"\x00"):
                    break
                unpacker = zlib.decompressobj(wbits=31)
            try:
                out = unpacker.decompress(left, PIECE)
            except zlib.error as error:
                raise SourceFailed(f"the gzip file is broken after {given:,} bytes: {error}") from error
            given += len(out)
            _refuse_bomb(packed, given)
            left = unpacker.unconsumed_tail or unpacker.unused_data
            yield out
    if not unpacker.eof:
        raise SourceFailed(f"the gzip file is cut off after {given:,} bytes", may_pass=True)


def _unzipped(path: Path) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(path) as archive:
            member = _only_member(archive)
            with archive.open(member) as file:
                given = 0
                while piece := file.read(PIECE):
                    given += len(piece)
                    _refuse_bomb(member.compress_size, given)
                    yield from _watched([piece])
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, ValueError) as error:
        raise SourceFailed(f"{path.name} is no zip file that can be read: {error}") from error


def _only_member(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    files = [each for each in archive.infolist() if not each.is_dir() and not each.filename.startswith("__MACOSX/")]
    if len(files) != 1:
        raise SourceFailed(f"the zip file holds {len(files)} files, it must hold one")
    if files[0].flag_bits & 1:
        raise SourceFailed("the zip file is locked with a password")
    return files[0]


def _watched(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """No piece larger than PIECE, and never more than MOST_BYTES."""
    given = 0
    for piece in pieces:
        given += len(piece)
        if given > MOST_BYTES:
            raise SourceFailed(f"the file is larger than {MOST_BYTES >> 30} GiB")
        for at in range(0, len(piece), PIECE):
            yield piece[at : at + PIECE]


def _refuse_bomb(packed: int, given: int) -> None:
    if given > FREE and given > packed * MOST_TIMES:
        raise SourceFailed(f"the packed file swells to more than {MOST_TIMES} times its size: it is not read")
