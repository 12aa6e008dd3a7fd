"""Products of WhatsApp's catalog on the phone page: shown, put into a cart, asked about; readable for everybody."""

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import BrowserContext, expect

from tests.bot.phone.stand_in import Serving, World
from tests.bot.phone.test_page import AMINA, assert_clean, box, open_phone, write

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

CATALOG = "1017234312776586"
SHIRTS = [
    {"id": f"S-{n}", "section": "Shirts", "name": f"Shirt {n}", "shown_price": "$49", "picture": ""} for n in (1, 2)
]
LIST = {"kind": "products", "catalog_id": CATALOG, "title": "Mallo", "footer": "", "items": SHIRTS, "picture": ""}
ONE = {**LIST, "kind": "product", "title": "", "footer": "Or write: details", "items": SHIRTS[:1]}


async def test_a_cart_is_put_together_and_sent(context: BrowserContext, site: Serving, world: World) -> None:
    """P29: content ids and quantities; one that was taken back is not sent."""
    world.shop_says(AMINA, "Look", products=LIST)
    page = await open_phone(context, site)
    await expect(page.locator(".wares")).to_contain_text("2 products")
    await page.get_by_role("button", name="View items").click()
    await expect(page.get_by_role("button", name="Send cart")).to_be_disabled()
    await page.get_by_role("button", name="One more of Shirt 1").click()
    await page.get_by_role("button", name="One more of Shirt 1").click()
    await page.get_by_role("button", name="One more of Shirt 2").click()
    await page.get_by_role("button", name="One less of Shirt 2").click()
    assert_clean(await Axe().run(page))
    await page.get_by_role("button", name="Send cart (2 items)").click()
    await expect(page.locator(".row-out .wares-sent")).to_contain_text("Cart sent: 2 items")
    [(_, said)] = world.sent
    assert (said["kind"], said["order"], said["catalog_id"]) == ("order", [["S-1", 2]], CATALOG)
    assert "products" not in said


async def test_a_question_names_its_product_once(context: BrowserContext, site: Serving, world: World) -> None:
    """P29: only the next text is about it; it can be dropped, too."""
    world.shop_says(AMINA, "Look", products=ONE)
    page = await open_phone(context, site)
    await expect(page.locator(".wares-footer")).to_have_text("Or write: details")
    await page.get_by_role("button", name="View", exact=True).click()
    await page.get_by_role("button", name="Message the shop about it").click()
    await expect(page.locator(".composer-extra")).to_contain_text("Shirt 1")
    await write(page, "Is it warm?")
    await write(page, "Thanks")
    await expect(page.locator(".row-out")).to_have_count(2)
    assert [said.get("product") for _, said in world.sent] == ["S-1", None]
    await page.locator(".wares-one").click()
    await page.get_by_role("button", name="Message the shop about it").click()
    await box(page).press("Escape")
    await expect(page.locator(".composer-extra")).to_be_hidden()


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_products_are_readable_for_everybody(
    context: BrowserContext, site: Serving, world: World, theme: str
) -> None:
    """0 violations, in both themes."""
    for products in (ONE, LIST, {**LIST, "kind": "catalog", "items": []}):
        world.shop_says(AMINA, "Look", products=products)
    page = await open_phone(context, site, theme=theme, motion="reduce")
    await expect(page.locator(".wares")).to_have_count(3)
    assert_clean(await Axe().run(page))
