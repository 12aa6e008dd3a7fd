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
_RAW_NAME = re.compile(r"(?:attribute_)?pa_|attribute_(?=\w)")  # WooCommerce's own prefixes
_RAW = re.compile(r"[^\W_]+(?:_[^\W_]+)+")  # nobody writes underscores for people
_RAW_HYPHENS = re.compile(r"[a-z]{3,}(?:-[a-z]{3,})+")  # `skin-type`, but not `V-neck` or `t-shirt`
_SIZES = {
    word: code
    for code, words in {
        "XXS": ("xxs", "2xs", "extra extra small"),
        "XS": ("xs", "x small", "extra small"),
        "S": ("s", "small"),
        "M": ("m", "medium"),
        "L": ("l", "large"),
        "XL": ("xl", "x large", "extra large"),
        "XXL": ("xxl", "2xl", "xx large", "extra extra large"),
        "XXXL": ("xxxl", "3xl", "xxx large"),
    }.items()
    for word in words
}
_NO_CHOICE = frozenset({("title", "default title"), ("title", "default")})


@lru_cache(maxsize=4096)
def is_no_choice(name: str, value: str) -> bool:
    """Whether this option stands for “there is nothing to choose” and must never be shown."""
    return not value.strip() or (name.strip().casefold(), value.strip().casefold()) in _NO_CHOICE


@lru_cache(maxsize=4096)
def name_code(name: str) -> str:
    """The code of an option's or attribute's name: `Colour`, `색상`, `talla` … become one; others are slugged."""
    plain = " ".join(unicodedata.normalize("NFKC", name).casefold().split()).strip(" :")
    plain = _RAW_NAME.sub("", plain, count=1) or plain if _RAW_NAME.match(plain) else plain
    return _canonical().get(plain) or _canonical().get(_NOT_WORD.sub(" ", plain)) or slug(plain)


def value_code(name: str, value: str) -> str:
    """The code of a value of the option or attribute `name` (a code): sizes by letters are the same wherever they
    come from (`Small`, `s` → `S`), all others are slugged."""
    if name == "size":
        plain = " ".join(_NOT_WORD.sub(" ", value.casefold()).split())
        if plain in _SIZES:
            return _SIZES[plain]
    return slug(value)


@lru_cache(maxsize=4096)
def readable(text: str) -> str:
    """A name or value as people read it: a raw code (`pa_colour`, `navy_blue`) becomes words, all else stays."""
    plain = text.strip()
    bare = _RAW_NAME.sub("", plain, count=1) if _RAW_NAME.match(plain) else plain
    if bare == plain and not (_RAW.fullmatch(plain) or _RAW_HYPHENS.fullmatch(plain)):
        return plain
    words = " ".join(re.split(r"[_-]+", bare)).strip()
    return words[:1].upper() + words[1:] if words else plain


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
