"""All SQL of the snapshot: bare rows through SQLAlchemy's connection, the same on SQLite and PostgreSQL.

Moments and JSON come as the driver gives them (text on SQLite); `rows.py` makes products of them.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import TextClause, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

PAGE = 500  # products that are read at once

Row = Sequence[Any]

_VERSION = text("select version from catalog_version where id = 1")
_COUNT = text("select count(*) from (select 1 from product where active limit :most) as some")
_IDS = text("select id from product where active")
_CHANGED = text("select id, active from product where changed > :version")
_LABELS = text("select attribute, value, language, text from catalog_label")


def _of_ids(sql: str) -> TextClause:
    return text(sql).bindparams(bindparam("ids", expanding=True))


_PRODUCTS = _of_ids(
    "select id, category, attributes, media, page, popularity, size_table, rating, rating_count, brand, tags, paths "
    "from product where active and id in :ids"
)
_TEXTS = _of_ids(
    "select product_id, language, title, tagline, description, material, usage from product_text "
    "where product_id in :ids order by product_id, language"
)
_VARIANTS = _of_ids(
    "select v.product_id, v.sku, v.position, v.options, v.media, v.swatch, v.measure, o.price, o.sale_price, "
    "o.currency, o.stock, o.availability, o.sale_from, o.sale_until "
    "from variant v join offer o on o.sku = v.sku where v.product_id in :ids"
)


async def read_version(connection: AsyncConnection) -> int:
    """The number of the catalog's last change; 0 before the first."""
    return (await connection.execute(_VERSION)).scalar() or 0


async def count_products(connection: AsyncConnection, most: int) -> int:
    """How many are sold; counts no further than `most`."""
    return (await connection.execute(_COUNT, {"most": most})).scalar() or 0


async def list_ids(connection: AsyncConnection) -> list[str]:
    """The ids of what is sold, in the order of their letters, whatever the database's collation."""
    ids: list[str] = []
    async with connection.stream(_IDS) as found:
        async for rows in found.partitions(5_000):
            ids.extend(row[0] for row in rows)
    return sorted(ids)


async def list_changed(connection: AsyncConnection, version: int) -> tuple[list[str], list[str]]:
    """What has changed since `version`: ids that are sold, and ids that are not any more; both in order."""
    rows = (await connection.execute(_CHANGED, {"version": version})).all()
    return sorted(id_ for id_, active in rows if active), sorted(id_ for id_, active in rows if not active)


async def read_labels(connection: AsyncConnection) -> Mapping[tuple[str, str, str], str]:
    """What every code is called, by (attribute, value, language)."""
    return {(row[0], row[1], row[2]): row[3] for row in await connection.execute(_LABELS)}


async def read_page(
    connection: AsyncConnection, ids: Sequence[str]
) -> tuple[Sequence[Row], Sequence[Row], Sequence[Row]]:
    """The rows of these products: products that are sold, their texts, their variants with offers."""
    products, texts, variants = [
        (await connection.execute(sql, {"ids": ids})).all() for sql in (_PRODUCTS, _TEXTS, _VARIANTS)
    ]
    return products, texts, variants
