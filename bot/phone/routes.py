"""The simulated phone at `/phone` and the demo start page at `/`, with the files that they load.

The pages speak to the emulator (`/emulator`) and, where time can jump, to `jumps.py`.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, select_autoescape
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from bot.phone.assets import Assets, read_assets
from bot.phone.languages import Language, choose_language, read_languages
from bot.web import APIRouter, Request

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "media-src 'self' blob:; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
SAFE = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
THEMES = frozenset({"light", "dark"})
README = Path(__file__).parents[2] / "README.md"


def build_phone_router(
    shop_name: str = "Our shop", now: Callable[[], datetime] | None = None, inbox: str = ""
) -> APIRouter:
    """`/`, `/phone`, `/phone/readme` and `/phone/static/{version}/{file}`.

    `/phone` takes `phone` (E.164 or BSUID), `name`, `text` (already written, as by a link), `lang`, `theme` (light,
    dark), `two=1` and `embed=1` (the phone alone, for a frame).
    `now` is the shop's time, which can jump; without it the page has the browser's, which cannot.
    `inbox` is the address of the agents' page, which `/` then shows beside the phone with the same conversation.
    """
    pages = Pages(shop_name, now, inbox)
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/", partial(pages.show, "start.html"), methods=["GET"], response_class=HTMLResponse)
    router.add_api_route("/phone", partial(pages.show, "phone.html"), methods=["GET"], response_class=HTMLResponse)
    router.add_api_route("/phone/readme", show_readme, methods=["GET"])
    router.add_api_route("/phone/static/{path:path}", pages.file, methods=["GET", "HEAD"])
    return router


class Pages:
    """The page shells and the files behind them, read once."""

    def __init__(self, shop_name: str, now: Callable[[], datetime] | None, inbox: str = "") -> None:
        self.shop_name, self.now, self.inbox = shop_name, now, inbox
        self.assets: Assets = read_assets()
        self.languages = read_languages()
        self.templates = Environment(loader=PackageLoader("bot.phone"), autoescape=select_autoescape())

    async def show(self, template: str, request: Request) -> Response:
        """One page in the visitor's language and theme."""
        language = self._language(request)
        html = self.templates.get_template(template).render(
            shop=self.shop_name,
            language=language,
            theme=_theme(request),
            t=language.words,
            static=f"{request.scope.get('root_path', '')}/phone/static/{self.assets.version}",
            settings=self._settings(request, language),
        )
        return HTMLResponse(html, headers={**SAFE, "Cache-Control": "no-store", "Vary": "Accept-Language, Cookie"})

    async def file(self, path: str, request: Request) -> Response:
        """One script, style or drawing."""
        found = self.assets.find(path)
        if found is None:
            return PlainTextResponse("There is no such file.", status_code=404, headers=SAFE)
        asset, keeping = found
        headers = {**SAFE, "Cache-Control": keeping, "ETag": asset.etag}
        if asset.etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(asset.body, media_type=asset.content_type, headers=headers)

    def _language(self, request: Request) -> Language:
        wishes = [request.query_params.get("lang", ""), request.cookies.get("phone_lang", "")]
        return choose_language(self.languages, wishes, request.headers.get("accept-language", ""))

    def _settings(self, request: Request, language: Language) -> dict[str, Any]:
        """What the scripts read from the page."""
        asked = request.query_params
        return {
            "shop": self.shop_name,
            "language": language.code,
            "direction": language.direction,
            "languages": {code: each.words["language.name"] for code, each in self.languages.items()},
            "words": language.words,
            "phone": asked.get("phone", ""),
            "name": asked.get("name", ""),
            "text": asked.get("text", "")[:1000],
            "two": asked.get("two") == "1",
            "embed": asked.get("embed") == "1",
            "now": self.now().isoformat() if self.now else "",
            "times": f"{request.scope.get('root_path', '')}/phone",
            "base": f"{request.scope.get('root_path', '')}/emulator",
            "readme": README.exists(),
            "inbox": f"{request.scope.get('root_path', '')}{self.inbox}" if self.inbox else "",
        }


async def show_readme() -> Response:
    """The project's README as text, where it is installed from its repository."""
    if not README.exists():
        return PlainTextResponse("README.md is not installed here.", status_code=404, headers=SAFE)
    return PlainTextResponse(README.read_text(encoding="utf-8"), headers=SAFE)


def _theme(request: Request) -> str:
    for wish in (request.query_params.get("theme", ""), request.cookies.get("phone_theme", "")):
        if wish in THEMES:
            return wish
    return "auto"
