"""`shopclerk catalog export`: what is sold as JSON Lines, in the form that `json_lines` reads."""

import sys
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import select

from bot.settings import Settings
from bot.storage.database import Database
from catalog.feeds.jsonlines import write_line
from catalog.items import Availability, Item, ItemText, ItemVariant, Money, Picture, Status
from catalog.sync.codes import slug
from catalog.sync.queries import table
from catalog.tables import Label, Offer, Product, ProductText, Variant

AT_ONCE = 500

Row = dict[str, Any]


async def export_catalog(settings: Settings, *, to: Path | None, source: str) -> None:
    """Write every product that is not gone; into `to` only when all went well."""
    database = Database(settings.database_url)
    try:
        if to is None:
            await _write(database, sys.stdout, source)
            return
        part = to.with_name(to.name + ".part")
        with part.open("w", encoding="utf-8") as file:
            await _write(database, file, source)
        part.replace(to)
    finally:
        await database.close()


async def _write(database: Database, file: TextIO, source: str) -> None:
    async for item in list_items(database, source):
        file.write(write_line(item) + "\n")


async def list_items(database: Database, source: str = "") -> AsyncIterator[Item]:
    """Products in the order of their ids, as a source would tell them."""
    after = ""
    while True:
        async with database.reading() as session:
            connection = await session.connection()
            rows = await _page(connection, after, source)
            ids = [row["id"] for row in rows]
            texts = await _of(connection, ProductText, ids)
            variants = await _variants(connection, ids)
            words = Wording(await _labels(connection, rows, variants))
        for row in rows:
            yield _item(row, texts.get(row["id"], []), variants.get(row["id"], []), words)
        if len(rows) < AT_ONCE:
            return
        after = ids[-1]


async def _page(connection: Any, after: str, source: str) -> list[Row]:
    products = table(Product)
    asked = select(products).where(products.c.id > after, products.c.gone_at.is_(None)).order_by(products.c.id)
    if source:
        asked = asked.where(products.c.source == source)
    return [dict(row) for row in (await connection.execute(asked.limit(AT_ONCE))).mappings()]


async def _of(connection: Any, model: Any, ids: list[str]) -> dict[str, list[Row]]:
    rows = table(model)
    found = (await connection.execute(select(rows).where(rows.c.product_id.in_(ids)))).mappings()
    return _grouped(dict(row) for row in found)


async def _variants(connection: Any, ids: list[str]) -> dict[str, list[Row]]:
    variants, offers = table(Variant), table(Offer)
    asked = select(variants, *(c for c in offers.c if c.name != "sku")).join(offers, offers.c.sku == variants.c.sku)
    asked = asked.where(variants.c.product_id.in_(ids), variants.c.gone_at.is_(None))
    found = (await connection.execute(asked.order_by(variants.c.position, variants.c.sku))).mappings()
    return _grouped(dict(row) for row in found)


def _grouped(rows: Iterable[Row]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row["product_id"], []).append(row)
    return grouped


@dataclass(frozen=True, slots=True)
class Wording:
    """What codes are called, whichever language it is in: they become the same codes again."""

    words: dict[tuple[str, str], str]

    def of(self, name: str, code: str) -> str:
        return self.words.get((name, code), code)

    def path(self, codes: str) -> str:
        """`women/dresses` → `Women > Dresses`."""
        parts = codes.split("/")
        return " > ".join(self.of("category", "/".join(parts[:depth])) for depth in range(1, len(parts) + 1))


async def _labels(connection: Any, rows: list[Row], variants: dict[str, list[Row]]) -> dict[tuple[str, str], str]:
    """Those of this page's options and attributes that become the same code when they are read again."""
    chosen = {pair for each in variants.values() for variant in each for pair in variant["options"].items()}
    chosen |= {(name, code) for row in rows for name, codes in row["attributes"].items() for code in codes}
    labels = table(Label)
    asked = select(labels.c.attribute, labels.c.value, labels.c.text).order_by(labels.c.language.desc())
    names = sorted({name for name, _ in chosen} | {"category"})
    found = await connection.execute(asked.where(labels.c.attribute.in_(names)))
    return {(name, code): word for name, code, word in found if slug(word) == code.rpartition("/")[2]}


def _item(row: Row, texts: list[Row], variants: list[Row], words: Wording) -> Item:
    return Item(
        external_id=row["external_id"] or row["id"],
        texts={text["language"]: _text(text) for text in texts},
        variants=tuple(_variant(each, words) for each in variants),
        status=Status(row["status"]) if row["active"] or row["status"] != "active" else Status.HIDDEN,
        brand=row["brand"],
        url=row["page"] if "://" in row["page"] else "",
        paths=tuple(words.path(path) for path in (row["paths"] or [row["category"]]) if path),
        tags=tuple(row["tags"]),
        attributes={name: tuple(words.of(name, v) for v in values) for name, values in row["attributes"].items()},
        pictures=_pictures(row["media"]),
        size_table=row["size_table"],
        rating=None if row["rating"] is None else Decimal(row["rating"]) / 100,
        rating_count=row["rating_count"],
        added_at=row["added_at"],
        updated_at=row["source_time"],
    )


def _text(row: Row) -> ItemText:
    return ItemText(row["title"], row["tagline"], row["description"], row["material"], row["usage"])


def _variant(row: Row, words: Wording) -> ItemVariant:
    def money(name: str) -> Money | None:
        return None if row[name] is None else Money(row[name], row["currency"])

    return ItemVariant(
        external_id=row["external_id"] or row["sku"],
        sku=row["shop_sku"] or row["sku"],
        gtin=row["gtin"],
        options=tuple((name, words.of(name, code)) for name, code in row["options"].items()),
        price=money("price"),
        sale_price=money("sale_price"),
        sale_from=row["sale_from"],
        sale_until=row["sale_until"],
        stock=None if row["stock"] is None else Decimal(row["stock"]),
        availability=Availability(row["availability"]) if row["availability"] else None,
        inventory_id=row["inventory_id"],
        pictures=_pictures(row["media"]),
        swatch=row["swatch"],
        measure=row["measure"],
    )


def _pictures(urls: list[str]) -> tuple[Picture, ...]:
    return tuple(Picture(url) for url in urls if "://" in url)
