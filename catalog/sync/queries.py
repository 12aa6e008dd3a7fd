"""All SQL of a source's changes, as Core statements on the connection of their transaction."""

import json
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, delete, false, func, or_, select, text, union, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel

from catalog.sync.tables import InventoryLevel, Seen
from catalog.tables import CatalogVersion, Offer, Product, ProductText, Variant

Row = dict[str, Any]
FOUND_BY = 500  # ids in one query

_LIST = re.compile(r"= any\(\$(\d+)::text\[\]\)")
_PLACE = re.compile(r"\$(\d+)")


def table(model: type[SQLModel]) -> Any:
    """The Core table behind a class."""
    return model.__table__  # type: ignore[attr-defined]


_PRODUCT, _VARIANT, _OFFER = table(Product), table(Variant), table(Offer)
_KNOWN = select(
    *(_PRODUCT.c[n] for n in ("id", "source", "external_id", "fingerprint", "source_time", "gone_at", "active"))
)
_VARIANTS = (
    select(
        _VARIANT.c.sku,
        _VARIANT.c.external_id,
        _VARIANT.c.product_id,
        _VARIANT.c.inventory_id,
        _VARIANT.c.gone_at,
        *(_OFFER.c[n] for n in ("price", "sale_price", "currency", "stock", "as_of", "availability")),
        *(_OFFER.c[n] for n in ("sale_from", "sale_until")),
        _PRODUCT.c.active,
    )
    .join(_OFFER, _OFFER.c.sku == _VARIANT.c.sku)
    .join(_PRODUCT, _PRODUCT.c.id == _VARIANT.c.product_id)
)
_MARK_TIME = update(_PRODUCT).where(_PRODUCT.c.id == bindparam("key")).values(source_time=bindparam("at"))
_SET_STOCK = (
    update(_OFFER).where(_OFFER.c.sku == bindparam("key")).values(stock=bindparam("left"), as_of=bindparam("at"))
)
_SET_QUOTE = (
    update(_OFFER)
    .where(_OFFER.c.sku == bindparam("key"))
    .values(**{name: bindparam(f"new_{name}") for name in ("price", "sale_price", "stock")}, as_of=bindparam("at"))
)
_DROP_OFFER = update(_OFFER).where(_OFFER.c.sku == bindparam("key")).values(stock=0, availability="")
_DROP_VARIANT = update(_VARIANT).where(_VARIANT.c.sku == bindparam("key")).values(gone_at=bindparam("at"))
_BURY = (
    update(_PRODUCT)
    .where(_PRODUCT.c.id == bindparam("key"))
    .values(gone_at=bindparam("at"), status="deleted", active=False, fingerprint="")
)


async def lock_source(connection: AsyncConnection, source: str) -> None:
    """The transaction's first statement: until it ends nobody else writes what this source tells."""
    if connection.dialect.name == "sqlite":
        await connection.exec_driver_sql("pragma cache_size=-32768")  # KiB: keys come in any order
        await connection.exec_driver_sql("begin immediate")
    else:
        await connection.execute(text("select pg_advisory_xact_lock(hashtext(:name))"), {"name": f"source:{source}"})


async def lock_products(
    connection: AsyncConnection,
    source: str,
    external_ids: Iterable[str],
    inventory_ids: Iterable[str],
    quoted: Iterable[str] = (),
) -> None:
    """Lock all products that a group is about, at once and by id, as a checkout does (see `catalog.stock`)."""
    if connection.dialect.name == "sqlite":
        return
    told, counted = list(external_ids), list(inventory_ids)
    named = _named(names) if (names := list(quoted)) else false()
    here = and_(or_(_VARIANT.c.inventory_id.in_(counted), named), _PRODUCT.c.source == source)
    ids = union(
        select(_PRODUCT.c.id).where(_PRODUCT.c.source == source, _PRODUCT.c.external_id.in_(told)),
        select(_PRODUCT.c.id).join(_VARIANT, _VARIANT.c.product_id == _PRODUCT.c.id).where(here),
    )
    locked = select(_PRODUCT.c.id).where(_PRODUCT.c.id.in_(ids)).order_by(_PRODUCT.c.id)
    await connection.execute(locked.with_for_update(key_share=True))


