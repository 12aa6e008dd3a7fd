"""Links cannot be forged, and say whose they are."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.orders.links import Pass, read, sign

KEY = b"a key"
UNTIL = datetime(2026, 12, 1, tzinfo=UTC)


@given(st.integers(0, 2**62), st.integers(0, 2**62))
def test_a_link_comes_back_as_it_was(thing: int, contact: int) -> None:
    granted = Pass("checkout", thing, contact, UNTIL)
    assert read(sign(granted, KEY), "checkout", [b"new", KEY]) == granted


@given(st.text(max_size=60))
def test_rubbish_is_nothing(token: str) -> None:
    assert read(token, "checkout", [KEY]) is None


@given(st.integers(0, 45), st.sampled_from("0az._-Z"))
def test_any_changed_letter_is_noticed(place: int, letter: str) -> None:
    token = sign(Pass("checkout", 4711, 42, UNTIL), KEY)
    spoilt = token[:place] + letter + token[place + 1 :]
    assert spoilt == token or read(spoilt, "checkout", [KEY]) is None


def test_a_link_is_good_for_one_purpose() -> None:
    assert read(sign(Pass("invoice", 1, 1, UNTIL), KEY), "checkout", [KEY]) is None
