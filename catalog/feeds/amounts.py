"""Amounts as files write them: money, in minor units and never through binary fractions."""

import html
import re
import unicodedata
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from babel.numbers import get_currency_precision, list_currencies

from catalog.errors import CatalogError
from catalog.items import Money

MOST = 10**15  # minor units; above it somebody has mistaken a code for a price
_NUMBER = re.compile(r"[-−–]?\d[\d.,٫٬'’\s]*")
_WORD = re.compile(r"[^\W\d_]+")
#: Words and letters that are signs of currencies; which one is never read from them.
_SIGNS = frozenset(
    (
        "kr", "kč", "zł", "ft", "lei", "leu", "rs", "rm", "rp", "r", "s", "us", "a", "c", "ca", "au", "nz",
        "hk", "nt", "mx", "tl", "fr", "sfr", "euro", "euros", "won", "yen", "dollar", "dollars", "pound",
        "pounds", "원", "円", "元", "圆", "圓", "руб", "р", "грн", "лв", "ден", "дин", "din", "kn", "тг", "บาท",
        "đ", "د", "ك", "إ", "ر", "س", "م", "ج", "ق", "ع", "ل", "ت", "ب", "ريال", "ریال", "درهم", "دينار",
        "جنيه", "ש", "ח",
    )
)  # fmt: skip
_PLAIN = re.compile(r"([0-9]{1,12})(?:\.([0-9]{1,4}))?(?: ?([A-Z]{3}))?")
_POINT = re.compile(r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?|\d+(?:\.\d+)?")  # 1,20,000 as in India
_COMMA = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?")
_BLANKS = re.compile(r"[\s'’]")


class AmountWrong(CatalogError):
    """A text that is no amount, or none that can be taken without guessing."""


def parse_money(value: str | int | float | Decimal | None, currency: str, decimal: str = ".") -> Money | None:
    """What a cell or number of a source says; None when it says nothing.

    A code in the text beats `currency`. `decimal` is the sign before the fraction, `.` unless the merchant's own
    files use `,`. Raises AmountWrong.
    """
    if value is None:
        return None
    return _parse(value if isinstance(value, str) else _plain(value), currency, decimal)


@lru_cache(maxsize=65536)
def _parse(text: str, currency: str, decimal: str) -> Money | None:
    if decimal == "." and (plain := _PLAIN.fullmatch(text)) and (plain[3] or currency) in currencies():
        return _plain_money(plain[1], plain[2] or "", plain[3] or currency)
    even = _even(text)
    if not even:
        return None
    if len(even) > 60:
        raise AmountWrong(f"“{even[:40]}…” is no price")
    found = _NUMBER.search(even)
    rest = even[: found.start()] + " " + even[found.end() :] if found else even
    if not found or any(sign.isdigit() for sign in rest):
        raise AmountWrong(f"“{text.strip()}” is no price")
    words = _WORD.findall(rest)
    code = next((each for each in (one.upper() for one in words) if each in currencies()), currency)
    if any(one.lower() not in _SIGNS and one.upper() not in currencies() for one in words):
        raise AmountWrong(f"“{text.strip()}” is more than a price")  # 4만 is not 4, from 9 is not 9
    if _precision(code) == 3 and is_either_way(found[0].strip()) and "," in found[0]:
        raise AmountWrong(f"“{text.strip()}” can be read in two ways in {code}")
    return to_money(_number(found[0], decimal, text.strip()), code)


def _plain_money(whole: str, fraction: str, currency: str) -> Money:
    """What platforms write: `12.50 EUR`."""
    digits = _precision(currency)
    if fraction[digits:].strip("0"):
        raise AmountWrong(f"{whole}.{fraction} has more decimals than {currency}")
    return Money(int(whole + fraction[:digits].ljust(digits, "0")), currency)


@lru_cache(maxsize=1024)
def _precision(currency: str) -> int:
    return int(get_currency_precision(currency))


def to_money(amount: Decimal, currency: str) -> Money:
    """An exact amount in minor units. Raises AmountWrong for more decimals than the currency has, and below zero."""
    minor = amount.scaleb(_precision(currency))
    if not minor.is_finite() or minor != minor.to_integral_value():
        raise AmountWrong(f"{amount} has more decimals than {currency}")
    if not 0 <= minor <= MOST:
        raise AmountWrong(f"{amount} {currency} is no price")
    return Money(int(minor), currency)


def parse_count(text: str) -> Decimal | None:
    """A stock: whole or not, also below zero; None for an empty text. Raises AmountWrong."""
    even = _even(text).replace(" ", "")
    if not even:
        return None
    if not re.fullmatch(r"[-−]?(?:\d{1,12}|\d{1,3}(?:,\d{3})+)(?:\.\d{1,6})?", even):
        raise AmountWrong(f"“{text.strip()[:40]}” is no number of pieces")
    return Decimal(even.replace(",", "").replace("−", "-"))


def parse_decimal(text: str) -> Decimal | None:
    """A plain number with a point or a comma; None when it is empty. Raises AmountWrong."""
    even = _even(text)
    if not even:
        return None
    try:
        number = Decimal(even.replace(",", "."))
    except InvalidOperation:
        raise AmountWrong(f"“{even[:40]}” is no number") from None
    if not number.is_finite():
        raise AmountWrong(f"“{even[:40]}” is no number")
    return number


@lru_cache(maxsize=1)
def currencies() -> frozenset[str]:
    """Every ISO 4217 code that CLDR knows."""
    return frozenset(list_currencies())


def _plain(value: int | float | Decimal) -> str:
    """A number's shortest decimal text."""
    try:
        return format(Decimal(repr(value) if isinstance(value, float) else value), "f")
    except (InvalidOperation, ValueError):
        return str(value)


def _even(text: str) -> str:
    """Entities decoded, digits of every script as ours, blanks of every kind as one."""
    if text.isascii() and "&" not in text:
        return text.strip()
    decoded = unicodedata.normalize("NFKC", html.unescape(text[:200])).strip()
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in decoded)


def _number(text: str, decimal: str, whole: str) -> Decimal:
    """Raises AmountWrong when the signs between digits are not those of this style."""
    even = _BLANKS.sub("", text).replace("٫", decimal).replace("٬", "").rstrip(".,")
    negative = even[0] in "-−–"
    even = even.lstrip("-−–")
    if not (_COMMA if decimal == "," else _POINT).fullmatch(even):
        raise AmountWrong(f"“{whole}” is not written with a decimal {'comma' if decimal == ',' else 'point'}")
    other = "." if decimal == "," else ","
    number = Decimal(even.replace(other, "").replace(",", "."))
    return -number if negative else number


_COMMA_EVIDENCE = re.compile(r"\d,\d{1,2}(?!\d)(?!.*\d,\d{3})")
_POINT_EVIDENCE = re.compile(r"\d\.\d{1,2}(?!\d)")
_EITHER = re.compile(r"\d{1,3}[.,]\d{3}(?!\d)")


def guess_decimal(cells: list[str]) -> str:
    """Which sign stands before the fraction in a merchant's own prices: `.`, `,`, or empty when they do not say."""
    comma = sum(1 for cell in cells if _COMMA_EVIDENCE.search(cell))
    point = sum(1 for cell in cells if _POINT_EVIDENCE.search(cell))
    if bool(comma) == bool(point):
        return ""
    return "," if comma else "."


def is_either_way(text: str) -> bool:
    """Whether a price could be read both ways: `1.299`, `1,299`."""
    return bool(_EITHER.search(text)) and not (_COMMA_EVIDENCE.search(text) or _POINT_EVIDENCE.search(text))
