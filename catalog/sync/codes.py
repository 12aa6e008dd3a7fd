"""Names, values and category paths as sources write them → codes that are the same in every language."""

import json
import re
import unicodedata
from functools import cache, lru_cache
from hashlib import blake2b
from importlib.resources import files

LONGEST_CODE = 60  # bytes: codes travel in buttons
LONGEST_SKU = 64
SAFE_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
SAFE_SKU = re.compile(rf"[A-Za-z0-9_.-]{{1,{LONGEST_SKU}}}")

_NOT_WORD = re.compile(r"[^\w]+")
_PATH = re.compile(r"\s*(?:>|»|›|/(?=\s)|(?<=\s)/)\s*")
_NO_CHOICE = frozenset({("title", "default title"), ("title", "default")})


def is_no_choice(name: str, value: str) -> bool:
    """Whether this option stands for “there is nothing to choose” and must never be shown."""
    return not value.strip() or (name.strip().casefold(), value.strip().casefold()) in _NO_CHOICE


@lru_cache(maxsize=4096)
def name_code(name: str) -> str:
    """The code of an option's or attribute's name: `Colour`, `색상`, `talla` … become one; others are slugged."""
    plain = " ".join(unicodedata.normalize("NFKC", name).casefold().split()).strip(" :")
    return _canonical().get(plain) or _canonical().get(_NOT_WORD.sub(" ", plain)) or slug(plain)


@lru_cache(maxsize=65536)
def slug(text: str) -> str:
    """`Navy Blue` → `navy_blue`, `Größe` → `grosse`, `네이비` stays; long ones end in a hash."""
    if not text.isascii():
        text = "".join(map(_without_accent, unicodedata.normalize("NFKC", text)))
    return _short(_NOT_WORD.sub("_", text.casefold()).strip("_"))


def parts_of(path: str) -> list[str]:
    """`Women > Dresses` → its parts as they are written. A slash divides only with a blank beside it."""
    return [part for part in (part.strip() for part in _PATH.split(path)) if part]


def path_codes(parts: list[str]) -> list[str]:
    """The code of each category on the way: `women`, `women/dresses`."""
    codes: list[str] = []
    for part in parts:
        if code := slug(part):
            codes.append(f"{codes[-1]}/{code}" if codes else code)
    return codes


def safe_id(source: str, external_id: str) -> str:
    """`{source}-{external_id}` where that is short and safe, else with the id's hash."""
    told = f"{source}-{external_id}"
    return told if SAFE_ID.fullmatch(told) else f"{source}-{digest(external_id)}"


def digest(text: str) -> str:
    """20 safe characters that stand for a text."""
    return blake2b(text.encode(errors="surrogatepass"), digest_size=10).hexdigest()


def _short(code: str) -> str:
    if len(raw := code.encode(errors="replace")) <= LONGEST_CODE:
        return code
    return f"{raw[: LONGEST_CODE - 9].decode(errors='ignore')}_{digest(code)[:8]}"


def _without_accent(letter: str) -> str:
    if letter.isascii() or not unicodedata.name(letter, "").startswith("LATIN"):
        return letter
    return "".join(part for part in unicodedata.normalize("NFD", letter) if not unicodedata.combining(part))


@cache
def _canonical() -> dict[str, str]:
    names = json.loads((files("catalog.sync") / "names.json").read_text("utf-8"))
    return {unicodedata.normalize("NFKC", said).casefold(): code for code, known in names.items() for said in known}
