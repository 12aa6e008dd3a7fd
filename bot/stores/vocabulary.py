"""The vocabulary of `POST /events`: each topic, what it must say, and what is done in the transaction that keeps it.

A further topic is a class in `happened.py`, a handler, and a line here. Handlers do little and can be done twice.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.contacts.interests import Searched, keep_interest, meet_person
from bot.contacts.phones import forms_of
from bot.contacts.suppression import SALT, find_suppressed
from bot.inbox.queries import find_fact
from bot.orders.facts import HappeningTold
from bot.orders.pairs import note_view
from bot.orders.told.people import DAY
from bot.storage.columns import to_micros
from bot.storage.transactions import Tx
from bot.stores.happened import Happened, ProductViewed, SearchPerformed
from bot.stores.offers import OFFER, OfferTold, offer_told
from bot.stores.ownevents import OwnEvent, is_own, keep_happening, own_event
from bot.stores.queries import CATEGORY_OF, FIND_PRODUCT
from bot.stores.toldfacts import KINDS, FactTold, fact_told

Handler = Callable[[Tx, Any], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Topic:
    """What an event of a topic must say, and what is done with it."""

    schema: type[Happened]
    handle: Handler


async def search_performed(tx: Tx, told: SearchPerformed) -> None:
    """Remembered for the next conversation, and journeys of somebody who is known hear of it, unless it was not
    agreed to."""
    if not told.consented or await _said_stop(tx, told):
        return
    searched = Searched(told.query, told.category or "", told.place or "")
    await keep_interest(tx, told.contact.person, searched, to_micros(told.at))
    contact_id = await meet_person(tx, told.contact.person)
    if contact_id is not None:
        data = {"query": searched.query, "category": searched.category, "place": searched.place}
        await _happened(tx, told, contact_id, told.id, data)


async def product_viewed(tx: Tx, told: ProductViewed) -> None:
    """Counts for what goes together, like a card in the chat. Of strangers nothing is kept."""
    contact_id = await meet_person(tx, told.contact.person) if told.consented else None
    product = await tx.row(FIND_PRODUCT, told.product) if contact_id is not None else None
    if contact_id is not None and product is not None:
        await note_view(tx, contact_id, {"product": product[0]}, to_micros(told.at))
        key = f"{contact_id}:{product[0]}:{to_micros(told.at) // DAY}"  # a look a day is news once
        [[category]] = await tx.rows(CATEGORY_OF, product[0])
        data = {"product_id": str(product[0]), "products": str(product[0]), "categories": str(category)}
        await _happened(tx, told, contact_id, key, data)


async def _happened(tx: Tx, told: Happened, contact_id: int, key: str, data: dict[str, Any]) -> None:
    fact = HappeningTold(at=told.at, name=told.topic, key=key, contact=contact_id, data=data)
    await keep_happening(tx, told.id, fact)


async def _said_stop(tx: Tx, told: Happened) -> bool:
    """Whether this number said STOP before its contact was erased."""
    salt = await find_fact(tx, SALT) if told.contact.phone else None
    return bool(salt) and await find_suppressed(tx, forms_of(told.contact.phone or ""), salt or "") is not None


def topic_of(name: str) -> Topic | None:
    """One of ours, or of the shop's own; None for what nobody has heard of."""
    return VOCABULARY.get(name) or (_OWN if is_own(name) else None)


OWN = "a name of the shop's own such as salon.booked"
_OWN = Topic(OwnEvent, own_event)
VOCABULARY: Mapping[str, Topic] = {
    "search.performed": Topic(SearchPerformed, search_performed),
    "product.viewed": Topic(ProductViewed, product_viewed),
    **dict.fromkeys(KINDS, Topic(FactTold, fact_told)),
    OFFER: Topic(OfferTold, offer_told),
}
