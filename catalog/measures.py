"""Measures of a body as people type them: `5'11"`, `1m80`, `180 cm 75 kg`, `165 lbs`, `가슴 94`, `38 inches`.

Names are those of size tables without their `_min`, `_max`: `height_cm`, `weight_kg`, `chest_cm` …
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

HEIGHT, WEIGHT = "height_cm", "weight_kg"
INCH, FOOT, POUND, STONE = 2.54, 30.48, 0.45359237, 6.35029318

#: What a measure may be, in its own unit: anything else is a slip.
SENSIBLE: Mapping[str, tuple[float, float]] = {
    HEIGHT: (60, 240), WEIGHT: (8, 250), "chest_cm": (40, 180), "waist_cm": (35, 180), "hip_cm": (40, 190),
    "inseam_cm": (30, 115), "head_cm": (38, 70), "hand_cm": (10, 30), "foot_cm": (10, 35), "shoe_eu": (15, 52),
}  # fmt: skip
_NAMED: Mapping[str, str] = {
    HEIGHT: r"height|tall|\bi'?m\b(?=\s*\d)|키|신장", WEIGHT: r"weigh\w*|몸무게|체중",
    "chest_cm": r"chest|bust|가슴(?:둘레)?", "waist_cm": r"waist|허리(?:둘레)?", "hip_cm": r"hips?|엉덩이(?:둘레)?",
    "inseam_cm": r"inseam|inside leg|inner leg|인심|다리\s?안쪽(?:\s?길이)?",
    "head_cm": r"head|머리(?:둘레)?", "hand_cm": r"hand|손(?:둘레)?",
    "foot_cm": r"foot length|feet are|발\s?(?:길이|사이즈)?",
}  # fmt: skip
_NAMES = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _NAMED.items()), re.IGNORECASE)
_N = r"\d+(?:[.,]\d+)?"
_VALUE = re.compile(
    rf"(?P<feet>\d)\s*(?:'|ft\.?|feet|foot|피트)\s*(?P<inches>\d{{1,2}}(?:[.,]\d+)?)?\s*(?:\"|''|in(?:ch(?:es)?)?\b|인치)?"
    rf"|(?P<metres>[0-2])\s*(?:m|미터)\s*(?P<rest>\d{{2}})\b"
    rf"|(?P<stone>\d{{1,2}})\s*st(?:one)?s?\b\s*(?P<odd>\d{{1,2}})?(?:\s*(?:lbs?|pounds?))?"
    rf"|(?P<number>{_N})\s*(?P<unit>cms?\b|centimet\w+|센티미터|센티|센치|mm\b|밀리|kgs?\b|kilos?\b|kilograms?\b|킬로(?:그램)?"
    rf"|lbs?\b|pounds?\b|파운드|inch(?:es)?\b|in\b|\"|인치|m\b|met(?:er|re)s?\b|미터)?",
    re.IGNORECASE,
)
_SIGNS = str.maketrans({"’": "'", "′": "'", "‘": "'", "”": '"', "″": '"', "“": '"', "，": ","})
_WEIGHTS = {"kg": 1.0, "kil": 1.0, "킬": 1.0, "lb": POUND, "pou": POUND, "파운": POUND}
_LENGTHS = {
    "cm": 1.0,
    "cen": 1.0,
    "센": 1.0,
    "mm": 0.1,
    "밀": 0.1,
    "in": INCH,
    '"': INCH,
    "인": INCH,
    "m": 100.0,
    "미": 100.0,
}
_LONGEST = 300  # characters that are read


@dataclass(frozen=True, slots=True)
class Size:
    """One number of a text with its unit: `length` in cm, `weight` in kg, or bare."""

    value: float
    kind: str  # length, weight, or empty
    start: int


def read_measures(text: str, asked: str = "") -> dict[str, float]:
    """What a text says of a body, in cm and kg, by the names of size tables. A number without name and unit is
    what was `asked` for; values that nobody has are left out."""
    even = text[:_LONGEST].translate(_SIGNS)
    names = [(found.start(), str(found.lastgroup)) for found in _NAMES.finditer(even)]
    told: dict[str, float] = {}
    for size in _sizes(even):
        for name in _candidates(size, names, asked, told):
            value = _as(name, size)
            low, high = SENSIBLE.get(name, (0, 1000))
            if low <= value <= high:
                told[name] = round(value, 1)
                break
    return told


def _candidates(size: Size, names: list[tuple[int, str]], asked: str, told: Mapping[str, float]) -> Iterator[str]:
    """What a number may be, likeliest first."""
    before = [name for start, name in names if start < size.start]
    after = [name for start, name in names if size.start < start <= size.start + 12]
    for name in (*reversed(before[-1:]), *after[:1], asked, HEIGHT, WEIGHT):
        if name and name not in told and _suits(name, size):
            yield name


def _suits(name: str, size: Size) -> bool:
    if not size.kind:
        return True
    return (name == WEIGHT) == (size.kind == "weight") and name != "shoe_eu"


def _as(name: str, size: Size) -> float:
    """A bare `1.80` is metres, a bare `260` of a foot millimetres."""
    if size.kind or name == "shoe_eu":
        return size.value
    if name == HEIGHT and size.value < 3:
        return size.value * 100
    return size.value / 10 if name == "foot_cm" and size.value >= 100 else size.value


def _sizes(text: str) -> Iterator[Size]:
    for match in _VALUE.finditer(text):
        yield _size(match)


def _size(match: re.Match[str]) -> Size:
    if match["feet"]:
        return Size(int(match["feet"]) * FOOT + _number(match["inches"]) * INCH, "length", match.start())
    if match["metres"]:
        return Size(int(match["metres"]) * 100 + int(match["rest"]), "length", match.start())
    if match["stone"]:
        return Size(int(match["stone"]) * STONE + _number(match["odd"]) * POUND, "weight", match.start())
    value, unit = _number(match["number"]), (match["unit"] or "").lower()
    for kind, factors in (("weight", _WEIGHTS), ("length", _LENGTHS)):
        factor = next((each for start, each in factors.items() if unit and unit.startswith(start)), None)
        if factor is not None:
            return Size(value * factor, kind, match.start())
    return Size(value, "", match.start())


def _number(text: str | None) -> float:
    return float(text.replace(",", ".")) if text else 0.0
