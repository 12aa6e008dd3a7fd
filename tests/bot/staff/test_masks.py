"""What viewers see of an address."""

import pytest

from bot.staff.masks import mask, shown_to
from bot.staff.roles import ROLES


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("+14155550101", "+1 415 ••• ••01"),
        ("+821012345678", "+82 101 ••••• ••78"),
        ("+97150123456", "+971 501 ••• ••56"),
        ("US.13491208655302741918", "US.•••18"),
        ("short", "•••"),
        ("", "•••"),
    ],
)
def test_enough_is_shown_to_tell_two_apart_and_too_little_to_call(address: str, shown: str) -> None:
    hidden = mask(address)
    assert hidden.replace(" ", "").replace("•", "")[-2:] == shown.replace(" ", "").replace("•", "")[-2:]
    assert hidden.count("•") >= 3
    assert sum(sign.isdigit() for sign in hidden) <= max(0, sum(sign.isdigit() for sign in address) - 3)


def test_the_usual_number_looks_as_one_expects() -> None:
    assert mask("+14155550101") == "+1 415 ••• ••01"


def test_only_viewers_and_nobody_see_masks() -> None:
    seen = {role: shown_to(role, "+14155550101") for role in (*ROLES, "", "owner")}
    assert [role for role, shown in seen.items() if "•" in shown] == ["viewer", "", "owner"]
