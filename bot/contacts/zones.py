"""The time zone in which somebody most likely lives, by their phone number."""

from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException

UNKNOWN = "Etc/Unknown"


@lru_cache(maxsize=4096)
def zone_of_phone(number: str, otherwise: str) -> str:
    """An IANA name. Where a number may be in several zones, the shop's own if it is among them, else the first.

    `number` is E.164; a BSUID or a number that says nothing gives `otherwise`.
    """
    from phonenumbers.timezone import time_zones_for_number

    try:
        zones = time_zones_for_number(phonenumbers.parse(number))
    except NumberParseException:
        return otherwise
    known = [zone for zone in zones if zone != UNKNOWN]
    return otherwise if not known or otherwise in known else known[0]
