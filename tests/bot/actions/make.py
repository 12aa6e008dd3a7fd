"""A stocked demo shop and what actions need of it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.reads import Reads
from bot.actions.shopfile.shop import Coupons, Shop
from bot.clock import Clock
from bot.storage.database import Database
from catalog.shelf import Shelf
from flows.engine.state import ConversationState

SHOP = Shop(timezone="UTC", coupons=(Coupons(id="welcome", prefix="MALLO", percent=10, budget=3, valid_days=7),))
SECRET = b"a secret of tests"


def reads(database: Database, shelf: Shelf, clock: Clock) -> Reads:
    return Reads(lambda: shelf, database, clock, SHOP, SECRET)


def with_offer(shelf: Shelf, sku: str, **offer: Any) -> Shelf:
    """The same shelf with another price or stock of one variant."""
    product, _ = shelf.get(sku)
    variants = tuple(replace(v, **offer) if v.sku == sku else v for v in product.variants)
    return replace(shelf, products={**shelf.products, product.id: replace(product, variants=variants)})


def without(shelf: Shelf, product_id: str) -> Shelf:
    """The same shelf without one product."""
    return replace(shelf, products={k: v for k, v in shelf.products.items() if k != product_id})


def tracker(contact: int = 1, **slots: Any) -> Tracker:
    return Tracker(str(contact), {"language": "en", **slots}, {"text": ""}, [], False, None, {}, None)


def state(**slots: Any) -> ConversationState:
    return ConversationState(slots={"language": "en", **slots})


async def act(action: Action, contact: int = 1, **slots: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Events and responses of one run."""
    dispatcher = CollectingDispatcher()
    events = await action.run(dispatcher, tracker(contact, **slots), {})
    return events, dispatcher.messages


def slots_of(events: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What the events fill."""
    return {event["name"]: event["value"] for event in events if event["event"] == "slot"}


def said(responses: Sequence[dict[str, Any]]) -> list[str]:
    """The names of what was said."""
    return [response["response"] for response in responses]
