"""Events of the shop's own at `POST /events`: a booking, a level of loyalty … that journeys may begin by.

Their names are the shop's, but for the families that are ours (`order.…`, `cart.…`), which others tell.
"""

import re
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from bot.contacts.consents import storable
from bot.contacts.interests import meet_person
from bot.orders.facts import HappeningTold, Who
from bot.orders.vocabulary import FAMILIES
from bot.storage.transactions import Tx
from bot.stores.events import EVENTS
from bot.stores.happened import Happened, keep_as_told

_NAME = re.compile(r"[a-z][a-z0-9_]{0,29}(?:\.[a-z][a-z0-9_]{0,29}){1,3}")
MOST_FIELDS = 50
FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z_][a-z0-9_]{0,39}$")]
Said = Annotated[str, StringConstraints(max_length=1000), AfterValidator(storable)]
Number = Annotated[float, Field(allow_inf_nan=False)]


def is_own(topic: str) -> bool:
    """Whether a shop may call an event of its own so."""
    return bool(_NAME.fullmatch(topic)) and topic.partition(".")[0] not in FAMILIES


class OwnEvent(Happened):
    """What happened to somebody: its name is the topic, and `data` what journeys may read as `event.…`."""

    data: Annotated[dict[FieldName, Said | bool | int | Number | None], Field(max_length=MOST_FIELDS)] = Field(
        default_factory=dict
    )


async def own_event(tx: Tx, told: OwnEvent) -> None:
    """Kept for the loop that takes in what stores tell: it knows people, and makes one of whom nobody has heard."""
    if not told.consented:
        return
    contact_id = await meet_person(tx, told.contact.person)
    who = Who(phone=told.contact.phone or "", anonymous=told.contact.anonymous_id or "")
    fact = HappeningTold(at=told.at, name=told.topic, key=told.id, who=who, contact=contact_id, data=told.data)
    await keep_happening(tx, told.id, fact)


async def keep_happening(tx: Tx, event_id: str, fact: HappeningTold) -> None:
    """It is an event of the contact's as soon as that loop has come to it; of news older than two days none."""
    await keep_as_told(tx, event_id, fact.at, EVENTS, fact.kind, fact.model_dump_json())
