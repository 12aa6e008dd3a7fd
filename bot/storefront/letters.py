"""Letters that the bundled font lacks: from a font of this machine where one is found, else spelled in Latin letters.

Arabic, Hindi and their like would need a shaping engine beside a font, so they are always spelled (`محمد` → `mhmd`).
"""

import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from anyascii import anyascii

FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("/System/Library/Fonts/Supplemental"),
    Path("C:/Windows/Fonts"),
)
#: Scripts that read well letter by letter: their letters, and files that hold them.
_SCRIPTS: Mapping[str, tuple[range, tuple[str, ...]]] = {
    "thai": (range(0x0E00, 0x0E80), ("NotoSansThai-Regular.ttf", "Garuda.ttf", "Ayuthaya.ttf", "tahoma.ttf")),
    "greek_cyrillic": (range(0x0370, 0x0530), ("DejaVuSans.ttf", "LiberationSans-Regular.ttf", "arial.ttf")),
}
_SIGNS = "–—‘’“”…•€₩×·−"  # that the bundled font has beside Latin-1 and Hangul


def fonts_for(text: str) -> Iterator[tuple[str, Path]]:
    """Names and files of this machine's fonts that a text needs."""
    for name, (letters, _) in _SCRIPTS.items():
        file = _find(name) if any(ord(letter) in letters for letter in text) else None
        if file is not None:
            yield name, file


def printable(text: str) -> str:
    """The text in letters that can be printed here: `ě` → `e`, a name in Arabic spelled in Latin letters."""
    return "".join(map(_letter, text))


@cache
def _find(script: str) -> Path | None:
    _, names = _SCRIPTS[script]
    found = (file for folder in FOLDERS if folder.is_dir() for name in names for file in folder.rglob(name))
    return next(found, None)


def _letter(letter: str) -> str:
    code = ord(letter)
    if code < 0x100 or 0xAC00 <= code <= 0xD7A3 or letter in _SIGNS:
        return letter
    script = next((name for name, (letters, _) in _SCRIPTS.items() if code in letters), "")
    if script and _find(script):
        return letter
    bare = unicodedata.normalize("NFKD", letter)[0]
    if ord(bare) < 0x100:
        return bare
    if not unicodedata.category(letter).startswith(("L", "N", "P", "M", "Z")):
        return "?" if unicodedata.category(letter) in ("Sc", "Sm") else ""  # pictures say nothing on paper
    return anyascii(letter)
