"""Birthdays as people type them: a day and a month, with or without the year, in the order of their country.

A birthday is written `1990-03-05`, or `--03-05` without a year (ISO 8601 as in vCards).
"""

import re
from dataclasses import dataclass
from datetime import date

from bot.understanding.dates import month_names
from bot.understanding.normal import fold, has_hangul, plain
from bot.understanding.words import stem

OLDEST = 120  # years
_MONTH_FIRST_COUNTRIES = frozenset({"US", "KR", "JP", "CN", "TW", "MN", "HU"})
_EITHER = frozenset({"", "CA", "PH", "ZA", "KE", "GH", "PR"})  # unknown, or both are written there
_MONTH_FIRST_LANGUAGES = frozenset({"ko"})
_DAY_FIRST_LANGUAGES = frozenset({"es", "pt", "hi", "ar"})

_STORED = re.compile(r"(\d{4}|-)-(\d{2})-(\d{2})")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4}|\d{2}(?=\s?년))\s?[-/.년]\s?(\d{1,2})\s?[-/.월]\s?(\d{1,2})(?!\d)")
_KOREAN = re.compile(r"(?<!\d)(\d{1,2})\s?월\s?(\d{1,2})(?!\d)")
_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})\s?[-/.]\s?(\d{1,2})(?:\s?[-/.]\s?(\d{4}|\d{2}))?(?!\d)")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|o|º|ª)\b")


@dataclass(frozen=True, slots=True)
class Birthday:
    """A day of the year, with the year if it was told."""

    month: int
    day: int
    year: int | None = None

    def __str__(self) -> str:
        return f"{self.year or '-'}-{self.month:02}-{self.day:02}"

    @property
    def turned(self) -> "Birthday":
        """With day and month the other way round."""
        return Birthday(self.day, self.month, self.year)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood; `doubtful` when day and month may be the other way round, too."""

    birthday: Birthday
    doubtful: bool = False


def parse_birthday(text: str, language: str, country: str, today: date) -> Reading | None:
    """The birthday that a message names; None when it names none or one that cannot be."""
    even = plain(text)
    found = _stored(even) or _in_order(even, today) or _in_numbers(even, language, country, today)
    found = found or _in_words(fold(_ORDINAL.sub("", even)), today)
    return found if found and _can_be(found.birthday, today) else None


def read_birthday(stored: str) -> Birthday | None:
    """The inverse of `str(birthday)`."""
    found = _stored(stored)
    return found.birthday if found else None


def _stored(even: str) -> Reading | None:
    found = _STORED.fullmatch(even)
    return (
        Reading(Birthday(int(found[2]), int(found[3]), None if found[1] == "-" else int(found[1]))) if found else None
    )


def _in_order(even: str, today: date) -> Reading | None:
    """`1990-03-05`, `90년 3월 5일`, `3월 5일`."""
    if found := _YEAR_FIRST.search(even):
        return Reading(Birthday(int(found[2]), int(found[3]), _year(found[1], today)))
    if found := _KOREAN.search(even):
        return Reading(Birthday(int(found[1]), int(found[2])))
    return None


def _in_numbers(even: str, language: str, country: str, today: date) -> Reading | None:
    found = _NUMBERS.search(even)
    if found is None:
        return None
    first, second, year = int(found[1]), int(found[2]), _year(found[3], today) if found[3] else None
    month_first = _is_month_first(language, country)
    as_month_first, as_day_first = Birthday(first, second, year), Birthday(second, first, year)
    if first > 12 or (second <= 12 and month_first is False):
        return Reading(as_day_first)
    if second > 12 or month_first:
        return Reading(as_month_first)
    return Reading(as_day_first, doubtful=first != second)


def _is_month_first(language: str, country: str) -> bool | None:
    """What country and language agree on; None where either may be meant."""
    spoken = language.split("-")[0]
    if country in _EITHER:
        return True if spoken in _MONTH_FIRST_LANGUAGES else None
    by_country = country in _MONTH_FIRST_COUNTRIES
    if by_country and spoken in _DAY_FIRST_LANGUAGES:
        return None
    return by_country if spoken not in _MONTH_FIRST_LANGUAGES or by_country else None


def _in_words(folded: str, today: date) -> Reading | None:
    words = [stem(word) if has_hangul(word) else word for word in folded.split()][:12]
    months = [month_names()[word] for word in words if word in month_names()]
    numbers = [word for word in words if word.isdecimal() and len(word) <= 4]
    if len(months) != 1 or not 0 < len(numbers) <= 2:
        return None
    days = [int(number) for number in numbers if len(number) <= 2]
    years = [number for number in numbers if len(number) == 4]
    if not days:
        return None
    year = years[0] if years else numbers[1] if len(numbers) == 2 else ""
    return Reading(Birthday(months[0], days[0], _year(year, today) if year else None))


def _year(text: str, today: date) -> int:
    """Two digits mean the latest such year that has begun."""
    if len(text) == 4:
        return int(text)
    full = today.year // 100 * 100 + int(text)
    return full - 100 if full > today.year else full


def _can_be(birthday: Birthday, today: date) -> bool:
    try:
        day = date(birthday.year or 2000, birthday.month, birthday.day)  # 2000 had a 29th of February
    except ValueError:
        return False
    return birthday.year is None or (day <= today and birthday.year >= today.year - OLDEST)
