"""P22: quiet hours are the contact's own: by their number, and of several zones the one where most people live."""

import pytest

from bot.contacts.zones import zone_of_phone


@pytest.mark.parametrize(
    ("number", "shop", "zone"),
    [
        ("+821055500001", "Europe/Berlin", "Asia/Seoul"),
        ("+34612345678", "Europe/Berlin", "Europe/Madrid"),
        ("+351912345678", "Europe/Berlin", "Europe/Lisbon"),
        ("+79161234567", "Europe/Berlin", "Europe/Moscow"),
        ("+61412345678", "Europe/Berlin", "Australia/Sydney"),
        ("+447700900113", "Asia/Seoul", "Europe/London"),  # of a range that nobody is given
        ("+919812345678", "Europe/Berlin", "Asia/Kolkata"),
        ("+14155550101", "Europe/Berlin", "America/Los_Angeles"),
        ("+18005550101", "Europe/Berlin", "America/New_York"),
        ("+18005550101", "America/Chicago", "America/Chicago"),
        ("US.13491208655302741918", "Europe/Berlin", "Europe/Berlin"),
    ],
)
def test_the_zone_of_a_number(number: str, shop: str, zone: str) -> None:
    assert zone_of_phone(number, shop) == zone
