"""What websites, posters and posts lead to: `/go/…`, its QR codes, and the scripts that merchants embed."""

import io
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from urllib.parse import urlencode

from starlette.responses import RedirectResponse, Response

from bot.clock import Clock
from bot.doors.codes import is_code
from bot.doors.plan import DoorPlan
from bot.doors.queries import Link
from bot.doors.texts import Texts
from bot.doors.visits import chat_address, choose_language, count_click, find_visited, is_person, page_of
from bot.log import get_log
from bot.settings import Settings
from bot.storage.columns import to_micros
from bot.storage.database import Database
from bot.web import APIRouter, Request

log = get_log(__name__)

NEVER_KEPT = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}
EMBEDDED = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "public, max-age=3600",
}
SCRIPTS = ("bubble.js", "popup.js")
_TYPES = {"svg": "image/svg+xml", "png": "image/png"}


@dataclass(frozen=True)
class DoorPages:
    """The doors as the web sees them."""

    plan: DoorPlan
    texts: Texts
    database: Database
    clock: Clock
    settings: Settings

    def build_router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/go/{token}", self.go, methods=["GET", "HEAD"])
        router.add_api_route("/go/{token}/qr.{kind}", self.code, methods=["GET", "HEAD"])
        for name in SCRIPTS:
            router.add_api_route(f"/{name}", self.script, methods=["GET", "HEAD"])
        return router

    async def go(self, token: str, request: Request) -> Response:
        """On to WhatsApp, with words that say where the visitor came from.

        Never elsewhere: the address is made of our own number. A door that is gone, a code with a slip, a database
        that is away: the chat opens all the same.
        """
        asked = request.query_params
        language = choose_language(
            asked.get("lang", ""), request.headers.get("accept-language", ""), self.texts.offered
        )
        link = await self._visit(token, request)
        door = self.plan.doors.get(link.door) if link else None
        text = self.texts.prefilled(door, link.sku if link else "", language, link.code if link else "")
        sender = door.sender if door and door.sender else self.settings.senders[0]
        return RedirectResponse(self._address(sender, text, request), 302, headers=NEVER_KEPT)

    async def code(self, token: str, kind: str, request: Request) -> Response:
        """The link as a QR code, svg or png."""
        link = await self._find(token, request) if kind in _TYPES else None
        if link is None:
            return Response("There is no such code.", 404, media_type="text/plain")
        image = draw_code(f"{self.settings.base_url}/go/{link.code}", kind)
        return Response(image, media_type=_TYPES[kind], headers=EMBEDDED)

    async def script(self, request: Request) -> Response:
        """One of the scripts that merchants embed."""
        name = request.url.path.rsplit("/", 1)[1]
        return Response(_read_script(name), media_type="text/javascript; charset=utf-8", headers=EMBEDDED)

    def _address(self, sender: str, text: str, request: Request) -> str:
        """WhatsApp; from the demo's own page the simulated phone, which stands on the same machine."""
        if request.query_params.get("demo") == "1" and self.settings.shows_demo:
            return f"/phone?{urlencode({'text': text})}"
        return chat_address(sender, text)

    async def _visit(self, token: str, request: Request) -> Link | None:
        try:
            link = await self._find(token, request)
            if link is not None and is_person(request.method, request.headers):
                await count_click(self.database, link.code, to_micros(self.clock.now()))
        except Exception:  # the visitor is not made to wait for our database
            log.exception("door.not_counted")
            return None
        return link

    async def _find(self, token: str, request: Request) -> Link | None:
        asked = request.query_params
        page, sku = page_of(asked.get("page", "")), asked.get("sku", "").strip()
        named = self.texts.choose_name(sku, page)
        link = await find_visited(self.database, self.plan, token, page, named, to_micros(self.clock.now()))
        if link is None:
            log.info("door.unknown", is_slip=not is_code(token.strip().upper()))
        return link


@lru_cache(maxsize=512)
def draw_code(url: str, kind: str) -> bytes:
    """A QR code that survives a crease. `kind` is svg or png."""
    import segno

    drawn = io.BytesIO()
    segno.make(url, error="m", micro=False).save(drawn, kind=kind, scale=8, border=4, dark="#000", light="#fff")
    return drawn.getvalue()


@lru_cache(maxsize=8)
def _read_script(name: str) -> bytes:
    return (files("bot.doors") / "static" / name).read_bytes()
