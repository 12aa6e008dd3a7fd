"""The time zone in which somebody most likely lives, by their phone number."""

from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException

UNKNOWN = "Etc/Unknown"
RENAMED = {  # names that some systems no longer know
    "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
    "Asia/Calcutta": "Asia/Kolkata",
    "Asia/Katmandu": "Asia/Kathmandu",
    "Asia/Rangoon": "Asia/Yangon",
    "Asia/Saigon": "Asia/Ho_Chi_Minh",
}
MOST = {  # where most people of a country with several zones live
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "ES": "Europe/Madrid",
    "GB": "Europe/London",
    "ID": "Asia/Jakarta",
    "MX": "America/Mexico_City",
    "PT": "Europe/Lisbon",
    "RU": "Europe/Moscow",
    "US": "America/New_York",
}


@lru_cache(maxsize=16_384)
def zone_of_phone(number: str, otherwise: str) -> str:
    """An IANA name. Where a number may be in several zones, the shop's own if it is among them, else the first.

    `number` is E.164; a BSUID or a number that says nothing gives `otherwise`.
    """
    from phonenumbers.timezone import time_zones_for_geographical_number, time_zones_for_number

    try:
        parsed = phonenumbers.parse(number)
    except NumberParseException:
        return otherwise
    zones = (*time_zones_for_number(parsed), *time_zones_for_geographical_number(parsed))  # the latter: new ranges
    known = [zone for zone in dict.fromkeys(zones) if zone != UNKNOWN]
    if not known or otherwise in known:
        return otherwise
    zone = known[0] if len(known) == 1 else MOST.get(_country(number), known[0])
    return RENAMED.get(zone, zone)


def _country(number: str) -> str:
    parsed = phonenumbers.parse(number)
    of_code = phonenumbers.region_code_for_country_code(parsed.country_code or 0)
    return phonenumbers.region_code_for_number(parsed) or of_code
