"""The parts of this room as a shop has set them."""

from functools import partial
from typing import TYPE_CHECKING

from starlette.types import ASGIApp

from bot.actions.shopfile.shop import Shop
from bot.clock import Clock
from bot.coordination.coordinator import Coordinator
from bot.jobs.access import access_of
from bot.settings import Settings
from bot.storage.database import Database
from bot.stores.events import AFTERSHIP, EASYPOST, SHOPIFY, WOOCOMMERCE
from bot.stores.signature import BodyCheck, HexBodyCheck
from bot.stores.upkeep import Reached, Upkeep
from bot.web import LateDoor

if TYPE_CHECKING:
    from bot.stores.record import RecordTerms


def store_checks(settings: Settings) -> dict[str, BodyCheck]:
    """Who is believed, by platform."""
    return {
        SHOPIFY: BodyCheck(settings.shopify_secrets),
        WOOCOMMERCE: BodyCheck(settings.woo_secrets),
        EASYPOST: HexBodyCheck(settings.easypost_secrets),
        AFTERSHIP: BodyCheck(settings.aftership_secrets),
    }


def record_terms(shop: Shop, settings: Settings) -> "RecordTerms":
    """What facts are written down by; imported when the first one comes."""
    from bot.stores.record import RecordTerms

    return RecordTerms(settings.senders[0], shop.country, shop.consent)


def events_door(settings: Settings, database: Database, clock: Clock, machine: Clock) -> LateDoor:
    """`POST /events`, with the vocabulary that only who uses it needs."""

    def build() -> ASGIApp:
        from bot.stores.eventdoor import open_event_door

        return open_event_door(settings.events_secrets, database, clock, machine)

    return LateDoor(build)


def open_upkeep(database: Database, coordinator: Coordinator, clock: Clock, shop: Shop, settings: Settings) -> Upkeep:
    """Who looks after webhooks and backfills."""
    secrets = settings.woo_secrets
    reached = Reached(settings.public_url, secrets[0] if secrets else "", bool(settings.shopify_secrets))
    terms = partial(record_terms, shop, settings)
    return Upkeep(database, coordinator, clock, access_of(settings), reached, terms)
