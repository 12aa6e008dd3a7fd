"""The newest shelf, large or small, is at hand; sales begin and end by the clock."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select, update

from bot.actions.finding.finder import Recommend
from bot.actions.shelves import Shelves, catalog_folder
from bot.clock import ManualClock
from bot.coordination.in_process import InProcessCoordinator
from bot.settings import Settings
from bot.storage.database import Database
from catalog.queries import bump_version
from catalog.search.embedded import search_of
from catalog.shelf.beside import Builder
from catalog.tables import Offer
from tests.bot.actions import make


async def test_large_catalog_answers_like_a_small_one(
    shop_database: Database, clock: ManualClock, tmp_path: Path
) -> None:
    """The demo as a large catalog: the finder finds the same."""
    coordinator = InProcessCoordinator()
    shelves = {n: Shelves(shop_database, coordinator, clock, tmp_path / "catalog", small=n) for n in (10, 1_000)}
    answers = []
    for each in shelves.values():
        await each.refresh()
        finder = Recommend(make.reads(shop_database, each.newest(), clock))
        answers.append(await make.act(finder, skin_kind="serum", skin_type="oily", budget=25.0))
        await each.close()
    large, small = (each.newest() for each in shelves.values())
    assert (large.folder is None, small.folder) == (False, None)
    assert answers[0] == answers[1]
    assert large.categories(in_stock=True) == small.categories(in_stock=True)
    assert large.popular(9) == small.popular(9)


async def test_sale_ends_without_a_change_in_the_store(
    shop_database: Database, clock: ManualClock, tmp_path: Path
) -> None:
    async with shop_database.session() as session:
        sku = (await session.exec(select(Offer.sku).where(col(Offer.sale_price).is_(None)))).first() or ""
        until = clock.now() + timedelta(hours=1)
        sale = {"price": 2000, "sale_price": 1500, "sale_until": until}
        await session.exec(update(Offer).where(col(Offer.sku) == sku).values(sale))
        await bump_version(session)
    shelves = Shelves(shop_database, InProcessCoordinator(), clock, tmp_path / "catalog")
    prices = []
    for _ in range(2):
        await shelves.refresh()
        prices.append(shelves.newest().get(sku)[1].to_pay)
        clock.set(until)
    assert prices == [1500, 2000]


def test_files_lie_beside_the_database() -> None:
    assert catalog_folder(Settings(database_url="sqlite:///shop/a.db")) == Path("shop/catalog")
    assert catalog_folder(Settings(database_url="postgresql://db/shop")) == Path("var/catalog")
    assert catalog_folder(Settings(database_url="postgresql://db/shop", catalog_dir="/data/c")) == Path("/data/c")


async def test_change_in_a_large_catalog_is_searched_without_indexing_it_again(
    shop_database: Database, clock: ManualClock, tmp_path: Path
) -> None:
    shelves = Shelves(shop_database, InProcessCoordinator(), clock, tmp_path / "catalog", small=10)
    await shelves.refresh()
    before = shelves.newest()
    search = search_of(before)
    result = search.find(search.read("vitamin c serum", "en")).results[0]
    async with shop_database.session() as session:
        await session.exec(update(Offer).where(col(Offer.sku) == result.offer.sku).values(price=100, sale_price=None))
        await bump_version(session, result.product.id)
    await shelves.refresh()
    after = shelves.newest()
    assert after.folder == before.folder, "it stands on the same generation"
    found = search_of(after).find(search_of(after).read("vitamin c serum under 2", "en")).results
    assert [(one.product.id, one.offer.to_pay) for one in found] == [(result.product.id, 100)]
    await shelves.close()


async def test_an_index_that_lies_there_is_opened_and_not_made_again(
    shop_database: Database, clock: ManualClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What `shopclerk catalog search` does at its second call."""
    found, folders = [], []
    for _ in range(2):
        shelves = Shelves(shop_database, InProcessCoordinator(), clock, tmp_path / "catalog", small=10)
        await shelves.refresh()
        shelf = shelves.newest()
        folders.append(shelf.folder)
        search = search_of(shelf)
        found.append([result.product.id for result in search.find(search.read("vitamin c serum", "en")).results])
        await shelves.close()
        monkeypatch.setattr("catalog.search.filed.search.gather", None)
        monkeypatch.setattr(Builder, "build", None)
    assert folders[0] == folders[1]
    assert found[0] == found[1] != []
