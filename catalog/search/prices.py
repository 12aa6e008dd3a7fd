"""Prices in words: `under 50`, `5만원 이하`, `between 20 and 40`, `less than €30`, `3만원대`, `2~3만원`.

What is read keeps the currency in which it was said: whether another one than the shop's can be used is not for
the search to say.
"""

import re
from dataclasses import dataclass

from catalog.amounts import RUPEES, WON, amount_pattern, even_out, named_in, read_code, to_minor, value_of

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
    rf"(?P<lead>between|from|entre|de|price)?\s?{amount_pattern('a')}{_SPAN}{amount_pattern('b')}(?P<tail>\s?(?:사이|까지|이하))?"
)
_ONE = re.compile(
    rf"(?:(?<![a-z])(?P<before>(?P<below>{_BELOW})|(?P<up>{_UP_TO})|(?P<above>{_ABOVE})|(?P<about>{_ABOUT}))\s?)?"
    rf"(?<![\d.,]){amount_pattern('a')}"
    rf"(?P<band>대(?![가-힣]))?\s?"
    rf"(?:(?P<after>(?P<aup>{_AFTER_UP})|(?P<abelow>{_AFTER_BELOW})|(?P<aabove>{_AFTER_ABOVE})|(?P<aabout>{_AFTER_ABOUT})))?"
)


@dataclass(frozen=True, slots=True)
class PriceRange:
    """In minor units of `currency`; None where there is no bound."""

    at_least: int | None
    at_most: int | None
    said: str
    currency: str


def take_price(folded: str, currency: str) -> tuple[PriceRange | None, str]:
    """The price range that a folded text names, and the text without it. A bare amount is in the shop's currency."""
    text = even_out(folded)
    if (found := _RANGE.search(text)) and (taken := _range(found, currency)):
        return taken, _without(text, found)
    for found in _ONE.finditer(text):
        if taken := _one(found, currency):
            return taken, _without(text, found)
    return None, folded


def _without(text: str, found: "re.Match[str]") -> str:
    return f"{text[: found.start()]} {text[found.end() :]}"


def _range(found: "re.Match[str]", currency: str) -> PriceRange | None:
    told = [found[group] for group in ("ca", "sa", "cb", "sb") if found[group]]
    if not (found["lead"] or found["tail"] or told or found["ka"] or found["kb"]):
        return None
    low, high = value_of(found, "a"), value_of(found, "b")
    if low >= high:
        return None
    code = read_code(told[0], currency) if told else currency
    return PriceRange(to_minor(low, code), to_minor(high, code), _said(found), code)


def _one(found: "re.Match[str]", currency: str) -> PriceRange | None:
    named = named_in(found, "a")
    counted = named or found["ca"]  # by a currency, or a unit that belongs to one
    if not (found["before"] or found["after"] or named or (found["band"] and counted)):
        return None
    if found["above"] == "from" and not named:
        return None
    value, code = value_of(found, "a"), read_code(found["ca"] or found["sa"] or "", currency) or currency
    amount, said = to_minor(value, code), _said(found)
    if found["band"] and counted:
        return PriceRange(amount, to_minor(value + _band(value), code) - 1, said, code)
    if found["above"] or found["aabove"]:
        return PriceRange(amount, None, said, code)
    if found["about"] or found["aabout"]:
        return PriceRange(round(amount * 0.75), round(amount * 1.25), said, code)
    strict = found["below"] or found["abelow"]
    return PriceRange(None, amount - 1 if strict else amount, said, code)


def _said(found: "re.Match[str]") -> str:
    return re.sub(f"[{WON}{RUPEES}]", "", found[0]).strip()


def _band(value: float) -> float:
    """How wide `3만원대` is: one of its last digit that is not 0."""
    band = 1.0
    while value and value % (band * 10) == 0:
        band *= 10
    return band
