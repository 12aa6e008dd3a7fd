"""How much is in it: “750 ml”, “6 x 330ml”, “100 capsules” → `{"quantity": 750, "unit": "ml"}`."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

_UNITS: Mapping[str, str] = {
    word: unit
    for unit, words in {
        "ml": "ml milliliter milliliters millilitre millilitres 밀리리터", "cl": "cl",
        "l": "l liter liters litre litres 리터",
        "mg": "mg", "g": "g gr gram grams gramme grammes 그램", "kg": "kg kilo kilos kilogram kilograms 킬로그램",
        "oz": "oz ounce ounces", "lb": "lb lbs pound pounds", "floz": "floz fl.oz fl_oz", "pt": "pt", "qt": "qt",
        "gal": "gal", "in": "in inch inches", "ft": "ft", "yd": "yd", "mm": "mm", "cm": "cm", "m": "m",
        "sqft": "sqft",
        "sqm": "sqm m2 m²", "cbm": "cbm", "piece": "ct count pc pcs piece pieces pack unit units stk stück ea 개 매",
        "capsule": "cap caps capsule capsules 캡슐", "tablet": "tab tabs tablet tablets 정", "sheet": "sheet sheets",
        "load": "load loads", "wash": "wash washes", "sachet": "sachet sachets 포", "bag": "bag bags teabag teabags",
    }.items()
    for word in words.split()
}  # fmt: skip
_FORM = re.compile(
    r"(?:(\d{1,4})\s*[x×*]\s*)?(\d{1,9}(?:[.,]\d{1,4})?)\s*(fl\.?\s?oz|[^\W\d_][\w.²]*)\.?", re.IGNORECASE
)


#: What `0` adds to the sum of a number of so many digits, of which every other one counts three times.
_ZEROS = {length: ord("0") * (length + 2 * (length // 2)) for length in (8, 12, 13, 14)}


def parse_measure(text: str) -> Mapping[str, Any]:
    """Empty when the text says nothing that is known."""
    found = _FORM.fullmatch(text.strip()[:40]) if text else None
    if not found:
        return {}
    unit = _UNITS.get(found[3].lower().replace(" ", ""))
    try:
        quantity = Decimal(found[2].replace(",", ".")) * int(found[1] or 1)
    except InvalidOperation:
        return {}
    if unit is None or quantity <= 0:
        return {}
    return {"quantity": int(quantity) if quantity == int(quantity) else float(quantity), "unit": unit}


def is_gtin(digits: str) -> bool:
    """8, 12, 13 or 14 digits with the right check digit."""
    zeros = _ZEROS.get(len(digits))
    if zeros is None or not (digits.isascii() and digits.isdigit()):
        return False
    signs = digits.encode()
    sum_of_digits = sum(signs[::-2]) + 3 * sum(signs[-2::-2]) - zeros
    return sum_of_digits > 0 and sum_of_digits % 10 == 0
