"""What the shop's website tells of its visitors (A9): small, nameless, believed only as far as the catalog knows."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from bot.clock import ManualClock
from tests.stories.bought import news, shopify_order, told
from tests.stories.shop import PUBLIC_URL, Shop, on_both_databases, open_shop
from tests.stories.stores import SHOPIFY, follows, hears_of_it, shopify_tells
from tests.stories.test_store_orders import SECRETS

BROWSER = "0123456789abcdef" * 2
SERUM = "SKN-301-30"


@pytest.fixture
async def shop(database_url: str, clock: ManualClock) -> AsyncIterator[Shop]:
    """A shop that a store calls."""
    async with open_shop(database_url, clock, **SECRETS) as opened:
        await follows(opened, "shopify", SHOPIFY)
        yield opened


async def browses(shop: Shop, body: Any) -> int:
    """A browser's beacon; the status of our answer."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(shop.door)) as client:
        headers = {"Content-Type": "text/plain;charset=UTF-8"}
        return (await client.post(f"{PUBLIC_URL}/visits", content=raw, headers=headers)).status_code


@on_both_databases
async def test_a_visitor_without_a_name_is_the_buyer_once_she_buys(shop: Shop) -> None:
    """A9: looks and cart of a browser belong to whoever orders with it; the order ends the cart."""
    assert await browses(shop, {"anonymous": BROWSER, "view": SERUM}) == 204
    assert await browses(shop, {"anonymous": BROWSER, "cart": [{"id": SERUM, "quantity": 2}, {"id": "?"}]}) == 204
    await hears_of_it(shop)
    assert await news(shop) == ["product.viewed", "cart.created"]
    assert (await told(shop))[1][1]["total"] == 2 * 2800
    [(cart_of, status)] = await shop.rows("select contact_id, status from cart where source = 'web'")
    assert status == "open"
    order = shopify_order(1001, shop.clock.now(), note_attributes=[{"name": "wa_anonymous", "value": BROWSER}])
    await shopify_tells(shop, "orders/create", {**order, "phone": "+14155550777"})
    await hears_of_it(shop)
    [(owner, status)] = await shop.rows("select contact_id, status from cart where source = 'web'")
    assert status == "ordered"
    assert await shop.rows("select contact_id from handle where value = '+14155550777'") == [(owner,)]
    assert await shop.rows("select contact_id from product_view") == [(owner,)]
    assert await shop.rows("select contact_id from shop_order where source = 'shop'") == [(owner,)]
    assert cart_of == owner


async def test_what_the_catalog_does_not_know_leaves_no_trace(shop: Shop) -> None:
    """A stranger who makes things up makes no contact, no cart and no text of ours."""
    await browses(shop, {"anonymous": BROWSER, "view": "<script>"})
    await browses(shop, {"anonymous": BROWSER, "cart": [{"id": "nothing of ours", "title": "Buy!", "quantity": 3}]})
    await hears_of_it(shop)
    assert await shop.rows("select count(*) from handle where kind = 'anonymous'") == [(0,)]
    assert await news(shop) == []


async def test_the_door_is_small(shop: Shop) -> None:
    """Broken 400, large 413, too often 429; a number or a mailbox cannot be told here at all."""
    assert await browses(shop, b"not json") == 400
    assert await browses(shop, {"anonymous": "amina", "view": SERUM}) == 400
    assert await browses(shop, {"anonymous": BROWSER, "cart": [{"id": "x", "quantity": 10**9}]}) == 400
    assert await browses(shop, b" " * 5000) == 413
    assert (
        await browses(shop, {"anonymous": BROWSER, "view": SERUM, "phone": "+14155550199", "email": "a@b.c"}) == 204
    )
    await hears_of_it(shop)
    assert await shop.rows("select count(*) from handle where value in ('+14155550199', 'a@b.c') "
                           "and contact_id = (select contact_id from product_view)") == [(0,)]  # fmt: skip
    answers = [await browses(shop, {"anonymous": BROWSER, "view": SERUM}) for _ in range(30)]
    assert answers.count(429) >= 8
    assert await browses(shop, {"anonymous": "f" * 32, "view": SERUM}) == 204


async def test_a_look_a_day_is_news_once(shop: Shop) -> None:
    """D3: reloading a page is no second wish."""
    for _ in range(3):
        await browses(shop, {"anonymous": BROWSER, "view": SERUM})
    await hears_of_it(shop)
    shop.clock.set(shop.clock.now() + timedelta(days=1))
    await browses(shop, {"anonymous": BROWSER, "view": SERUM})
    await hears_of_it(shop)
    assert await news(shop) == ["product.viewed"] * 2
