"""A coupon counts in cart and checkout by all its terms: minimum basket, selected products, free shipping."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import ManualClock
from tests.stories.checkout import buys, fields_of, link_to_pay, opens, places
from tests.stories.shop import Shop, on_both_databases, open_shop
from tests.stories.test_cart import CANDLE, add_a_candle
from tests.stories.test_coupon import code_in, unlock

CAMPAIGN = """
languages = ["en", "ko"]
[[coupons]]
id = "welcome"
prefix = "MALLO"
budget = 5
valid_days = 7
"""


@pytest.fixture
def terms() -> str:
    """Overridden where a story is about others."""
    return "percent = 10\nmin_basket = 3000"


@pytest.fixture
async def shop(database_url: str, clock: ManualClock, tmp_path: Path, terms: str) -> AsyncIterator[Shop]:
    file = tmp_path / "shop.toml"
    file.write_text(CAMPAIGN + terms)
    async with open_shop(database_url, clock, shop_file=str(file)) as opened:
        yield opened


@on_both_databases
async def test_what_is_missing_to_the_minimum_is_said_until_it_is_there(shop: Shop) -> None:
    """C1, C2, C3: in the chat and on the page; then the code counts, and is redeemed with the order."""
    amina = shop.phone()
    code = code_in(await unlock(shop, amina))
    [added] = await add_a_candle(shop, amina)
    missing = f"$4 more and your code *{code}* counts"
    assert missing in added
    assert missing in (await shop.hears(amina, "my cart"))[-1]
    url = await link_to_pay(shop, amina)
    assert f"$4 more and your code {code} counts" in (await opens(shop, url)).text
    typed = await opens(shop, f"{url}&coupon={code.lower()}")
    assert f"$4 more and your code {code} counts" in typed.text
    assert "Place order (demo) · $30" in typed.text
    await shop.walks(amina, "my cart", "make it 2")
    page = await opens(shop, url)
    assert f"$5.20 off with {code}" in page.text
    assert "counts." not in page.text
    await buys(shop, url)
    assert await shop.rows("select discount, total, coupon from shop_order") == [(520, 4680, code)]
    assert await shop.rows("select redeemed_at is not null from coupon") == [(True,)]


@pytest.mark.parametrize("terms", ["free_shipping = true"])
@on_both_databases
async def test_free_shipping_is_free_at_the_till(shop: Shop) -> None:
    """C3: said in the chat, shown on the page, nothing paid for shipping."""
    amina = shop.phone()
    code = code_in(await unlock(shop, amina))
    await add_a_candle(shop, amina)
    assert f"With your code *{code}* shipping is free: *$26*" in (await shop.hears(amina, "my cart"))[-1]
    url = await link_to_pay(shop, amina)
    assert f"Shipping is free with {code}" in (await opens(shop, url)).text
    await buys(shop, url)
    assert await shop.rows("select shipping, discount, total, coupon from shop_order") == [(0, 0, 2600, code)]


@pytest.mark.parametrize("terms", ['percent = 50\ncategories = ["skincare"]'])
async def test_a_code_for_other_goods_says_so(shop: Shop) -> None:
    """C3: neither held nor typed does it count, and the reason is told."""
    amina = shop.phone()
    code = code_in(await unlock(shop, amina))
    await add_a_candle(shop, amina)
    assert "is for selected products" in (await shop.hears(amina, "my cart"))[-1]
    url = await link_to_pay(shop, amina)
    page = await opens(shop, f"{url}&coupon={code}")
    assert "counts for selected products only" in page.text
    assert "Place order (demo) · $30" in page.text


@on_both_databases
async def test_terms_that_change_before_the_button_are_seen_first(shop: Shop) -> None:
    """C2: what the page promised is reckoned again; nobody pays what was not shown."""
    amina = shop.phone()
    code_in(await unlock(shop, amina))
    await add_a_candle(shop, amina)
    await shop.hears(amina, "make it 2")
    url = await link_to_pay(shop, amina)
    fields = fields_of(await opens(shop, url))
    async with shop.wiring.database.write() as tx:
        await tx.run("update campaign set percent = 5")
    page = await places(shop, url, **fields)
    assert page.status_code == 409
    assert "Your cart has changed" in page.text
    assert await shop.rows("select count(*) from shop_order") == [(0,)]
    await shop.sells(CANDLE, price=2600)
    await places(shop, url, **fields_of(page))
    assert await shop.rows("select discount from shop_order") == [(260,)]


async def test_a_coupon_leads_to_the_cart(shop: Shop) -> None:
    """C1, C3: whoever asks for her coupon again finds the way to her cart."""
    amina = shop.phone()
    await unlock(shop, amina)
    await add_a_candle(shop, amina)
    await shop.hears(amina, "my coupons")
    assert shop.offered(amina) == ["🔎 Find a product", "🛒 View cart", "Menu"]
    assert "Your cart" in (await shop.taps(amina, "🛒 View cart"))[-1]
