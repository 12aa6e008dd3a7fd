"""Large catalogs: built beside, opened again, caught up; on SQLite and PostgreSQL."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.actions.shelves import BUILD
from bot.storage.database import Database
from catalog.shelf import Shelf
from catalog.shelf.beside import Builder, NotBuilt
from catalog.shelf.generation import MANIFEST, RECORDS
from catalog.shelf.parts import RecordBroken
from catalog.shelf.stockroom import Stockroom
from catalog.tables import Label
from tests.catalog.make import NOW
from tests.catalog.rows import keep

NONE = Shelf(version=-1)


@pytest.fixture
async def room(database: Database, tmp_path: Path) -> AsyncIterator[Callable[..., Stockroom]]:
    """Makes stockrooms of one folder, as processes would: everything above two products is large."""
    made: list[Stockroom] = []

    def make(small: int = 2, **bounds: int) -> Stockroom:
        builder = Builder(database.url, tmp_path / "catalog", BUILD)
        made.append(Stockroom(database.read, builder, small=small, **bounds))
        return made[-1]

    yield make
    for each in made:
        await each.close()


def generations(folder: Path) -> list[Path]:
    return sorted(each for each in (folder / "catalog").glob("*") if each.is_dir())


def price_of(shelf: Shelf, sku: str) -> int:
    return shelf.get(sku)[1].to_pay


async def fill(database: Database, count: int = 4) -> None:
    for number in range(count):
        await keep(database, f"m{number}", {"stock": 5})


async def test_large_catalog_lies_in_files(database: Database, room, tmp_path: Path) -> None:
    """The same shelf as from memory; the second process only opens it."""
    await fill(database)
    async with database.session() as session:
        session.add(Label(attribute="size", value="0", language="en", text="small"))
    large, small = await room().renew(NONE, NOW), await room(small=9).renew(NONE, NOW)
    assert (large.folder, small.folder) == (generations(tmp_path)[0], None)
    assert {**large.products} == {**small.products}
    assert (large.version, large.settled, large.label("size", "0", "en")) == (4, 4, "small")
    again = await room().renew(NONE, NOW)
    assert (again.folder, again.version) == (large.folder, 4)


async def test_changes_are_caught_up(database: Database, room) -> None:
    """P29: what is changed, new, hidden and on sale is seen without building; the shelf of before stays as it was."""
    await fill(database)
    stockroom = room()
    before = await stockroom.renew(NONE, NOW)
    await keep(database, "m1", {"price": 300, "stock": 1})
    await keep(database, "new", {"stock": 1, "sale_price": 60, "sale_from": NOW + timedelta(hours=1)})
    await keep(database, "m2", {"stock": 5}, active=False)
    shelf = await stockroom.renew(before, NOW)
    assert (price_of(shelf, "m1-0"), price_of(shelf, "new-0"), shelf.find_sku("m2-0")) == (300, 100, None)
    assert sorted(shelf.products) == ["m0", "m1", "m3", "new"]
    assert (shelf.folder, shelf.next_change) == (before.folder, NOW + timedelta(hours=1))
    assert (await stockroom.renew(shelf, NOW + timedelta(hours=1))).get("new-0")[1].to_pay == 60
    assert (price_of(before, "m1-0"), sorted(before.products)) == (100, ["m0", "m1", "m2", "m3"])
    await keep(database, "m2", {"stock": 5})
    assert "m2" in (await stockroom.renew(shelf, NOW)).products
    assert sorted((await room().renew(NONE, NOW)).products) == ["m0", "m1", "m2", "m3", "new"]


async def test_shop_that_grows_is_answered_meanwhile(database: Database, room) -> None:
    """Nobody waits while the first files are built."""
    await fill(database, 2)
    stockroom = room()
    small = await stockroom.renew(NONE, NOW)
    await fill(database, 3)
    assert await stockroom.renew(small, NOW) is small
    while not stockroom.has_news(small):
        await asyncio.sleep(0.05)
    large = await stockroom.renew(small, NOW)
    assert (len(small.products), len(large.products), large.folder is not None) == (2, 3, True)


async def test_many_changes_become_the_next_generation(database: Database, room, tmp_path: Path) -> None:
    """Built beside and swapped; the files of before are removed, who reads them goes on."""
    await fill(database)
    stockroom = room(most_changes=1)
    before = await stockroom.renew(NONE, NOW)
    stockroom.builder.rest(0)
    await keep(database, "m0", {"price": 200, "stock": 1})
    await keep(database, "m1", {"price": 200, "stock": 1})
    shelf = await stockroom.renew(before, NOW)
    assert (shelf.folder, price_of(shelf, "m1-0")) == (before.folder, 200)
    while not stockroom.has_news(shelf):
        await asyncio.sleep(0.05)
    after = await stockroom.renew(shelf, NOW)
    assert [after.folder] == generations(tmp_path) != [before.folder]
    assert (after.version, after.settled, price_of(after, "m1-0"), price_of(before, "m3-0")) == (6, 4, 200, 100)


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "old", "none"])
async def test_files_that_cannot_be_used_are_built_again(database: Database, room, tmp_path: Path, damage) -> None:
    await fill(database)
    [folder] = [(await room().renew(NONE, NOW)).folder]
    if damage == "cut":
        (folder / RECORDS).write_bytes((folder / RECORDS).read_bytes()[:-1])
    elif damage == "flipped":
        data = bytearray((folder / "to_pay.npy").read_bytes())
        data[-1] ^= 1
        (folder / "to_pay.npy").write_bytes(data)
    elif damage == "empty":
        (folder / MANIFEST).write_text("")
    elif damage == "old":
        told = json.loads((folder / MANIFEST).read_text())
        (folder / MANIFEST).write_text(json.dumps({**told, "schema": 0}))
    else:
        (folder / "ids.npy").unlink()
    shelf = await room().renew(NONE, NOW)
    assert [price_of(shelf, f"m{n}-0") for n in range(4)] == [100] * 4
    assert [shelf.folder] == generations(tmp_path) != [folder]


async def test_damaged_record_is_built_again_once_seen(database: Database, room) -> None:
    """A record shows when it is read that it is not whole."""
    await fill(database)
    stockroom = room()
    shelf = await stockroom.renew(NONE, NOW)
    with (shelf.folder / RECORDS).open("r+b") as records:
        records.write(b"\xc1" * 9)
    with pytest.raises(RecordBroken):
        shelf.shown(0)
    assert stockroom.has_news(shelf)
    stockroom.builder.rest(0)
    await stockroom.renew(shelf, NOW)
    while not stockroom.builder.has_ended:
        await asyncio.sleep(0.05)
    assert price_of(await stockroom.renew(shelf, NOW), "m0-0") == 100


async def test_two_who_build_at_once_do_no_harm(database: Database, room, tmp_path: Path) -> None:
    await fill(database)
    shelves = await asyncio.gather(*(room().renew(NONE, NOW) for _ in range(2)))
    assert {shelf.folder for shelf in shelves} <= {*generations(tmp_path)} | {shelves[0].folder, shelves[1].folder}
    assert all({**shelf.products} == {**shelves[0].products} for shelf in shelves)
    assert len(generations(tmp_path)) == 1


async def test_files_of_another_database_are_left_alone(database: Database, room, tmp_path: Path) -> None:
    """And so is one whose version is later than this database's: an older copy has come back."""
    await fill(database)
    shelf = await room().renew(NONE, NOW)
    other = shelf.folder.rename(tmp_path / "catalog" / f"00000000-{shelf.folder.name.partition('-')[2]}")
    later = tmp_path / "catalog" / shelf.folder.name.replace("-000000000004-", "-000000000099-")
    later.mkdir()
    assert (await room().renew(NONE, NOW)).version == 4
    assert other.is_dir()
    assert not later.exists()


async def test_build_that_fails_says_why(database: Database, tmp_path: Path) -> None:
    await fill(database)
    (tmp_path / "catalog").write_text("a file where a folder should be")
    stockroom = Stockroom(database.read, Builder(database.url, tmp_path / "catalog", BUILD), small=2)
    with pytest.raises(NotBuilt, match="catalog"):
        await stockroom.renew(NONE, NOW)


async def test_a_small_catalog_reads_only_what_has_changed(database: Database, room) -> None:
    """The same shelf as when all is read again, sales that begin and end included; the rest is the same objects."""
    await fill(database)
    stockroom = room(small=99)
    before = await stockroom.renew(NONE, NOW)
    await keep(database, "m1", {"price": 300, "stock": 1})
    await keep(database, "new", {"stock": 1, "sale_price": 60, "sale_from": NOW + timedelta(hours=1)})
    await keep(database, "m2", {"stock": 5}, active=False)
    for moment in (NOW, NOW + timedelta(hours=2)):
        shelf, whole = await stockroom.renew(before, moment), await room(small=99).renew(NONE, moment)
        assert list(shelf.products.items()) == list(whole.products.items())
        assert (shelf.version, shelf.next_change, shelf.labels) == (whole.version, whole.next_change, whole.labels)
        assert shelf.products["m0"] is before.products["m0"]
    later = await stockroom.renew(shelf, NOW + timedelta(hours=2))
    assert price_of(later, "new-0") == 60
