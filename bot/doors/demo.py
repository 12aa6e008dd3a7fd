"""`/demo/shop`: a little website as a merchant would build it, with the bubble, product buttons and the pop-up.

Served by the demo alone. Its Content Security Policy is as strict as a careful merchant's.
"""

from collections.abc import Callable
from importlib.resources import files

from babel.numbers import format_currency, get_currency_precision
from jinja2 import Environment, PackageLoader, select_autoescape
from starlette.responses import HTMLResponse, Response

from bot.doors.visits import choose_language
from bot.web import APIRouter, Request
from catalog.shelf import Shelf
from catalog.wishes import Offered, Shown

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)
HEADERS = {"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
SHOWN = 6
WORDS = {
    "en": {
        "hello": "Things worth keeping",
        "sub": "This is a made-up website of the demo shop. The green button, the buttons beside the products and "
        "the pop-up are what a merchant embeds.",
        "ask": "Ask on WhatsApp",
        "sold_out": "Sold out",
        "alert": "Tell me when it's back",
    },
    "ko": {
        "hello": "오래 쓰고 싶은 것들",
        "sub": "데모 매장의 가상 홈페이지예요. 초록색 버튼, 상품 옆의 버튼, 쿠폰 팝업은 "
        "쇼핑몰에서 그대로 쓰실 수 있어요.",
        "ask": "왓츠앱으로 문의하기",
        "sold_out": "품절",
        "alert": "재입고 알림 받기",
    },
}


def build_demo_router(shop: str, shelf: Callable[[], Shelf]) -> APIRouter:
    """`/demo/shop`, its pages of products, its style sheet.

    `popup` in the query is after how many seconds the pop-up comes.
    """
    templates = Environment(loader=PackageLoader("bot.doors"), autoescape=select_autoescape())
    router = APIRouter(include_in_schema=False)

    async def show(request: Request) -> Response:
        language = choose_language(
            request.query_params.get("lang", ""), request.headers.get("accept-language", ""), list(WORDS)
        )
        after = request.query_params.get("popup", "8")
        html = templates.get_template("demo_shop.html").render(
            shop=shop,
            language=language,
            t=WORDS[language],
            products=[_card(product, language) for product in _choose(shelf())],
            after=after if after.isdecimal() else "8",
        )
        return HTMLResponse(html, headers={**HEADERS, "Vary": "Accept-Language"})

    async def show_one(product: str, request: Request) -> Response:
        """A product's own page, where links from the chat lead in the demo."""
        found = shelf().products.get(product)
        if found is None or not found.variants:
            return Response("There is no such product.", 404, media_type="text/plain", headers=HEADERS)
        language = choose_language("", request.headers.get("accept-language", ""), list(WORDS))
        html = templates.get_template("demo_shop.html").render(
            shop=shop, language=language, t=WORDS[language], products=[_card(found, language)], after="600"
        )
        return HTMLResponse(html, headers={**HEADERS, "Vary": "Accept-Language"})

    async def style() -> Response:
        sheet = (files("bot.doors") / "static" / "demo_shop.css").read_bytes()
        return Response(sheet, media_type="text/css", headers=HEADERS)

    router.add_api_route("/demo/shop", show, methods=["GET"])
    router.add_api_route("/demo/shop/products/{product}", show_one, methods=["GET"])
    router.add_api_route("/demo/shop.css", style, methods=["GET"])
    return router


def _choose(shelf: Shelf) -> list[Shown]:
    """What sells best, and something that is sold out, if anything is."""
    sold_out = shelf.popular(1, in_stock=False)
    return [*shelf.popular(SHOWN - len(sold_out)), *sold_out]


def _card(product: Shown, language: str) -> dict[str, object]:
    offer = next(iter(product.in_stock), product.variants[0])
    words = product.words(language)
    picture = product.media[0].rsplit("/", 1)[-1] if product.media else ""
    return {
        "sku": offer.sku,
        "title": words.title,
        "tagline": words.tagline,
        "picture": f"/media/products/{picture}" if picture else "",
        "price": _price(offer, language),
        "in_stock": offer.stock > 0,
    }


def _price(offer: Offered, language: str) -> str:
    major = offer.to_pay / 10 ** get_currency_precision(offer.currency)
    return format_currency(major, offer.currency, locale=language)
