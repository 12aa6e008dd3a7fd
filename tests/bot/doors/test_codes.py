"""Codes that people read, type and get wrong."""

from hypothesis import given
from hypothesis import strategies as st

from bot.doors.codes import ALPHABET, LENGTH, find_codes, is_code, make_code

names = st.text(max_size=30)


@given(names, names)
def test_a_code_is_always_the_same_and_found_in_any_case(door: str, page: str) -> None:
    code = make_code(door, page)
    assert code == make_code(door, page)
    assert len(code) == LENGTH
    assert find_codes(f"hi, ref {code.lower()}!") == [code]
    assert find_codes(f"{code}입니다 ({code})") == [code, code]


@given(names, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_one_wrong_sign_is_noticed(door: str, place: int, sign: str) -> None:
    code = make_code(door)
    assert is_code(code[:place] + sign + code[place + 1 :]) == (code[place] == sign)


@given(names, st.integers(0, LENGTH - 3))
def test_two_swapped_signs_are_noticed(door: str, place: int) -> None:
    code = make_code(door)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert is_code(swapped) == (swapped == code)


@given(names)
def test_a_code_holds_a_letter_and_a_digit_and_no_sign_that_looks_like_another(door: str) -> None:
    code = make_code(door)
    assert not code.isalpha()
    assert not code.isdigit()
    assert not set(code) & set("0O1IL5S2Z8BUG")


def test_words_numbers_and_parts_of_longer_ones_are_no_codes() -> None:
    code = make_code("bubble")
    assert find_codes(f"there are 12345 dresses, 99999 {code}X x{code} HEART") == []
