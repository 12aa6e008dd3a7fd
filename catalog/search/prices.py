"""Prices in words: `under 50`, `5만원 이하`, `between 20 and 40`, `less than €30`, `3만원대`, `2~3만원`.

An amount in another currency than the shop's is turned into the shop's at a rough rate: good enough to narrow a
search, never to say a price.
"""

import re
from dataclasses import dataclass

from babel.numbers import get_currency_precision

_SIGNS = {"$": "$", "€": "EUR", "£": "GBP", "₩": "KRW", "¥": "JPY", "₹": "INR"}
_NAMES = {
    "KRW": "원 won krw", "$": "dollar dollars bucks buck 달러 불 dolares dolar डॉलर دولار", "USD": "usd",
    "EUR": "eur euro euros 유로 يورو", "GBP": "gbp pound pounds quid 파운드", "JPY": "jpy yen 엔",
    "INR": "inr rupee rupees rs रुपये", "BRL": "brl reais real", "MXN": "mxn pesos peso", "CNY": "cny yuan 위안",
    "AED": "aed dirham درهم", "SAR": "sar riyal ريال",
}  # fmt: skip
_CODE = {name: code for code, names in _NAMES.items() for name in names.split()}
_PER_DOLLAR = {
    "USD": 1.0, "EUR": 0.92, "GBP": 0.79, "KRW": 1_380.0, "JPY": 150.0, "INR": 84.0, "BRL": 5.6, "MXN": 18.5,
    "CNY": 7.2, "AED": 3.67, "SAR": 3.75, "CAD": 1.37, "AUD": 1.52,
}  # fmt: skip
_DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "TWD"})
_UNITS = {"만": 10_000.0, "천": 1_000.0, "k": 1_000.0, "백만": 1_000_000.0}

_NUMBER = r"\d{1,3}(?:[ ,.]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,2})?(?!\d)"
_CURRENCY = "|".join(sorted(map(re.escape, _CODE), key=len, reverse=True))


def _amount(name: str) -> str:
    return (
        rf"(?P<s{name}>[$€£₩¥₹])?\s?(?P<n{name}>{_NUMBER})\s?(?P<u{name}>백만|만|천|k(?![a-z]))?"
        rf"(?:\s?(?P<m{name}>\d)천)?\s?(?P<c{name}>(?:{_CURRENCY})(?![a-z])|[$€£₩¥₹])?"
    )


_BELOW = r"under|below|less than|cheaper than|lower than|<|menos de|por debajo de|abaixo de|اقل من|تحت"
_UP_TO = (
    r"up to|at most|at maximum|max(?:imum)?(?: of)?|no more than|not more than|within|<=|until|hasta|maximo|ate|حتي"
)
_ABOVE = r"over|above|more than|at least|from|min(?:imum)?|starting (?:at|from)|>=?|mas de|mais de|desde|اكثر من"
_ABOUT = r"around|about|approximately|approx|roughly|~|circa|cerca de|unos"
_AFTER_UP = r"이하|까지|이내|안으로|안쪽|내로|or less|or under|or below|and under|and below|max(?:imum)?|तक"
_AFTER_BELOW = r"미만|아래|밑|보다 싼|보다 저렴한|से कम"
_AFTER_ABOVE = r"이상|초과|넘는|부터|or more|and up|and above|or above|\+|से ज्यादा"
_AFTER_ABOUT = r"정도|쯤|안팎|내외|전후"
_SPAN = r"\s?(?:에서|부터|-|–|~|∼|〜|to|and|y|a|e|und|से)\s?"

_RANGE = re.compile(
    rf"(?P<lead>between|from|entre|de|price)?\s?{_amount('a')}{_SPAN}{_amount('b')}(?P<tail>\s?(?:사이|까지|이하))?"
)
_ONE = re.compile(
    rf"(?:(?<![a-z])(?P<before>(?P<below>{_BELOW})|(?P<up>{_UP_TO})|(?P<above>{_ABOVE})|(?P<about>{_ABOUT}))\s?)?"
    rf"(?<![\d.,]){_amount('a')}"
    rf"(?P<band>대(?![가-힣]))?\s?"
    rf"(?:(?P<after>(?P<aup>{_AFTER_UP})|(?P<abelow>{_AFTER_BELOW})|(?P<aabove>{_AFTER_ABOVE})|(?P<aabout>{_AFTER_ABOUT})))?"
)
_JUST_UNIT = re.compile(r"(?<!\d)(만)\s?원")


