"""Amounts of money in words: which currency is named, and what `3만 5천원`, `만원`, `2 lakh`, `Rs. 500` come to.

A text is evened out first: what counts in units of its own language is written in digits, and a mark remains
of the currency that such a unit belongs to (`3만` is won, `2 lakh` rupees, whether or not that is said).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from babel.numbers import get_currency_precision

WON, RUPEES = "\ue000", "\ue001"  # marks of a unit that tells the currency, in private-use characters
DOLLAR = "$"

_SIGNS = {
    "us$": "USD", "r$": "BRL", "a$": "AUD", "c$": "CAD", "s$": "SGD", "hk$": "HKD", "nt$": "TWD", "mx$": "MXN",
    "$": DOLLAR, "€": "EUR", "£": "GBP", "₩": "KRW", "¥": "JPY", "₹": "INR", "₺": "TRY", "฿": "THB", "₫": "VND",
    "₱": "PHP", "₽": "RUB", "zł": "PLN",
}  # fmt: skip
_NAMES = {
    DOLLAR: "dollar dollars bucks buck 달러 불 dolares dolar डॉलर دولار", "KRW": "원 won wons", "USD": "미국달러",
    "EUR": "euro euros 유로 यूरो يورو", "GBP": "pound pounds quid libras 파운드", "JPY": "yen yenes ienes 엔 円",
    "INR": "rupee rupees rupias rs 루피 रुपये रुपए रुपया روبيه", "BRL": "reais reales 헤알",
    "MXN": "pesos peso", "CNY": "yuan yuanes rmb 위안 元", "AED": "dirham dirhams درهم", "SAR": "riyal riyals ريال",
    "EGP": "جنيه", "CHF": "franken francs", "THB": "baht 바트", "VND": "dong 동", "PLN": "zloty",
}  # fmt: skip
_CODES = (
    "usd eur gbp jpy cny krw inr brl mxn cad aud nzd chf sek nok dkk pln aed sar egp sgd hkd twd thb vnd idr myr zar"
)
_CODE = {
    **{name: code for code, names in _NAMES.items() for name in names.split()},
    **{code: code.upper() for code in _CODES.split()},
    **_SIGNS,
}
_DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "TWD"})
_NO_WON = "(?![피단목칙래액형두산하해룸])"  # 원피스 is a dress, 원하는 what somebody wants

_BEFORE = "|".join(
    sorted((re.escape(n) for n in (*_SIGNS, *_CODES.split(), "rs.", "rs")), key=lambda n: (-len(n), n))
)
_AFTER = "|".join(sorted(map(re.escape, _CODE), key=lambda n: (-len(n), n)))
NUMBER = r"\d{1,3}(?:[ ,.'’]\d{2,3})*[ ,.'’]\d{3}(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,2})?(?!\d)"


def amount_pattern(name: str) -> str:
    """A pattern for one amount; its groups are `s…` and `c…` (currency before, after), `n…` and `k…` (thousands)."""
    return (
        rf"(?:(?<![a-z])(?P<s{name}>{_BEFORE})\s?)?(?P<n{name}>{NUMBER})(?P<k{name}>\s?k(?![a-z]))?"
        rf"\s?(?P<c{name}>(?:{_AFTER})(?![a-z]){_NO_WON}|[{WON}{RUPEES}])?"
    )


_AMOUNT = re.compile(rf"(?<![\d.,])(?P<minus>[-−]\s?)?{amount_pattern('a')}")

_DIGITS = "일이삼사오육칠팔구"
_POWERS = {"십": 10.0, "백": 100.0, "천": 1_000.0, "만": 10_000.0, "억": 100_000_000.0}
_PLACE = rf"(?:(?:\d+(?:[.,]\d+)*|[{_DIGITS}])?\s?[십백천]?[십백천만억])"
_KOREAN = re.compile(
    rf"(?<![가-힣\d.,])(?P<number>{_PLACE}(?:\s?{_PLACE})*(?:\s?\d{{1,4}}(?=\s?원))?)(?P<won>\s?원{_NO_WON})?"
)
_KOREAN_PART = re.compile(rf"(\d+(?:[.,]\d+)*)|([{_DIGITS}])|([십백천만억])")
_SHARED = re.compile(r"(?<![\d.,])(\d{1,4})(\s?[~∼〜–-]\s?)(\d{1,4})(\s?[십백천]?[천만])")  # 2~3만원
_COUNTED = {
    "lakhs": 1e5, "lakh": 1e5, "lacs": 1e5, "lac": 1e5, "लाख": 1e5, "crores": 1e7, "crore": 1e7,
    "करो\u0921\u093c": 1e7, "hazaar": 1e3, "hazar": 1e3, "हजार": 1e3, "ह\u091c\u093cार": 1e3,
}  # fmt: skip
_THOUSANDS = {"thousand": 1e3, "grand": 1e3, "mil": 1e3, "الف": 1e3, "million": 1e6}
_COUNT = re.compile(
    rf"(?<![\d.,])(?P<number>\d+(?:[.,]\d+)*)\s?(?P<unit>{'|'.join((*_COUNTED, *_THOUSANDS))})(?![a-z\u0900-\u097f])"
    rf"\s*(?P<named>(?=(?:{_AFTER})(?![a-z])))?"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """So much of a currency (ISO code; empty when none is named), in whole units."""

    value: float
    currency: str


def even_out(folded: str) -> str:
    """A folded text whose amounts are written in digits: `3만 5천원 이하` → `35000원 이하`, `2 lakh` → `200000`."""
    text = _SHARED.sub(_share, folded)
    return _COUNT.sub(_counted, _KOREAN.sub(_korean, text))


def find_money(folded: str, currency: str) -> list[Amount]:
    """Every amount of a folded text with whose currency it is; for `currency`, the shop's, a bare `$` may stand."""
    return [
        Amount(-value if found["minus"] else value, code_of(found, "a", currency))
        for found in _AMOUNT.finditer(even_out(folded))
        if (value := value_of(found, "a")) is not None
    ]


