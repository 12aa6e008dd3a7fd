"""Birthdays in every language's style, with and without a year; in doubt only where a country writes both."""

from datetime import date

import pytest

from bot.understanding.birthdays import Birthday, parse_birthday, read_birthday

TODAY = date(2026, 11, 26)


def read(text: str, language: str = "en", country: str = "US") -> str:
    """ISO, with a question mark where the other order is as likely; empty when it is no birthday."""
    found = parse_birthday(text, language, country, TODAY)
    return f"{found.birthday}{'?' if found.doubtful else ''}" if found else ""


@pytest.mark.parametrize(
    ("text", "language", "country", "birthday"),
    [
        ("3월 5일", "ko", "KR", "--03-05"),
        ("3월5일이에요", "ko", "KR", "--03-05"),
        ("1990년 3월 5일", "ko", "KR", "1990-03-05"),
        ("90년 3월 5일", "ko", "KR", "1990-03-05"),
        ("1990.3.5", "ko", "KR", "1990-03-05"),
        ("5 March", "en", "GB", "--03-05"),
        ("March 5th", "en", "US", "--03-05"),
        ("5th of March, 1990", "en", "GB", "1990-03-05"),
        ("my birthday is on March 5 1990", "en", "US", "1990-03-05"),
        ("1990-03-05", "en", "DE", "1990-03-05"),
        ("5 de marzo", "es", "MX", "--03-05"),
        ("5 de março de 1990", "pt", "BR", "1990-03-05"),
        ("5 मार्च", "hi", "IN", "--03-05"),
        ("५ मार्च १९९०", "hi", "IN", "1990-03-05"),
        ("5 مارس", "ar", "AE", "--03-05"),
        ("٥ مارس ١٩٩٠", "ar", "AE", "1990-03-05"),
        ("29 February", "en", "GB", "--02-29"),
        ("05/03", "en", "US", "--05-03"),
        ("05/03", "en", "GB", "--03-05"),
        ("05/03", "pt", "BR", "--03-05"),
        ("05/03", "ko", "KR", "--05-03"),
        ("05/03", "en", "CA", "--03-05?"),
        ("05/03/1990", "en", "", "1990-03-05?"),
        ("05/03", "es", "US", "--03-05?"),
        ("25/03", "en", "US", "--03-25"),
        ("03/25", "en", "GB", "--03-25"),
        ("05/05", "en", "CA", "--05-05"),
        ("5.3.90", "en", "DE", "1990-03-05"),
        ("12/31/99", "en", "US", "1999-12-31"),
        ("--03-05", "en", "US", "--03-05"),
    ],
)
def test_a_birthday_is_read(text: str, language: str, country: str, birthday: str) -> None:
    assert read(text, language, country) == birthday


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "31 February",
        "30.2.1990",
        "13/13",
        "March",
        "5",
        "1 January 2027",
        "1 January 1890",
        "2030-01-01",
        "5 May June",
    ],
)
def test_what_is_no_birthday(text: str) -> None:
    assert read(text) == ""


def test_what_is_kept_is_read_back() -> None:
    for birthday in (Birthday(3, 5), Birthday(2, 29), Birthday(12, 31, 1999)):
        assert read_birthday(str(birthday)) == birthday
    assert Birthday(3, 5, 1990).turned == Birthday(5, 3, 1990)
