"""Numbers as people type them: `$1,299.50`, `1.299,50 €`, `5만원`, `2 lakh`, `٥٠`, `30–50`, `fifty`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.understanding.normal import fold, plain
from bot.understanding.wordlists import AROUND_NUMBERS

MOST = 1e12  #: larger than anything a shopper can mean
_FEW_WORDS = 9

_POINT_IS_GROUPING = {"es", "pt"}
_SIGNS = str.maketrans(
    {"٫": ".", "٬": ",", "،": ",", "’": "'", "\u202f": " ", "\u00a0": " ", "−": "-", "–": "-", "—": "-"}
)
_UNITS = {
    "k": 1e3, "thousand": 1e3, "grand": 1e3, "mil": 1e3, "m": 1e6, "million": 1e6, "millones": 1e6, "millon": 1e6,
    "milhoes": 1e6, "천": 1e3, "만": 1e4, "백만": 1e6, "억": 1e8, "백": 1e2, "십": 10.0,
    "lakh": 1e5, "lakhs": 1e5, "lac": 1e5, "crore": 1e7, "hazar": 1e3, "hazaar": 1e3,
    "लाख": 1e5, "हजार": 1e3, "ह\u091c\u093cार": 1e3, "ह\u095bार": 1e3, "करो\u0921\u093c": 1e7, "करो\u095c": 1e7,
    "الف": 1e3, "ألف": 1e3, "آلاف": 1e3, "الاف": 1e3, "مليون": 1e6,
}  # fmt: skip
_UNIT = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_GROUPED = r"\d{1,3}(?:[ ']\d{3})+(?:[.,]\d{1,2})?(?!\d)"
_NUMBER = re.compile(rf"(?P<digits>{_GROUPED}|\d+(?:[.,]\d+)*)(?:\s?(?P<unit>{_UNIT})(?![a-z\u0900-\u097f]))?")
_RANGE = re.compile(
    r"^\D{0,6}?(?:\s?[-~]\s?|에서|부터|\s(?:to|and|y|a|e|ate|até|hasta|until|से|और|الى|إلى|حتى|و)\s)\D{0,5}$"
)
_KOREAN_DIGITS = {"일": 1, "이": 2, "삼": 3, "사": 4, "오": 5, "육": 6, "칠": 7, "팔": 8, "구": 9}
_KOREAN_WORDS = re.compile(r"^(?:[일이삼사오육칠팔구]?[십백천만억]\s?)+[일이삼사오육칠팔구]?$|^[일이삼사오육칠팔구]$")


@dataclass(frozen=True, slots=True)
class Amount:
    """One number in a text, and where it stands."""

    value: float
    start: int
    end: int


def parse_number(text: str, language: str, names: Mapping[str, float] | None = None) -> float | None:
    """The one number of a short message; of a range its upper end. None when there is none, or several.

    `names` are folded number words of the languages in use.
    """
    even = plain(text).translate(_SIGNS)
    if len(even.split()) > _FEW_WORDS:
        return None
    amounts = find_amounts(text, language)
    if not amounts:
        return _in_words(fold(text), names or {})
    if len(amounts) == 1:
        return amounts[0].value
    first, second = amounts[0], amounts[-1]
    if len(amounts) == 2 and first.value < second.value and _RANGE.match(even[first.end : second.start]):
        return second.value
    return None


def find_amounts(text: str, language: str) -> list[Amount]:
    """Every number of a text; those that follow each other as 3만 5천 are one."""
    even = plain(text).translate(_SIGNS)
    found: list[Amount] = []
    last_unit = 0.0
    for match in _NUMBER.finditer(even):
        value = _value(match["digits"], language)
        unit = _UNITS.get(match["unit"] or "", 1.0)
        if value is None or value * unit > MOST:
            continue
        if found and last_unit > unit and not even[found[-1].end : match.start()].strip():
            found[-1] = Amount(found[-1].value + value * unit, found[-1].start, match.end())
        else:
            found.append(Amount(_signed(value * unit, even, match.start()), match.start(), match.end()))
        last_unit = unit if unit > 1 else 0.0
    return found


def _signed(value: float, text: str, start: int) -> float:
    """A minus counts only where no word or number stands before it."""
    before = text[:start].rstrip("$€£₩₹ ")
    return -value if before == "-" else value


def _value(digits: str, language: str) -> float | None:
    digits = digits.replace(" ", "").replace("'", "")
    if len(digits) > 20:
        return None
    mark = max(digits.rfind("."), digits.rfind(","))
    if mark < 0:
        return float(digits)
    whole, part = re.sub(r"[.,]", "", digits[:mark]), digits[mark + 1 :]
    if _is_grouping(digits, mark, language):
        return float(whole + part)
    return float(f"{whole}.{part}")


def _is_grouping(digits: str, mark: int, language: str) -> bool:
    """Whether the last point or comma parts thousands: three digits follow and nothing says otherwise."""
    sign, part = digits[mark], digits[mark + 1 :]
    if digits.count(sign) > 1:
        return True
    both = digits.count(".") + digits.count(",") > 1
    if both or len(part) != 3 or digits.startswith("0"):
        return False
    return sign == "," or language.split("-")[0] in _POINT_IS_GROUPING


def _in_words(folded: str, names: Mapping[str, float]) -> float | None:
    korean = _in_korean(folded)
    if korean is not None:
        return korean
    values = [names[word] for word in folded.split() if word in names]
    strange = [word for word in folded.split() if word not in names and word not in AROUND_NUMBERS]
    if not values or strange:
        return None
    return _joined(values)


def _joined(values: list[float]) -> float | None:
    """`twenty five` adds, `two hundred` multiplies; anything else is not one number."""
    total = values[0]
    for value in values[1:]:
        if value in {100, 1000} and total < value:
            total *= value
        elif value < 100 and total >= 20 and total % 10 == 0 and value < _lowest_power(total):
            total += value
        else:
            return None
    return total


def _lowest_power(total: float) -> float:
    return next(power for power in (10_000.0, 1_000.0, 100.0, 10.0) if total % power == 0 or power == 10.0)


def _in_korean(folded: str) -> float | None:
    text = folded.replace(" ", "").removesuffix("정도").removesuffix("이하").removesuffix("까지").removesuffix("원")
    if not text or not _KOREAN_WORDS.match(text):
        return None
    total = section = digit = 0.0
    for letter in text:
        if letter in _KOREAN_DIGITS:
            digit = float(_KOREAN_DIGITS[letter])
        elif _UNITS[letter] >= 1e4:
            total, section, digit = total + ((section + digit) or 1) * _UNITS[letter], 0.0, 0.0
        else:
            section, digit = section + (digit or 1) * _UNITS[letter], 0.0
    return total + section + digit
