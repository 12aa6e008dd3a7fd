"""Names: what people are called, and what they are not."""

import pytest

from bot.actions.people.consent import tidy
from bot.contacts.names import given_name_of


@pytest.mark.parametrize(
    ("real_name", "given"),
    [
        ("Maria da Silva", "Maria"),
        ("Amina", "Amina"),
        ("Dr. Amina Diallo", "Amina"),
        ("김민지", "민지"),
        ("남궁민수", "민수"),
        ("김 민지", "민지"),
        ("김민", "김민"),
        ("ليلى حسن", "ليلى"),
        ("", ""),
    ],
)
def test_the_given_name(real_name: str, given: str) -> None:
    assert given_name_of(real_name) == given


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("My name is Amina Diallo.", "Amina Diallo"),
        ("I live in New  York", "New York"),
        ("저는 김민지입니다", "김민지"),
        ("부산이에요", "부산"),
        ("Me llamo Lucía", "Lucía"),
        ("12345", None),
        ("why?", None),
        ("🙂", None),
        ("a" * 81, None),
    ],
)
def test_a_name_is_taken_out_of_its_sentence(said: str, name: str | None) -> None:
    assert tidy(said) == name