async def find_products(connection: AsyncConnection, source: str, external_ids: Sequence[str]) -> dict[str, Row]:
    """What is known of these products of a source, by their external ids."""
    there = "select external_id from product where source = $1 and external_id = any($2::text[])"
    present = [row[0] for row in await _listed(connection, there, source, external_ids)]
    asked = _KNOWN.where(_PRODUCT.c.source == source)
    return {row["external_id"]: row for row in await _by(connection, asked, _PRODUCT.c.external_id, present)}


async def owners_of_ids(connection: AsyncConnection, ids: Sequence[str]) -> set[str]:
    """Which of these product ids are taken."""
    return {row[0] for row in await _listed(connection, "select id from product where id = any($1::text[])", ids)}


async def list_variants_of(connection: AsyncConnection, product_ids: Sequence[str]) -> list[Row]:
    """All variants of these products with their offers."""
    return await _by(connection, _VARIANTS, _VARIANT.c.product_id, product_ids)


async def find_variants(connection: AsyncConnection, source: str, external_ids: Sequence[str]) -> list[Row]:
    """Variants of a source by their external ids, whichever product they belong to."""
    there = "select distinct external_id from variant where external_id = any($1::text[])"
    present = [row[0] for row in await _listed(connection, there, external_ids)]
    return await _by(connection, _VARIANTS.where(_PRODUCT.c.source == source), _VARIANT.c.external_id, present)


async def list_stocked(connection: AsyncConnection, source: str, inventory_ids: Sequence[str]) -> list[Row]:
    """Variants of a source by their inventory items."""
    asked = _VARIANTS.where(_PRODUCT.c.source == source, _VARIANT.c.gone_at.is_(None))
    return await _by(connection, asked, _VARIANT.c.inventory_id, inventory_ids)


async def find_quoted(connection: AsyncConnection, source: str, names: Sequence[str]) -> list[Row]:
    """Variants of a source by our SKU or by its own id of them."""
    asked = _VARIANTS.where(_PRODUCT.c.source == source, _VARIANT.c.gone_at.is_(None))
    return [dict(row) for row in (await connection.execute(asked.where(_named(names)))).mappings()]


def _named(names: Sequence[str]) -> ColumnElement[bool]:
    return or_(_VARIANT.c.sku.in_(names), _VARIANT.c.external_id.in_(names))


async def owners_of_skus(connection: AsyncConnection, skus: Sequence[str]) -> dict[str, str]:
    """The products that have these SKUs already."""
    there = "select sku, product_id from variant where sku = any($1::text[])"
    return {row[0]: row[1] for row in await _listed(connection, there, skus)}


async def list_levels(connection: AsyncConnection, source: str, inventory_ids: Sequence[str]) -> list[Row]:
    """Every place's level of these inventory items."""
    levels = table(InventoryLevel)
    asked = select(levels).where(levels.c.source == source)
    return await _by(connection, asked, levels.c.inventory_id, inventory_ids)


async def drop_texts(connection: AsyncConnection, kept: Iterable[tuple[str, Sequence[str]]]) -> None:
    """Take away what these products (id, languages that stay) no longer say in other languages."""
    texts = table(ProductText)
    for product_id, languages in kept:
        await connection.execute(
            delete(texts).where(texts.c.product_id == product_id, texts.c.language.not_in(languages))
        )


async def list_languages(connection: AsyncConnection, product_ids: Sequence[str]) -> list[Row]:
    """Product and language of each text."""
    texts = table(ProductText)
    return await _by(connection, select(texts.c.product_id, texts.c.language), texts.c.product_id, product_ids)


async def drop_variants(connection: AsyncConnection, skus: Sequence[str], at: datetime) -> None:
    """These variants are sold no more; carts and orders that name them still find them."""
    if skus:
        await connection.execute(_DROP_OFFER, [{"key": sku} for sku in sorted(skus)])
        await connection.execute(_DROP_VARIANT, [{"key": sku, "at": at} for sku in sorted(skus)])


async def set_stock(connection: AsyncConnection, rows: Sequence[Row]) -> None:
    """`{key: sku, left, at}` each, by SKU."""
    if rows:
        await connection.execute(_SET_STOCK, sorted(rows, key=lambda row: row["key"]))


