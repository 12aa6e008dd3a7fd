"""Days as people type them: `2025-03-05`, `12/03/1990`, `March 5`, `3월 5일`, `5 de marzo`, `friday`, `tomorrow`."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

from babel import Locale

from bot.understanding.normal import fold, has_hangul, plain
from bot.understanding.words import stem

_LANGUAGES = ("en", "ko", "es", "pt", "hi", "ar")
_YEARS = range(1900, 2101)
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?[-/.년]\s?(\d{1,2})\s?[-/.월]\s?(\d{1,2})(?!\d)")
_MONTH_FIRST_KOREAN = re.compile(r"(?<!\d)(\d{1,2})\s?월\s?(\d{1,2})\s?일?")
_THREE = re.compile(r"(?<!\d)(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{4}|\d{2})(?!\d)")
_TWO = re.compile(r"^(\d{1,2})[-/.](\d{1,2})$")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|o|º|ª)\b")
_RELATIVE = {"yesterday": -1, "today": 0, "tomorrow": 1, "day_after_tomorrow": 2}


def parse_date(
    text: str, language: str, today: date, *, words: Mapping[str, str] | None = None, past: bool = False
) -> date | None:
    """The day that a short message names; None when it names none.

    `words` maps folded phrases to `today`, `tomorrow` … A day without a year is the next one, with `past` the last.
    """
    if (days := _days_ahead(fold(text), words or {})) is not None:
        return today + timedelta(days=days)
    even = plain(text)
    return _in_digits(even, language, today, past) or _in_words(fold(_ORDINAL.sub("", even)), today, past)


def _days_ahead(folded: str, words: Mapping[str, str]) -> int | None:
    """`tomorrow morning`, `내일이요`: the longest phrase that a short message begins or ends with."""
    if len(folded.split()) > 5:
        return None
    whole = f"{folded} "
    for phrase in sorted(words, key=len, reverse=True):
        korean = has_hangul(phrase) and folded.startswith(phrase)
        if korean or whole.startswith(f"{phrase} ") or folded.endswith(f" {phrase}"):
            return _RELATIVE[words[phrase]]
    return None


def _in_digits(even: str, language: str, today: date, past: bool) -> date | None:
    if match := _YEAR_FIRST.search(even):
        return _day(*map(int, match.groups()))
    if match := _MONTH_FIRST_KOREAN.search(even):
        return _nearest(int(match[1]), int(match[2]), today, past)
    if match := _THREE.search(even):
        return _by_custom(int(match[1]), int(match[2]), match[3], language, today)
    if match := _TWO.match(even.strip()):
        month, day = _ordered(int(match[1]), int(match[2]), language)
        return _nearest(month, day, today, past)
    return None


def _by_custom(first: int, second: int, year: str, language: str, today: date) -> date | None:
    if language.startswith("ko") and len(year) == 2 and first > 12:
        return _day(_full_year(f"{first:02}", today), second, int(year))
    month, day = _ordered(first, second, language)
    return _day(_full_year(year, today), month, day)


def _ordered(first: int, second: int, language: str) -> tuple[int, int]:
    """Month and day. Americans and Koreans write the month first; what cannot be a month is the day."""
    month_first = language in {"en", "en-US"} or language.startswith("ko")
    month, day = (first, second) if month_first else (second, first)
    return (day, month) if month > 12 else (month, day)


def _full_year(year: str, today: date) -> int:
    """Two digits mean the latest such year up to ten years ahead."""
    if len(year) == 4:
        return int(year)
    full = today.year // 100 * 100 + int(year)
    return full - 100 if full > today.year + 10 else full


def _in_words(folded: str, today: date, past: bool) -> date | None:
    words = [stem(word) if has_hangul(word) else word for word in folded.split()]
    if not 0 < len(words) <= 7:
        return None
    months = [month_names()[word] for word in words if word in month_names()]
    numbers = [int(word) for word in words if word.isdecimal() and len(word) <= 4]
    if len(months) == 1 and numbers:
        return _month_day_year(months[0], numbers, today, past)
    days = [_weekdays()[word] for word in words if word in _weekdays()]
    if len(days) == 1 and not numbers and not months and len(words) <= 3:
        return _next_weekday(days[0], today, past)
    return None


def _month_day_year(month: int, numbers: list[int], today: date, past: bool) -> date | None:
    if len(numbers) == 1:
        return _nearest(month, numbers[0], today, past)
    day, year = sorted(numbers[:2])
    return _day(year, month, day) if len(numbers) == 2 else None


def _next_weekday(weekday: int, today: date, past: bool) -> date:
    ahead = (weekday - today.weekday()) % 7 or 7
    return today + timedelta(days=ahead - 7 if past else ahead)


def _nearest(month: int, day: int, today: date, past: bool) -> date | None:
    """The next such day from today on, with `past` the last one; the 29th of February may be years away."""
    years = range(today.year, today.year - 9, -1) if past else range(today.year, today.year + 9)
    days = (_day(year, month, day) for year in years)
    return next((d for d in days if d is not None and (d <= today if past else d >= today)), None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if found.year in _YEARS else None


@lru_cache(maxsize=1)
def month_names() -> dict[str, int]:
    """Folded names and short names of the months in every shipped language."""
    return _calendar_names("months")


@lru_cache(maxsize=1)
def _weekdays() -> dict[str, int]:
    """The same for days of the week, Monday = 0."""
    return _calendar_names("days")


def _calendar_names(what: str) -> dict[str, int]:
    names: dict[str, int] = {}
    for language in _LANGUAGES:
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in getattr(Locale(language), what)[context][width].items():
                    first = fold(name).partition(" ")[0]  # sexta-feira is called sexta
                    if len(first) > 1 and not first[0].isdecimal():
                        names.setdefault(first, number)
    return names