@dataclass(frozen=True, slots=True)
class PriceRange:
    """In minor units of the shop's currency; None where there is no bound."""

    at_least: int | None
    at_most: int | None
    said: str


def take_price(folded: str, currency: str) -> tuple[PriceRange | None, str]:
    """The price range that a folded text names, and the text without it."""
    text = _JUST_UNIT.sub("1만원", folded)
    if (found := _RANGE.search(text)) and (taken := _range(found, currency)):
        return taken, _without(text, found)
    for found in _ONE.finditer(text):
        if taken := _one(found, currency):
            return taken, _without(text, found)
    return None, folded


def _without(text: str, found: "re.Match[str]") -> str:
    return f"{text[: found.start()]} {text[found.end() :]}"


def _range(found: "re.Match[str]", currency: str) -> PriceRange | None:
    marked = found["lead"] or found["tail"] or any(found[g] for g in ("sa", "ca", "sb", "cb", "ua", "ub"))
    if not marked:
        return None
    low, high = _value(found, "a"), _value(found, "b")
    unit, code = _UNITS.get(found["ub"] or "", 1.0), found["cb"] or found["sb"]
    if unit > 1 and not found["ua"] and low < high:
        low *= unit  # 2~3만원
    if low >= high:
        return None
    of = _code(found["ca"] or found["sa"] or code, found["ua"] or found["ub"], currency)
    return PriceRange(_minor(low, of, currency), _minor(high, of, currency), found[0].strip())


def _one(found: "re.Match[str]", currency: str) -> PriceRange | None:
    if not (found["before"] or found["after"] or found["band"] or found["sa"] or found["ca"]):
        return None
    if found["above"] == "from" and not (found["sa"] or found["ca"]):
        return None
    value, of = _value(found, "a"), _code(found["ca"] or found["sa"], found["ua"], currency)
    amount, said = _minor(value, of, currency), found[0].strip()
    if found["band"]:
        return PriceRange(amount, _minor(value + _band(value), of, currency) - 1, said)
    if found["above"] or found["aabove"]:
        return PriceRange(amount, None, said)
    if found["about"] or found["aabout"]:
        return PriceRange(round(amount * 0.75), round(amount * 1.25), said)
    strict = found["below"] or found["abelow"]
    return PriceRange(None, amount - 1 if strict else amount, said)


def _band(value: float) -> float:
    """How wide `3만원대` is: one of its leading digit."""
    band = 1.0
    while band * 10 <= value:
        band *= 10
    return band


def _value(found: "re.Match[str]", name: str) -> float:
    value = _number(found[f"n{name}"]) * _UNITS.get(found[f"u{name}"] or "", 1.0)
    return value + 1_000.0 * int(found[f"m{name}"] or 0)


def _number(text: str) -> float:
    """Three digits behind the last point or comma are thousands."""
    text = text.replace(" ", ",")
    mark = max(text.rfind("."), text.rfind(","))
    if mark < 0:
        return float(text)
    whole, part = re.sub(r"[.,]", "", text[:mark]), text[mark + 1 :]
    return float(whole + part) if len(part) == 3 else float(f"{whole}.{part}")


def _code(told: str | None, unit: str | None, currency: str) -> str:
    """The currency of an amount: the one named, won for 만 and 천, else the shop's."""
    code = _SIGNS.get(told or "", _CODE.get(told or "", "KRW" if unit in ("만", "천", "백만") else currency))
    if code == "$":
        return currency if currency in _DOLLARS else "USD"
    return code


def _minor(amount: float, code: str, currency: str) -> int:
    if code != currency and code in _PER_DOLLAR and currency in _PER_DOLLAR:
        amount *= _PER_DOLLAR[currency] / _PER_DOLLAR[code]
    return round(amount * float(10 ** get_currency_precision(currency)))
