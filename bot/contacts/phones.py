"""Phone numbers as stores write them, and the forms under which WhatsApp may know the same person.

WhatsApp ids are not always E.164: in Brazil the ninth digit may be missing, in Mexico a 1 and in Argentina a 9 may
stand behind the country's code.
"""

import re
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType

LONGEST = 40
_MOBILE = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE, PhoneNumberType.PERSONAL_NUMBER})
_BRAZIL = re.compile(r"\+55([1-9]\d)9?([6-9]\d{7})")
_MEXICO = re.compile(r"\+521?([1-9]\d{9})")
_ARGENTINA = re.compile(r"\+549?([1-9]\d{9})")


@lru_cache(maxsize=20_000)
def parse_phone(told: str, country: str = "") -> str:
    """The E.164 number of a mobile phone (or one that may be); empty for anything else.

    `country` (ISO 3166) is whose number it is when it is written without its country's code.
    """
    text = told.strip()
    if not text or len(text) > LONGEST:
        return ""
    try:
        number = phonenumbers.parse(text, country.upper() or None)
    except NumberParseException:
        return ""
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    plain = canonical(written)
    kept = number if plain == written else phonenumbers.parse(plain)
    return plain if phonenumbers.number_type(kept) in _MOBILE else ""  # a number that cannot be has no type


def canonical(number: str) -> str:
    """A number in the one form that we keep: Brazil with its ninth digit, Mexico without 1, Argentina with 9."""
    if found := _BRAZIL.fullmatch(number):
        return f"+55{found[1]}9{found[2]}"
    if found := _MEXICO.fullmatch(number):
        return f"+52{found[1]}"
    if found := _ARGENTINA.fullmatch(number):
        return f"+549{found[1]}"
    return number


def forms_of(number: str) -> tuple[str, ...]:
    """Every way in which WhatsApp may write this number; the one that we keep comes first."""
    kept = canonical(number)
    if found := _BRAZIL.fullmatch(kept):
        return kept, f"+55{found[1]}{found[2]}"
    if found := _MEXICO.fullmatch(kept):
        return kept, f"+521{found[1]}"
    if found := _ARGENTINA.fullmatch(kept):
        return kept, f"+54{found[1]}"
    return (kept,)
