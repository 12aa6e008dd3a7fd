"""What a large catalog costs: `python -m benchmarks.shelf [--products 100000] [--keep FOLDER]`.

A shop on SQLite, three variants for each product: building its snapshot in a process of its own, opening it again,
one change in the store until the new shelf is there, and what finding costs. The floor of finding is one pass over
the prices and the stock; the floor of a refresh is reading the changed product's rows.
"""

import argparse
import asyncio
import json
import random
import resource
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from bot.actions.shelves import BUILD
from bot.storage.database import Database
from catalog.demo.load import read_products
from catalog.shelf import Shelf
from catalog.shelf.beside import Builder
from catalog.shelf.queries import read_page
from catalog.shelf.stockroom import Stockroom
from catalog.wishes import CATEGORY, ON_SALE, PRICE, Wish
from tests.databases import make_tables

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
FINDS = {
    "everything": [],
    "department, under 50": [Wish(CATEGORY, ("clothes",), firm=True), Wish(PRICE, at_most=5_000)],
    "kind, size, colour": [
        Wish(CATEGORY, ("clothes/knit",)),
        Wish("size", ("M",)),
        Wish("colour", ("navy", "black")),
    ],
    "on sale, dry skin": [Wish(CATEGORY, ("skincare",)), Wish(ON_SALE), Wish("skin_type", ("dry",))],
}


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--products", type=int, default=100_000)
    parser.add_argument("--keep", type=Path, help="a folder whose database and snapshot are used again")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        await measure(given.keep or Path(name), given.products)


async def measure(folder: Path, count: int) -> None:
    """Print the figures of one catalog."""
    url = f"sqlite:///{folder}/shop.db"
    if not (folder / "shop.db").exists():
        folder.mkdir(parents=True, exist_ok=True)
        await make_tables(url)
        stock(folder / "shop.db", count)
    database = Database(url)
    try:
        await build(room_of(database, folder), folder)
        shelf = await start(room_of(database, folder))
        await refresh(database, room_of(database, folder), folder, shelf)
        find(shelf)
    finally:
        await database.close()


def room_of(database: Database, folder: Path) -> Stockroom:
    """As a process opens it."""
    return Stockroom(database.read, Builder(database.url, folder / "catalog", BUILD))


async def build(room: Stockroom, folder: Path) -> None:
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    await room.builder.build()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    took, size = time.perf_counter() - began, sum(p.stat().st_size for p in (folder / "catalog").rglob("*.*"))
    print(
        f"build: {took:.1f} s, {cpu:.1f} s CPU, at most {after.ru_maxrss / 1e3:.0f} MB, {size / 1e6:.0f} MB of files"
    )


async def start(room: Stockroom) -> Shelf:
    process = psutil.Process()
    before, began = process.memory_full_info().uss, time.perf_counter()
    shelf = await room.renew(Shelf(version=-1), NOW)
    took = time.perf_counter() - began
    shelf.find([])
    own = (process.memory_full_info().uss - before) / 1e6
    print(
        f"start: {len(shelf.products)} products in {took * 1e3:.0f} ms, {own:.0f} MB of its own after the first find"
    )
    return shelf


