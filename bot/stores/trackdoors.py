"""The doors of those who follow parcels: `POST /webhooks/easypost` and `POST /webhooks/aftership`.

They know no store: a parcel is found by its number. A redelivery says the same; the same id with other words counts.
"""

from collections.abc import Mapping
from hashlib import sha256

from starlette.datastructures import Headers
from starlette.routing import Route

from bot.clock import Clock
from bot.errors import Unreadable
from bot.stores.events import AFTERSHIP, EASYPOST, Delivery
from bot.stores.signature import BodyCheck
from bot.stores.webhook import LONGEST, Keeps, StoreDoor
from bot.web import APIRouter
from catalog.feeds.loose import NotJson, parse_record, text


class TrackerDoor(StoreDoor):
    """A tracker's door: the header of its signature, and the fields of a body that name the event and its id."""

    platform: str
    header: str
    topic: str
    id: str

    def _signature(self, headers: Headers) -> str:
        return headers.get(self.header, "").strip()

    def _delivery(self, headers: Headers, body: bytes) -> Delivery:  # noqa: ARG002 - all of it is in the body
        try:
            told = parse_record(body)
        except NotJson as error:
            raise Unreadable(str(error)) from error
        topic, number = (text(told.get(name))[:LONGEST] for name in (self.topic, self.id))
        if not topic:
            raise Unreadable(f"no {self.topic}")
        key = f"{self.platform} {number} {sha256(body).hexdigest()}"
        said = body.decode("utf-8", "replace").replace("\x00", "")
        return Delivery(key, None, self.platform, "", topic, said, None, self._clock.now())


class EasyPostDoor(TrackerDoor):
    """`POST /webhooks/easypost`."""

    platform, header, topic, id = EASYPOST, "x-hmac-signature", "description", "id"


class AfterShipDoor(TrackerDoor):
    """`POST /webhooks/aftership`."""

    platform, header, topic, id = AFTERSHIP, "aftership-hmac-sha256", "event", "event_id"


def build_tracker_router(checks: Mapping[str, BodyCheck], inbox: Keeps, clock: Clock) -> APIRouter:
    """Both doors."""
    router = APIRouter()
    for door in (EasyPostDoor, AfterShipDoor):
        endpoint = door(checks[door.platform], inbox, clock)
        router.routes.append(Route(f"/webhooks/{door.platform}", endpoint, include_in_schema=False))
    return router
