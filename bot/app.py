"""The FastAPI application: doors, pages, health."""

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from urllib.parse import urlsplit

from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

import catalog.demo
from bot.actions.outgoing import where_products_are
from bot.clock import ShiftedClock
from bot.inbox.queries import MEASURE
from bot.media.queries import MEASURE as MEASURE_MEDIA
from bot.outbox.queries import COUNT_OPEN
from bot.storage.columns import to_micros
from bot.storefront.outgoing import build_outgoing_router
from bot.storefront.page import Counter
from bot.storefront.papers import build_papers_router
from bot.storefront.routes import build_storefront_router
from bot.stores.trackdoors import build_tracker_router
from bot.stores.webhook import build_store_router
from bot.web import APIRouter, Below, FastAPI, LateDoor, Request
from bot.whatsapp.webhook import build_webhook_router
from bot.wiring import Wiring

WAITING = Gauge("shopclerk_inbox_waiting", "Events that wait for their turn")
OLDEST = Gauge("shopclerk_inbox_oldest_seconds", "How long the oldest of them has waited")
SET_ASIDE = Gauge("shopclerk_inbox_set_aside", "Events that failed for good: `shopclerk events --failed`")
MEDIA = Gauge("shopclerk_media", "Files of contacts: waiting to be fetched, failed for good", ["status"])
OPEN = Gauge("shopclerk_outbox_open", "Messages waiting, being sent, or of unknown outcome", ["status"])
LOOPS = Gauge("shopclerk_loop_running", "1 while this process's loop works", ["loop"])

PRODUCT_PICTURES = Path(catalog.demo.__file__).parent / "images"


