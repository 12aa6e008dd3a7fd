"""Letters that the first font lacks: from two further bundled ones (Arabic and Devanagari, which are shaped), from a
font of this machine where one is found, else spelled in Latin letters (`李` → `Li`).
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
#: Scripts whose letters join: each has a font of ours, and a shaping engine puts its letters together.
_SHAPED: Mapping[str, tuple[range, ...]] = {
    "arabic": (range(0x0600, 0x0700), range(0x0750, 0x0780)),
    "devanagari": (range(0x0900, 0x0980), range(0x20B9, 0x20BA)),
}
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


def bundled_for(text: str) -> list[str]:
    """Names of our further fonts that a text needs."""
    return [name for name, ranges in _SHAPED.items() if any(_is_in(letter, ranges) for letter in text)]


def is_shaped(text: str) -> bool:
    """Whether its letters join."""
    return bool(bundled_for(text))


def printable(text: str) -> str:
    """The text in letters that can be printed here: `ě` → `e`, a name in Chinese spelled in Latin letters."""
    return "".join(map(_letter, text))


@cache
def _find(script: str) -> Path | None:
    _, names = _SCRIPTS[script]
    found = (file for folder in FOLDERS if folder.is_dir() for name in names for file in folder.rglob(name))
    return next(found, None)


def _is_in(letter: str, ranges: tuple[range, ...]) -> bool:
    return any(ord(letter) in letters for letters in ranges)


def _letter(letter: str) -> str:
    code = ord(letter)
    if code < 0x100 or 0xAC00 <= code <= 0xD7A3 or letter in _SIGNS:
        return letter
    if any(_is_in(letter, ranges) for ranges in _SHAPED.values()):
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
