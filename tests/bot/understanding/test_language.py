"""Which language a message is in."""

# ruff: noqa: E501 (tables of phrases are read by row)

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.language import guess_language

ALL = ("en", "ko", "es", "pt", "hi", "ar")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("안녕하세요", "ko"),
        ("네", "ko"),
        ("Hydra cream 있어요?", "ko"),
        ("مرحبا", "ar"),
        ("नमस्ते", "hi"),
        ("hola, quiero saber cuánto cuesta el envío", "es"),
        ("oi, quanto custa o frete para mim?", "pt"),
        ("hello, how much is the shipping?", "en"),
        ("mujhe ek cream chahiye", "hi"),
    ],
)
@pytest.mark.parametrize("known", ["", "en", "pt"])
def test_script_and_telling_words_decide(text: str, language: str, known: str) -> None:
    assert guess_language(text, known, None, ALL) == language


@pytest.mark.parametrize("text", ["ok", "no", "menu", "1", "👍", "", "Chanel No 5", "si", "red dress M"])
@pytest.mark.parametrize("known", ["es", "ko", "ar"])
def test_a_word_or_two_changes_nothing(text: str, known: str) -> None:
    assert guess_language(text, known, "US", ALL) == known


@pytest.mark.parametrize(("country", "language"), [("KR", "ko"), ("BR", "pt"), ("MX", "es"), ("EG", "ar"), ("IN", "hi"), ("US", "en"), ("FR", "en"), (None, "en")])  # fmt: skip
def test_the_phones_country_decides_when_the_first_message_does_not(country: str | None, language: str) -> None:
    assert guess_language("1", "", country, ALL) == language


def test_a_first_greeting_beats_the_country() -> None:
    assert guess_language("hola", "", "US", ALL) == "es"
    assert guess_language("안녕", "", "US", ALL) == "ko"


@pytest.mark.parametrize(("country", "language"), [("KR", "ko"), ("BR", "pt"), ("US", "en"), ("DE", "en")])
def test_hi_is_said_everywhere(country: str, language: str) -> None:
    """The phone's country tells more than an English hello; a whole English sentence tells more than the phone."""
    for text in ("hi", "Hello!", "hey there"):
        assert guess_language(text, "", country, ALL) == language
    assert guess_language("hi, find a product", "", country, ALL) == "en"


def test_only_enabled_languages_are_chosen() -> None:
    assert guess_language("안녕하세요 반가워요", "en", "KR", ("en", "es")) == "en"
    assert guess_language("oi, quanto custa o frete para mim?", "", "BR", ("en", "pt-BR")) == "pt-BR"
    assert guess_language("hello", "", None, ("ko",)) == "ko"


@given(st.text(), st.sampled_from(["", *ALL]), st.sampled_from([None, "KR", "BR", "??"]))
def test_any_text_has_an_enabled_language(text: str, known: str, country: str | None) -> None:
    assert guess_language(text, known, country, ALL) in ALL