async def refresh(database: Database, room: Stockroom, folder: Path, shelf: Shelf) -> None:
    first = shelf.shown(0)
    async with database.read() as tx:
        floor = await _timed_async(lambda: read_page(tx, [first.id]))
    taken = []
    for price in range(1_000, 1_020):
        change(folder / "shop.db", first.id, price)
        began = time.perf_counter()
        new = await room.renew(shelf, NOW)
        new.find([Wish(PRICE, at_most=0)])
        taken.append(time.perf_counter() - began)
        assert new.shown(new.number_of(first.id) or 0).variants[0].price == price
        shelf = new
    middle = sorted(taken)[len(taken) // 2]
    print(
        f"refresh after one change: {middle * 1e3:.1f} ms ({middle / floor:.0f} x the floor of {floor * 1e3:.2f} ms)"
    )


def find(shelf: Shelf) -> None:
    columns = shelf.columns
    floor = _timed(lambda: np.flatnonzero(columns.in_stock & (columns.to_pay <= 5_000)))
    print(f"floor of a find: {floor * 1e3:.2f} ms")
    for name, wishes in FINDS.items():
        taken = _timed(lambda wishes=wishes: shelf.find(wishes).hits[:10])  # type: ignore[misc]
        hits = len(shelf.find(wishes).hits)
        print(f"find, {name}: {taken * 1e3:.1f} ms ({taken / floor:.1f} x the floor), {hits} found, ten shown")
    product = shelf.shown(len(columns.ids) // 2)
    print(f"alike: {_timed(lambda: shelf.alike(product, price=2_000)[:5]) * 1e3:.1f} ms")
    skus = [shelf.shown(n * 7).variants[0].sku for n in range(100)]
    print(f"find_sku: {_timed(lambda: [shelf.find_sku(sku) for sku in skus]) * 1e4:.1f} µs each")


def _timed(work: Callable[[], Any]) -> float:
    """The middle of seven."""
    return sorted(_once(work) for _ in range(7))[3]


def _once(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


async def _timed_async(work: Callable[[], Any]) -> float:
    taken = []
    for _ in range(7):
        began = time.perf_counter()
        await work()
        taken.append(time.perf_counter() - began)
    return sorted(taken)[3]


def change(path: Path, product_id: str, price: int) -> None:
    """What a store's webhook does to one product."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("update catalog_version set version = version + 1")
        database.execute(
            "update product set changed = (select version from catalog_version) where id = ?", (product_id,)
        )
        database.execute(
            "update offer set price = ?, sale_price = null "
            "where sku in (select sku from variant where product_id = ?)",
            (price, product_id),
        )


def stock(path: Path, count: int) -> None:
    """The demo's products, again and again, with other words, prices and stock."""
    chance, known = random.Random(20261126), read_products()
    words = [word for data in known for word in str(data["en"][2]).split()]
    with closing(sqlite3.connect(path)) as database, database:
        for name, columns, rows in (
            ("product", 10, (_product(known[n % len(known)], n, chance) for n in range(count))),
            ("product_text", 7, (_text(known[n % len(known)], n, words, chance) for n in range(count))),
            ("variant", 6, (row for n in range(count) for row in _variants(known[n % len(known)], n))),
            ("offer", 7, (_offer(n, place, chance) for n in range(count) for place in range(3))),
        ):
            database.executemany(f"insert into {name} ({_COLUMNS[name]}) values ({', '.join('?' * columns)})", rows)
        database.execute("insert into catalog_version (id, version) values (1, 1)")


_COLUMNS = {
    "product": "id, category, attributes, media, page, popularity, active, size_table, rating, changed",
    "product_text": "product_id, language, title, tagline, description, material, usage",
    "variant": "sku, product_id, options, position, media, measure",
    "offer": "sku, price, sale_price, currency, stock, as_of, sale_until",
}


def _product(data: dict[str, Any], number: int, chance: random.Random) -> tuple[Any, ...]:
    attributes, media = json.dumps(data["attributes"]), json.dumps([f"https://shop.example/{number}.jpg"])
    return f"shop-{number:07}", data["category"], attributes, media, "", chance.randrange(100), True, "{}", 450, 1


def _text(data: dict[str, Any], number: int, words: list[str], chance: random.Random) -> tuple[Any, ...]:
    title, tagline, _ = data["en"][:3]
    told = " ".join(chance.choices(words, k=60))
    return f"shop-{number:07}", "en", f"{title} {chance.choice(words)} {number}", tagline, told, "Cotton", ""


def _variants(data: dict[str, Any], number: int) -> Iterator[tuple[Any, ...]]:
    options = [row[1] for row in data["variants"]]
    for place in range(3):
        told = json.dumps(options[place % len(options)])
        yield f"{number:07}-{place}", f"shop-{number:07}", told, place, "[]", "{}"


def _offer(number: int, place: int, chance: random.Random) -> tuple[Any, ...]:
    price = chance.randrange(5, 400) * 50
    sale = price * 3 // 4 if chance.random() < 0.2 else None
    until = "2026-12-24 00:00:00.000000" if sale and chance.random() < 0.5 else None
    return f"{number:07}-{place}", price, sale, "USD", chance.randrange(-1, 9), "2026-11-26 00:00:00.000000", until


if __name__ == "__main__":
    asyncio.run(main())
