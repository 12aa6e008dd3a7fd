"""Pictures of a shop whose products lie on somebody else's servers."""

import pytest
from sqlmodel import select

from catalog.queries import bump_version
from catalog.tables import Product
from tests.bot.console.visits import Visits
from tests.stories.shop import PUBLIC_URL, on_both_databases

CDN = "https://cdn.shop.example/s/files"
ODD = (
    "http://plain.example/1.jpg",
    "https://one.example; script-src *//1.jpg",
    "https://two.example'/1.jpg",
    "//three.example/1.jpg",
    "data:image/png;base64,AAAA",
    "/media/ours.jpg",
)


async def pictured(visits: Visits, *pictures: str) -> None:
    shop = visits.shop
    async with shop.wiring.database.session() as session:
        product = (await session.exec(select(Product).order_by(Product.id).limit(1))).one()
        session.add(product.sqlmodel_update({"media": list(pictures)}))
        await bump_version(session, product.id)
    await shop.wiring.shelves.refresh()


async def policy(visits: Visits, page: str) -> str:
    async with visits.browser(await visits.hires()) as client:
        return (await client.get(page)).headers["content-security-policy"]


@on_both_databases
async def test_the_inbox_shows_what_the_shop_sells(visits: Visits) -> None:
    """Its own address and that of the products' pictures; other pages load nothing of others."""
    await pictured(visits, f"{CDN}/serum.jpg")
    told = await policy(visits, "/console/inbox")
    assert "img-src 'self' https://cdn.shop.example data: blob:;" in told
    assert "script-src 'self';" in told


async def test_other_pages_load_nothing_of_others(visits: Visits) -> None:
    await pictured(visits, f"{CDN}/serum.jpg")
    assert "cdn.shop.example" not in await policy(visits, "/console/account")


@pytest.mark.parametrize("odd", ODD)
async def test_no_address_writes_into_the_policy(visits: Visits, odd: str) -> None:
    await pictured(visits, odd)
    assert "img-src 'self' data: blob:;" in await policy(visits, f"{PUBLIC_URL}/console/inbox")
