"""`/l/{token}`: from the chat to a product's page, the checkout, a parcel or the store with a coupon in place.

Where a link leads is worked out here, from the catalog, the cart and the shop's file: nothing in the address is
followed. A click of a person is counted once; what only looks (previews, crawlers) is led on and not counted.
"""

from functools import partial
from urllib.parse import quote

from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.doors.outgoing import SAME_CLICK, Outgoing, Purpose, read_outgoing, ref_of, tagged
from bot.doors.queries import ADD_LINK_CLICK, find_touch
from bot.doors.visits import is_person
from bot.log import get_log
from bot.orders.carts import FIND_CART, list_lines
from bot.orders.coupons import basket_of, choose
from bot.orders.links import Pass, sign
from bot.orders.pricing import reprice
from bot.orders.queries import find_tracking_url
from bot.orders.states import CartStatus
from bot.orders.totals import Terms
from bot.rewards.held import list_held
from bot.rewards.queries import find_coupon
from bot.storage.columns import to_micros
from bot.storage.transactions import Tx
from bot.storefront.page import Counter
from bot.storefront.routes import SAFE
from bot.web import APIRouter, Request

log = get_log(__name__)

FIND_READER = "select language from contact where id = $1::bigint and erased_at is null"
NEVER_KEPT = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}


def build_outgoing_router(counter: Counter) -> APIRouter:
    """The links on joined parts."""
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/l/{token}", partial(follow, counter), methods=["GET", "HEAD"])
    return router


async def follow(counter: Counter, token: str, request: Request) -> Response:
    """On to where the link leads; a friendly page when it is forged, over, or there is nothing any more."""
    view = counter.view(request)
    link = read_outgoing(token, counter.keys)
    if link is None:
        return _page(view.problem("link_unknown"), 404)
    if link.is_over(counter.clock.now()):
        return _page(view.problem("link_over"), 410)
    await counter.shelves.refresh()
    ref = ref_of(token, counter.keys[0])
    async with counter.database.read() as tx:
        reader = await tx.row(FIND_READER, link.contact_id)
        touch = await find_touch(tx, link.contact_id, last=True) if reader else None
        door = str(touch["door"] or touch["source_id"]) if touch else ""
        target = await _target(counter, tx, link, ref, door) if reader else ""
    if not reader or not target:
        return _page(view.problem("link_gone"), 404)
    if is_person(request.method, request.headers):
        await _count(counter, link, ref, door)
    ours = f"?lang={quote(reader[0] or counter.shop.languages[0])}" if target.startswith("../") else ""
    return RedirectResponse(target + ours, 302, headers=NEVER_KEPT)


async def _count(counter: Counter, link: Outgoing, ref: str, door: str) -> None:
    now = to_micros(counter.clock.now())
    try:
        async with counter.database.write() as tx:
            await tx.run(ADD_LINK_CLICK, link.contact_id, now, link.purpose.value, link.thing, door, ref, SAME_CLICK)
    except Exception:  # nobody is kept from the shop because our database is busy
        log.exception("link.not_counted")


async def _target(counter: Counter, tx: Tx, link: Outgoing, ref: str, door: str) -> str:
    """Where a link leads now; empty when it leads nowhere any more."""
    match link.purpose:
        case Purpose.PRODUCT:
            return _product(counter, link, ref, door)
        case Purpose.PARCEL:
            url = await find_tracking_url(tx, int(link.thing), link.contact_id) if link.thing.isdigit() else ""
            return url if url.startswith(("https://", "http://")) else ""
        case Purpose.COUPON:
            return await _coupon(counter, tx, link, ref)
        case Purpose.CHECKOUT:
            return await _checkout(counter, tx, link, ref)


def _product(counter: Counter, link: Outgoing, ref: str, door: str) -> str:
    """The product's page with this variant, and where the visit comes from."""
    found = counter.shelves.newest().find_sku(link.thing)
    if found is None:
        return ""
    product, offer = found
    page = product.page or f"/products/{quote(product.id)}"
    base = "" if page.startswith(("https://", "http://")) else counter.products
    if not base and page.startswith("/"):
        return ""
    tags = [("variant", offer.sku), ("utm_source", "whatsapp"), ("utm_medium", "chat")]
    return tagged(f"{base}{page}", [*tags, ("utm_campaign", door or "product_card"), ("wa_ref", ref)])


async def _coupon(counter: Counter, tx: Tx, link: Outgoing, ref: str) -> str:
    checkout, now = counter.shop.checkout, counter.clock.now()
    coupon = await find_coupon(tx, link.thing, link.contact_id)
    if coupon is None or not coupon.is_usable(now) or not checkout.has_coupon_link:
        return ""
    return _named(checkout.coupon_address(coupon.code, ref), "coupon")


async def _checkout(counter: Counter, tx: Tx, link: Outgoing, ref: str) -> str:
    """Our own page, or the store's checkout with what is in the cart at this moment."""
    row = await tx.row(FIND_CART, int(link.thing)) if link.thing.isdigit() else None
    if row is None or row[1] != link.contact_id:
        return ""
    if counter.shop.checkout.is_ours:
        return f"../checkout/{sign(Pass('checkout', row[0], link.contact_id, link.until), counter.keys[0])}"
    if row[2] != CartStatus.OPEN.value:
        return ""
    return await _at_the_store(counter, tx, row[0], link.contact_id, ref)


async def _at_the_store(counter: Counter, tx: Tx, cart_id: int, contact_id: int, ref: str) -> str:
    checkout, policies = counter.shop.checkout, counter.shop.policies
    now = reprice(counter.shelves.newest(), await list_lines(tx, cart_id))
    held = await list_held(tx, contact_id, counter.clock.now())
    terms = Terms(policies.shipping_fee, policies.free_shipping_from)
    chosen = choose(held, basket_of(now.lines), terms)
    lines = [(line.offer.sku, line.quantity) for line in now.lines]
    if not lines or checkout.missing(sku for sku, _ in lines):
        return ""
    return _named(checkout.address(lines, coupon=chosen.code, ref=ref), "checkout")


def _named(address: str, campaign: str) -> str:
    return tagged(address, [("utm_source", "whatsapp"), ("utm_medium", "chat"), ("utm_campaign", campaign)])


def _page(html: str, status: int) -> Response:
    return HTMLResponse(html, status_code=status, headers=SAFE)
