"""Bytes → text: the encoding is found out conservatively and told; a byte that fits nowhere becomes `�`."""

import codecs
import re
from collections.abc import Iterable, Iterator

from catalog.items import Note, SourceFailed

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
#: Names that a file or a mapping may ask for, and the codec that is taken: web browsers take the same ones.
CODECS = {
    "utf-8": "utf-8", "utf8": "utf-8", "us-ascii": "utf-8", "ascii": "utf-8", "utf-16": "utf-16",
    "utf-16le": "utf-16-le", "utf-16be": "utf-16-be", "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "cp949": "cp949",
    "uhc": "cp949", "windows-949": "cp949", "iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252",
    "cp1252": "cp1252", "windows-1252": "cp1252", "iso-8859-15": "iso8859-15", "iso-8859-2": "iso8859-2",
    "windows-1250": "cp1250", "windows-1251": "cp1251", "windows-1254": "cp1254", "windows-1256": "cp1256",
    "koi8-r": "koi8-r", "shift_jis": "cp932", "windows-31j": "cp932", "euc-jp": "euc-jp", "gbk": "gbk",
    "gb2312": "gbk", "gb18030": "gb18030", "big5": "big5",
}  # fmt: skip


SAMPLE = 65536  # bytes


class Decoder:
    """Text of a stream of bytes; afterwards `notes` tell what was taken and what did not fit."""

    def __init__(self, asked: str = "") -> None:
        self.notes: list[Note] = []
        self.encoding = ""
        self.replaced = 0
        if asked:
            self.encoding = _codec(asked)

    def text(self, pieces: Iterable[bytes]) -> Iterator[str]:
        """Pieces of text without NUL and BOM. Raises SourceFailed for what is no text at all."""
        stream = _regrouped(pieces)
        first = next(stream, b"")
        decode = self._begin(first)
        nuls = 0
        for piece in _chained(first, stream):
            if decode is None and not piece.isascii():
                self._find_out(piece)
                decode = codecs.getincrementaldecoder(self.encoding)("replace")
            text = decode.decode(piece) if decode else piece.decode("ascii")
            nuls += text.count("\x00")
            self.replaced += text.count("\ufffd")
            yield text.replace("\x00", "").removeprefix("\ufeff")
        yield decode.decode(b"", True) if decode else ""
        self._tell(nuls)

    def _begin(self, first: bytes) -> codecs.IncrementalDecoder | None:
        """None while there was only ASCII: then the encoding does not matter yet."""
        _refuse_binary(first)
        bom = next((codec for mark, codec in _BOMS if first.startswith(mark)), "")
        declared = _DECLARED.match(first[:400])
        if bom:
            self.encoding = bom
        elif not self.encoding and declared:
            self.encoding = _codec(declared[1].decode("ascii"))
        elif not self.encoding:
            self.encoding = _wide(first)
        if self.encoding == "utf-16":
            self.encoding = _wide(first) or "utf-8"  # declared in letters that are not
        if bom not in ("", "utf-8"):
            self.notes.append(Note("file", f"was read as {bom}"))
        return codecs.getincrementaldecoder(self.encoding)("replace") if self.encoding else None

    def _find_out(self, piece: bytes) -> None:
        self.encoding = guess_encoding(piece)
        if self.encoding != "utf-8":
            self.notes.append(Note("file", f"is not UTF-8; it was read as {self.encoding}"))

    def _tell(self, nuls: int) -> None:
        if self.replaced:
            self.notes.append(Note("file", f"{self.replaced} characters could not be read as {self.encoding}"))
        if nuls:
            self.notes.append(Note("file", f"{nuls} NUL bytes were left out"))


def guess_encoding(sample: bytes) -> str:
    """UTF-8 when it is valid, cp949 when what it would say is Korean, else cp1252."""
    if _fits(sample, "utf-8"):
        return "utf-8"
    if _fits(sample, "cp949"):
        text = codecs.getincrementaldecoder("cp949")("replace").decode(sample)
        foreign = [sign for sign in text if ord(sign) > 127]
        hangul = sum(1 for sign in foreign if "가" <= sign <= "힣")
        if hangul * 10 >= len(foreign) * 6:
            return "cp949"
    if _is_mostly_utf8(sample):
        return "utf-8"
    return "cp1252"


def _fits(sample: bytes, codec: str) -> bool:
    try:
        codecs.getincrementaldecoder(codec)("strict").decode(sample)  # an incomplete last character is fine
    except UnicodeDecodeError:
        return False
    return True


def _is_mostly_utf8(sample: bytes) -> bool:
    """A few broken bytes do not make a file another encoding's."""
    text = sample.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    right = sum(1 for sign in text if ord(sign) > 127) - broken
    return right > broken * 4


def _wide(first: bytes) -> str:
    """UTF-16 without a mark: every other byte of what is mostly ASCII is empty."""
    sample = first[:2000]
    if len(sample) < 8:
        return ""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd * 3 > len(sample) and not even:
        return "utf-16-le"
    return "utf-16-be" if even * 3 > len(sample) and not odd else ""


def _refuse_binary(first: bytes) -> None:
    for start, what in ((b"%PDF", "a PDF"), (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"),
                        (b"\xd0\xcf\x11\xe0", "an old Excel file; save it as CSV UTF-8")):  # fmt: skip
        if first.startswith(start):
            raise SourceFailed(f"this is {what}, not a feed")


def _codec(name: str) -> str:
    codec = CODECS.get(name.lower())
    if codec is None:
        raise SourceFailed(f"the encoding {name} is not known")
    return codec


def _regrouped(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Pieces large enough to tell an encoding by."""
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= SAMPLE:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)


def _chained(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest
