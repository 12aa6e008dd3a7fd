"""`/checkout/{token}` and what it loads. A token is all that is needed and opens one cart only.

Pages hold no script at all; a form's answer is believed only with the seal that its page carried.
"""

import hmac
from functools import partial
from importlib.resources import files
from urllib.parse import parse_qs

from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from bot.log import get_log
from bot.orders.links import Pass, read, seal
from bot.orders.place import CartChanged, SoldOut, place_order
from bot.storefront.page import Counter, View
from bot.storefront.read import Seen, read_seen
from bot.web import APIRouter, Request, read_at_most

log = get_log(__name__)

PURPOSE = "checkout"
MOST_BYTES = 8_192  # of a form
SAFE = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",
}


def build_storefront_router(counter: Counter) -> APIRouter:
    """The pages on joined parts."""
    router = APIRouter(include_in_schema=False)
    style = (files("bot.storefront") / "static" / "checkout.css").read_text("utf-8")
    router.add_api_route("/checkout/static/checkout.css", partial(show_style, style), methods=["GET"])
    router.add_api_route("/checkout/{token}", partial(show, counter), methods=["GET"])
    router.add_api_route("/checkout/{token}", partial(place, counter), methods=["POST"])
    return router


async def show_style(style: str) -> Response:
    return Response(style, media_type="text/css", headers={**SAFE, "Cache-Control": "public, max-age=300"})


async def show(counter: Counter, token: str, request: Request) -> Response:
    """The cart as it is now, or the order that it became."""
    view = counter.view(request)
    granted = read(token, PURPOSE, counter.keys)
    if granted is None:
        return _page(view.problem("unknown"), 404)
    if granted.is_over(counter.clock.now()):
        return _page(view.problem("over"), 410)
    seen = await read_seen(counter, granted, request.query_params.get("coupon"), view.language)
    return _answer(counter, view, token, seen)


async def place(counter: Counter, token: str, request: Request) -> Response:
    """“Place order”: exactly once, and only for what the page had shown."""
    view = counter.view(request)
    granted = read(token, PURPOSE, counter.keys)
    if granted is None:
        return _page(view.problem("unknown"), 404)
    if granted.is_over(counter.clock.now()):
        return _page(view.problem("over"), 410)
    form = await _form(request)
    seen = await read_seen(counter, granted, form.get("coupon", ""), view.language, form.get("payment", ""))
    if seen is None or seen.order or not seen.now.lines:
        return _answer(counter, view, token, seen)
    if not _is_sealed(counter, token, form):
        return PlainTextResponse("Forbidden", status_code=403, headers=SAFE)
    if form.get("seen") != seen.checkout.fingerprint:
        return _answer(counter, view, token, seen, note="changed")
    return await _order(counter, view, token, granted, seen)


async def _order(counter: Counter, view: View, token: str, granted: Pass, seen: Seen) -> Response:
    try:
        async with counter.database.write() as tx:
            number = await place_order(tx, seen.checkout, counter.clock.now())
    except (CartChanged, SoldOut) as refused:
        await counter.shelves.refresh()
        again = await read_seen(counter, granted, seen.checkout.coupon, view.language)
        left = refused.left if isinstance(refused, SoldOut) else {}
        return _answer(counter, view, token, again, note="gone" if left else "changed", left=left)
    if number:
        log.info("order.placed", order_number=number)
        counter.coordinator.wake("turns")
        counter.coordinator.wake("catalog")
    return RedirectResponse(f"{token}?lang={view.language}", status_code=303, headers=SAFE)


def _answer(
    counter: Counter, view: View, token: str, seen: Seen | None, *, note: str = "", left: dict[str, int] | None = None
) -> Response:
    if seen is None:
        return _page(view.problem("unknown"), 404)
    if seen.order:
        return _page(view.done(seen))
    if not seen.now.lines:
        return _page(view.problem("empty"))
    fingerprint = seen.checkout.fingerprint
    sealed = seal(f"{token}:{fingerprint}", counter.keys[0])
    return _page(view.cart(seen, sealed=sealed, note=note, left=left or {}), 409 if note else 200)


def _is_sealed(counter: Counter, token: str, form: dict[str, str]) -> bool:
    told = f"{token}:{form.get('seen', '')}"
    given = form.get("seal", "").encode()
    return any(hmac.compare_digest(given, seal(told, key).encode()) for key in counter.keys)


async def _form(request: Request) -> dict[str, str]:
    body = await read_at_most(request, MOST_BYTES)
    if body is None:
        return {}
    told = parse_qs(body.decode("utf-8", "replace"), max_num_fields=20, keep_blank_values=True)
    return {name: values[0] for name, values in told.items()}


def _page(html: str, status: int = 200) -> Response:
    return HTMLResponse(html, status_code=status, headers=SAFE)
