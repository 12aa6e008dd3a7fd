"""What comes in bodies and addresses, kept within what databases take: ids that fit, words without NUL."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from bot.contacts.consents import storable

BIGGEST_ID = 2**53 - 1  # what JavaScript counts exactly
_NUMBER = re.compile(r"[0-9]{1,15}")

#: An id of something.
Id = Annotated[int, Field(ge=1, le=BIGGEST_ID)]
#: Words of people.
Words = Annotated[str, AfterValidator(storable)]


def number_in(text: str) -> int | None:
    """The id that is written so; None for anything else."""
    return int(text) if _NUMBER.fullmatch(text) else None


def words_in(text: str, most: int) -> str:
    """So many characters of an address, as a database takes them."""
    return storable(text).strip()[:most]
