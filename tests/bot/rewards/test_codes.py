"""Coupon codes cannot be guessed, are never mixed up when read aloud, and stay the same for a contact."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rewards.codes import ALPHABET, make_code

SECRET = b"a secret"


def test_same_contact_gets_the_same_code_again() -> None:
    """P36: whoever asks twice is shown one code."""
    assert make_code(SECRET, "welcome", 7, prefix="MALLO") == make_code(SECRET, "welcome", 7, prefix="MALLO")


def test_code_depends_on_secret_campaign_and_contact() -> None:
    codes = {
        make_code(SECRET, "welcome", 7),
        make_code(b"another secret", "welcome", 7),
        make_code(SECRET, "summer", 7),
        make_code(SECRET, "welcome", 8),
        make_code(SECRET, "welcome:7", 7),
    }
    assert len(codes) == 5


def test_ten_thousand_contacts_have_different_codes() -> None:
    assert len({make_code(SECRET, "welcome", contact) for contact in range(10_000)}) == 10_000


@given(st.integers(0, 2**62), st.text(max_size=20))
@settings(max_examples=60)
def test_code_is_readable(contact: int, campaign: str) -> None:
    """No vowels (no words arise), no 0/O, 1/I/L, U/V."""
    code = make_code(SECRET, campaign, contact, prefix="MALLO")
    assert re.fullmatch(rf"MALLO(-[{ALPHABET}]{{4}}){{3}}", code)
    assert not set("01AEIOULY") & set(ALPHABET)
