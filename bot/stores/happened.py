"""What may be told at `POST /events`: one class for each kind of event, with what it must say."""

from datetime import datetime
from typing import Annotated, Any

import phonenumbers
from phonenumbers import NumberParseException
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from bot.contacts.consents import storable
from bot.contacts.interests import Person
from bot.storage.columns import to_micros
from bot.storage.transactions import Tx
from bot.stores.events import EVENTS
from bot.stores.queries import ADD
from bot.stores.states import WAITING

Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


def _number(text: str) -> str:
    """E.164, whatever signs are between the digits. Without `+` nobody knows the country."""
    try:
        number = phonenumbers.parse(text)
    except NumberParseException as error:
        raise ValueError("must be a phone number that begins with + and its country") from error
    if not phonenumbers.is_possible_number(number):
        raise ValueError("is no possible phone number")
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


Text = Annotated[Short, AfterValidator(storable)]


class Who(BaseModel):
    """Whom an event is about: our own id of a contact, a phone number, the site's id of a visitor; at least one.

    An event that names a visitor beside one of the others says that they are the same person.
    """

    model_config = ConfigDict(frozen=True)

    id: int | None = Field(default=None, ge=1, le=2**53)
    phone: Annotated[str, StringConstraints(max_length=40), AfterValidator(_number)] | None = None
    anonymous_id: Text | None = None

    @model_validator(mode="after")
    def _names_somebody(self) -> "Who":
        if self.id is None and self.phone is None and self.anonymous_id is None:
            raise ValueError("needs id, phone or anonymous_id")
        return self

    @property
    def name(self) -> str:
        """The surest of the three."""
        return str(self.id or self.phone or self.anonymous_id)

    @property
    def person(self) -> Person:
        return Person(self.id, self.phone or "", self.anonymous_id or "")


class Happened(BaseModel):
    """What every event says. `id` is the sender's and makes it unique; fields that nobody knows are ignored."""

    model_config = ConfigDict(frozen=True)

    id: Text
    topic: str
    at: AwareDatetime
    contact: Who
    consented: bool = Field(default=True, description="false: the visitor did not agree to be recognised")


async def keep_as_told(tx: Tx, event_id: str, at: datetime, source: str, topic: str, body: str) -> None:
    """Kept like a store's delivery, for the loop that takes in what stores tell; `source` is whom it is about."""
    moment = to_micros(at)
    row = (f"{EVENTS} {event_id}", None, EVENTS, source, topic, body, moment, moment, WAITING, moment, 0, "", None)
    await tx.insert(ADD, [row])


class SearchPerformed(Happened):
    """Somebody searched on the shop's site. `category` is the department, if the search was made in one; `place` the
    city that was named or that the visitor is in (`salon near me`)."""

    query: Text
    category: Text | None = None
    place: Text | None = None


class ProductViewed(Happened):
    """Somebody looked at a product. `product` is its id, its SKU, or the store's own id of it."""

    product: Text


def told_wrong(errors: Any) -> str:
    """Why a row is refused, in a line: each field with what is wrong with it."""
    told = [(".".join(map(str, each["loc"])), each["msg"].removeprefix("Value error, ")) for each in errors]
    return "; ".join(f"{field}: {why}" if field else why for field, why in told)[:500]