def value_of(found: "re.Match[str]", name: str) -> float:
    """What the number of an amount comes to."""
    return _number(found[f"n{name}"]) * (1_000.0 if found[f"k{name}"] else 1.0)


def named_in(found: "re.Match[str]", name: str) -> str:
    """How its currency is named; empty when it is not, or only by a unit (`3만`)."""
    told = found[f"c{name}"] or found[f"s{name}"] or ""
    return "" if told in (WON, RUPEES) else told


def code_of(found: "re.Match[str]", name: str, currency: str) -> str:
    """The ISO code of its currency; empty when nothing says."""
    return read_code(found[f"c{name}"] or found[f"s{name}"] or "", currency)


def read_code(told: str, currency: str) -> str:
    """The ISO code that a sign or name stands for in a shop of this currency; empty for none."""
    if told in (WON, RUPEES):
        return "KRW" if told == WON else "INR"
    code = _CODE.get(told.rstrip("."), "")
    if code == DOLLAR:
        return currency if currency in _DOLLARS else "USD"
    if told == "¥" and currency == "CNY":
        return currency
    return code


def convert(value: float, code: str, currency: str, rates: Mapping[str, float]) -> float | None:
    """The amount in the shop's currency: as it is when it is in it (or in none that is named), else by a stated
    rate (what one unit is worth in the shop's currency). None where there is no rate: nothing is ever guessed."""
    if code in ("", currency):
        return value
    return value * rates[code] if code in rates else None


def to_minor(amount: float, code: str) -> int:
    """Whole units of a currency in its smallest ones."""
    return round(amount * float(10 ** get_currency_precision(code)))


def _share(found: "re.Match[str]") -> str:
    low, dash, high, unit = found.groups()
    return f"{low}{unit}{dash}{high}{unit}" if int(low) < int(high) else found[0]


def _korean(found: "re.Match[str]") -> str:
    number = found["number"]
    if not found["won"] and not any(map(str.isdecimal, number)):
        return found[0]  # 천 is cloth, 백 a bag, 만 “only”
    total = section = digit = 0.0
    said = False
    for digits, word, power in _KOREAN_PART.findall(number):
        if digits or word:
            digit, said = (_number(digits) if digits else float(_DIGITS.index(word) + 1)), True
        elif _POWERS[power] >= _POWERS["만"]:
            total, section, digit, said = total + ((section + digit) or 1.0) * _POWERS[power], 0.0, 0.0, False
        else:
            section, digit, said = section + (digit if said else 1.0) * _POWERS[power], 0.0, False
    return f"{_written(total + section + digit)}{'원' if found['won'] else WON}"


def _counted(found: "re.Match[str]") -> str:
    unit = found["unit"]
    value = _number(found["number"]) * (_COUNTED.get(unit) or _THOUSANDS[unit])
    told = RUPEES if unit in _COUNTED and found["named"] is None else ""
    return f"{_written(value)}{told} "


def _written(value: float) -> str:
    return f"{min(value, 1e15):.0f}"


def _number(text: str) -> float:
    """Three digits behind the last point or comma are thousands."""
    even = re.sub(r"[ '’]", ",", text)
    mark = max(even.rfind("."), even.rfind(","))
    if mark < 0:
        return float(even)
    whole, part = re.sub(r"[.,]", "", even[:mark]), even[mark + 1 :]
    return float(whole + part) if len(part) == 3 else float(f"{whole}.{part}")