def create_app(wiring: Wiring) -> FastAPI:
    """The application on joined parts; whoever serves it also starts their work."""
    app = FastAPI(title="Shopclerk", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.wiring = wiring
    app.add_api_route("/healthz", healthz, methods=["GET"])
    app.add_api_route("/readyz", readyz, methods=["GET"])
    app.add_api_route("/metrics", metrics, methods=["GET"])
    app.include_router(_webhooks(wiring))
    app.include_router(build_store_router(wiring.store_checks, wiring.store_inbox, wiring.clock))
    app.include_router(build_tracker_router(wiring.store_checks, wiring.store_inbox, wiring.clock))
    if any(check.is_set for check in wiring.store_checks.values()):  # else nobody would read what is kept
        from bot.stores.visits import VisitDoor

        app.include_router(VisitDoor(wiring.store_inbox, wiring.clock).build_router())
    if wiring.settings.chatwoot_url:
        _add_bridge(app, wiring)
    app.router.routes.append(Route("/events", wiring.event_door, include_in_schema=False))
    app.include_router(wiring.doors.pages.build_router())
    counter = counter_of(wiring)
    app.include_router(build_storefront_router(counter))
    app.include_router(build_papers_router(counter))
    app.include_router(build_outgoing_router(counter))
    app.mount("/media/pictures", StaticFiles(directory=wiring.pictures.folder, check_dir=False), name="made pictures")
    app.mount("/media/products", StaticFiles(directory=PRODUCT_PICTURES), name="product pictures")
    _add_console(app, wiring)
    if wiring.emulator_app is not None:
        _add_demo(app, wiring, wiring.emulator_app)
    return app


def _add_console(app: FastAPI, wiring: Wiring) -> None:
    """Pages and JSON of the people who work here, built when one of them first knocks."""

    def build() -> ASGIApp:
        from bot.console.desk import Desk
        from bot.console.door import build_console

        names = (each.name for each in fields(Desk) if hasattr(wiring, each.name))
        desk = Desk(**{name: getattr(wiring, name) for name in names})
        wiring.ends.append(desk.end)
        wiring.keeper.uses.append(desk.use)
        return build_console(desk)

    door = LateDoor(build)
    for path in ("/console", "/console/{rest:path}", "/api/{rest:path}", "/media/agent/{rest:path}"):
        app.router.routes.append(Below(path, door))


def _add_bridge(app: FastAPI, wiring: Wiring) -> None:
    """Where Chatwoot tells what people write there; not even imported without one."""
    from bot.bridges.setup import open_chatwoot
    from bot.bridges.webhook import ChatwootDoor

    settings = wiring.settings
    secret = settings.chatwoot_secret.get_secret_value()
    door = ChatwootDoor(wiring.database, wiring.coordinator, wiring.clock, open_chatwoot(settings), secret)
    app.router.routes.extend(door.routes())


def counter_of(wiring: Wiring) -> Counter:
    """What the pages of the shop are made with."""
    settings = wiring.settings
    chat = (
        f"{settings.local_url}/phone" if settings.shows_demo else f"https://wa.me/{settings.senders[0].lstrip('+')}"
    )
    return Counter(
        database=wiring.database,
        shelves=wiring.shelves,
        shop=wiring.shop,
        clock=wiring.clock,
        coordinator=wiring.coordinator,
        keys=wiring.keys,
        back=chat,
        products=where_products_are(wiring.shop, settings),
    )


def _add_demo(app: FastAPI, wiring: Wiring, emulator_app: ASGIApp) -> None:
    """The emulator and its phone; not even imported where a real account is connected."""
    from bot.doors.demo import build_demo_router
    from bot.phone.demohost import DemoHost, host_of
    from bot.phone.jumps import Jumps
    from bot.phone.routes import build_phone_router

    settings = wiring.settings
    workers_call = {host_of(settings.emulator_url)} - {host_of(settings.public_url)}  # from other machines (compose)
    app.mount("/emulator", DemoHost(emulator_app, workers_call))
    pages = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    if isinstance(wiring.clock, ShiftedClock):
        pages.include_router(Jumps(wiring.database, wiring.coordinator, wiring.clock).build_router())
    pages.include_router(build_phone_router(wiring.shop.name, wiring.clock.now, inbox="/console/inbox"))
    pages.include_router(build_demo_router(wiring.shop.name, wiring.shelves.newest))
    app.mount("/", DemoHost(pages))


class HotPath:
    """Leads webhooks straight to their doors; the framework's layers would cost a third of the request."""

    def __init__(self, app: ASGIApp, doors: Mapping[str, ASGIApp]) -> None:
        self._app = app
        self._doors = doors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        door = self._doors.get(scope["path"]) if scope["type"] == "http" else None
        await (door or self._app)(scope, receive, send)


def hot_doors(wiring: Wiring) -> dict[str, ASGIApp]:
    """The webhooks by their paths, also behind a proxy that leaves the public URL's path in place."""
    doors = {route.path: route.endpoint for route in _webhooks(wiring).routes if isinstance(route, Route)}
    prefix = urlsplit(wiring.settings.base_url).path
    return doors | {prefix + path: door for path, door in doors.items()}


def _webhooks(wiring: Wiring) -> APIRouter:
    accounts = (wiring.settings.twilio_account_sid,)
    return build_webhook_router(wiring.signature_check, wiring.threshold, wiring.statuses, wiring.clock, accounts)


async def healthz() -> Response:
    """The process is alive."""
    return JSONResponse({"status": "ok"})


async def readyz(request: Request) -> Response:
    """The database answers with the schema that this code needs."""
    faults = await request.app.state.wiring.list_faults()
    if faults:
        return JSONResponse({"status": "not ready", "faults": faults}, status_code=503)
    return JSONResponse({"status": "ready"})


async def metrics(request: Request) -> Response:
    """Counters and gauges for Prometheus. No label holds anything of a person."""
    await _measure(request.app.state.wiring)
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


async def _measure(wiring: Wiring) -> None:
    async with wiring.database.read() as tx:
        inbox = await tx.row(MEASURE)
        media = await tx.row(MEASURE_MEDIA)
        still_open = {row[0]: row[1] for row in await tx.rows(COUNT_OPEN)}
    waiting, oldest, set_aside = inbox or (0, None, 0)
    now = to_micros(wiring.clock.now())
    WAITING.set(waiting)
    OLDEST.set(0 if oldest is None else max(0, now - oldest) / 1_000_000)
    SET_ASIDE.set(set_aside)
    for status, count in zip(("waiting", "failed"), media or (0, 0), strict=True):
        MEDIA.labels(status).set(count)
    for status in ("waiting", "sending", "unknown"):
        OPEN.labels(status).set(still_open.get(status, 0))
    for name, task in wiring.loops.items():
        LOOPS.labels(name).set(0 if task.done() else 1)
