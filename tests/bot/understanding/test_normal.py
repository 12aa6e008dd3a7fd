"""Text in one form, and the values that are read out of it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.dates import parse_date
from bot.understanding.normal import clean, compact, fold, key_of, letters, plain
from bot.understanding.numbers import MOST, find_amounts, parse_number
from bot.understanding.words import stem


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("¡Sí, MENÚ!", "si menu"),
        ("Don’t  don't", "dont dont"),
        ("ＳＴＯＰ２", "stop2"),
        ("S\u200bT\u200dO\u2060P\ufeff", "stop"),
        ("\u202estop\u202c", "stop"),
        ("st\ud800op\0!", "st op"),
        ("إِلْغَاء", "الغاء"),
        ("القائمـــة", "القايمه"),
        ("ى ة آ أ ؤ ئ", "ي ه ا ا و ي"),
        ("हज़ार", "हजार"),
        ("٢٠٢٦ २", "2026 2"),
        ("2️⃣", "2"),
        ("İstanbul STRASSE straße", "istanbul strasse strasse"),
        ("👍", "yes"),
        ("🛑🙂", ""),
        ("ﬁne", "fine"),
        ("가나", "가나"),
    ],
)
def test_words_are_folded_to_one_form(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_korean_spelt_in_letters_is_the_same_word() -> None:
    assert fold("메뉴") == "메뉴"
    assert key_of("수신 거부") == key_of("수신거부")
    assert len(letters("건성")) > len("건성")


def test_a_repeated_word_counts_once() -> None:
    assert compact("stop stop stop") == "stop"
    assert compact("stop the bus") == "stop the bus"


def test_answers_are_kept_as_they_were_typed() -> None:
    assert clean("  I ❤️ it\u202e\0\ud800, نعم\n2nd line ") == "I ❤️ it, نعم\n2nd line"
    assert len(clean("x" * 10_000)) == 4096


@given(st.text(alphabet=st.characters()))
def test_folding_never_fails_and_settles(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    plain(text).encode()
    clean(text).encode()


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("1,299", "en", 1299.0),
        ("1,299", "es", 1299.0),
        ("1.299", "en", 1.299),
        ("1.299", "pt", 1299.0),
        ("1.299.000", "en", 1_299_000.0),
        ("1,00,000", "hi", 100_000.0),
        ("0.125", "es", 0.125),
        ("12,50", "en", 12.5),
        ("1 299,50", "es", 1299.5),
        ("1'299.50", "en", 1299.5),
        ("٥٠٫٥", "ar", 50.5),
        ("٬٥", "ar", 5.0),
        ("1만 2,500원", "ko", 12_500.0),
        ("십이만 삼천원", "ko", 123_000.0),
        ("만원", "ko", 10_000.0),
        ("2.5만원", "ko", 25_000.0),
        ("2 mil", "es", 2000.0),
        ("1.5 lakh", "hi", 150_000.0),
        ("3 हज़ार", "hi", 3000.0),
        ("5kg", "en", 5.0),
        ("-5", "en", -5.0),
        ("$ 20 – $ 40", "en", 40.0),
        ("20에서 40", "ko", 40.0),
        ("entre 20 y 40", "es", 40.0),
    ],
)
def test_numbers_in_many_styles(text: str, language: str, value: float) -> None:
    assert parse_number(text, language) == value


@pytest.mark.parametrize(
    "text", ["", "x", "12/03/1990", "1, 2, 3", "9" * 40, "40-20", "four hundred blackbirds", "1 2"]
)
def test_no_one_number(text: str) -> None:
    assert parse_number(text, "en") is None


@given(st.text(alphabet="0123456789.,'- $€만천억k٫٥५e" + " ", max_size=200))
def test_numbers_never_fail_and_stay_sane(text: str) -> None:
    for language in ("en", "es", "ko"):
        assert all(abs(amount.value) <= MOST * 2 for amount in find_amounts(text, language))
        parse_number(text, language)


@given(st.text(max_size=60), st.sampled_from(["en", "ko", "es", "hi", "ar", "xx"]), st.booleans())
def test_dates_never_fail(text: str, language: str, past: bool) -> None:
    parse_date(text, language, date(2024, 2, 29), past=past)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_iso_dates_come_back(day: date) -> None:
    for text in (day.isoformat(), f"{day.year}년 {day.month}월 {day.day}일", f"{day:%B} {day.day}, {day.year}"):
        assert parse_date(text, "en", date(2026, 3, 11)) == day


def test_the_29th_of_february_waits_for_a_leap_year() -> None:
    assert parse_date("29 February", "en", date(2025, 3, 1)) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("word", "stemmed"),
    [
        ("지성이에요", "지성"),
        ("지성으로할게요", "지성"),
        ("البشرة", "بشرة"),
        ("reviews", "review"),
        ("dress", "dress"),
        ("요", "요"),
    ],
)
def test_stems(word: str, stemmed: str) -> None:
    assert stem(word) == stemmed