async def set_quotes(connection: AsyncConnection, rows: Sequence[Row]) -> None:
    """`{key: sku, price, sale_price, stock, at}` each, by SKU; what their source says next is taken as it is."""
    if rows:
        await connection.execute(_SET_QUOTE, sorted(rows, key=lambda row: row["key"]))


async def forget_fingerprints(connection: AsyncConnection, product_ids: Sequence[str]) -> None:
    """What their source says next is taken even if it says the same as the last time."""
    await connection.execute(update(_PRODUCT).where(_PRODUCT.c.id.in_(product_ids)).values(fingerprint=""))


async def bury(connection: AsyncConnection, rows: Sequence[Row]) -> None:
    """`{key: product id, at}` each: a tombstone."""
    if rows:
        await connection.execute(_BURY, list(rows))


async def mark_times(connection: AsyncConnection, rows: Sequence[Row]) -> None:
    """`{key: product id, at}` each: the source said the same again, later."""
    if rows:
        await connection.execute(_MARK_TIME, list(rows))


async def mark_changed(connection: AsyncConnection, product_ids: Iterable[str]) -> int:
    """Give these products a new version of the catalog; answers it. The last thing in a transaction."""
    versions = table(CatalogVersion)
    grown = update(versions).where(versions.c.id == 1).values(version=versions.c.version + 1)
    found = (await connection.execute(grown.returning(versions.c.version))).scalar()
    if found is None:
        await connection.execute(versions.insert().values(id=1, version=1))
        found = 1
    told = "update product set changed = $1 where id = any($2::text[])"
    await connection.exec_driver_sql(*_driven(connection, told, int(found), sorted(product_ids)))
    return int(found)


async def read_version(connection: AsyncConnection) -> int:
    """The number of the catalog's last change."""
    versions = table(CatalogVersion)
    return int((await connection.execute(select(versions.c.version).where(versions.c.id == 1))).scalar() or 0)


async def list_absent(connection: AsyncConnection, source: str, run_id: int, before: datetime) -> list[Row]:
    """Products of a source that a full run has not met, known since before it began."""
    seen = table(Seen)
    met = select(seen.c.external_id).where(seen.c.run_id == run_id, seen.c.external_id == _PRODUCT.c.external_id)
    asked = select(_PRODUCT.c.id, _PRODUCT.c.external_id).where(
        _PRODUCT.c.source == source,
        _PRODUCT.c.gone_at.is_(None),
        ~met.exists(),
        (_PRODUCT.c.source_time.is_(None)) | (_PRODUCT.c.source_time < before),
    )
    return [dict(row) for row in (await connection.execute(asked)).mappings()]


async def count_present(connection: AsyncConnection, source: str) -> int:
    """Products of a source that are not gone."""
    asked = select(func.count()).where(_PRODUCT.c.source == source, _PRODUCT.c.gone_at.is_(None))
    return int((await connection.execute(asked.select_from(_PRODUCT))).scalar_one())


def _driven(connection: AsyncConnection, sql: str, *args: Any) -> tuple[str, tuple[Any, ...]]:
    """A statement in PostgreSQL's words for the driver itself: SQLAlchemy would bind each value of a list alone."""
    if connection.dialect.name != "sqlite":
        return sql, args
    lists = _LIST.sub(r"in (select value from json_each($\1))", sql)
    places = [int(place) - 1 for place in _PLACE.findall(lists)]
    told = [json.dumps(arg) if isinstance(arg, list) else arg for arg in args]
    return _PLACE.sub("?", lists), tuple(told[place] for place in places)


async def _listed(connection: AsyncConnection, sql: str, *args: Any) -> Sequence[Any]:
    """Rows as the driver gives them; the last argument is a list, and without any of it there is nothing to ask."""
    if not args[-1]:
        return []
    return (await connection.exec_driver_sql(*_driven(connection, sql, *args[:-1], list(args[-1])))).all()


async def _by(connection: AsyncConnection, asked: Any, column: Any, values: Sequence[str]) -> list[Row]:
    found: list[Row] = []
    for start in range(0, len(values), FOUND_BY):
        part = asked.where(column.in_(values[start : start + FOUND_BY]))
        found += [dict(row) for row in (await connection.execute(part)).mappings()]
    return found
