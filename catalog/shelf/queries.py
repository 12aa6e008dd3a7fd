"""All SQL of the snapshot: bare statements in PostgreSQL's words, answered by either database.

Moments and JSON come as the driver gives them (text on SQLite); `rows.py` makes products of them.
"""

from collections.abc import Mapping, Sequence
from sys import intern

from catalog.queries import Row, Source

_IDS_AT_ONCE = 10_000

_COUNT = "select count(*) from (select 1 from product where active limit $1) as few"
_IDS = "select id from product where id > $1 and active order by id limit $2"
_CHANGED = "select id, active from product where changed > $1"
_LABELS = "select attribute, value, language, text from catalog_label"
_PRODUCTS = """
    select id, category, attributes, media, page, popularity, size_table, rating, rating_count, brand, tags, paths,
           added_at
    from product where active and id = any($1::text[])
"""
_TEXTS = """
    select product_id, language, title, tagline, description, material, usage from product_text
    where product_id = any($1::text[]) order by product_id, language
"""
_VARIANTS = """
    select v.product_id, v.sku, v.position, v.options, v.media, v.swatch, v.measure, o.price, o.sale_price,
      o.currency, o.stock, o.availability, o.sale_from, o.sale_until
    from variant v join offer o on o.sku = v.sku where v.product_id = any($1::text[])
"""


async def count_products(source: Source, most: int) -> int:
    """How many are sold; counts no further than `most`."""
    return int((await source.rows(_COUNT, most))[0][0])


async def list_ids(source: Source) -> list[str]:
    """The ids of what is sold, in the order of their letters, whatever the database's collation."""
    ids: list[str] = []
    while found := await source.rows(_IDS, ids[-1] if ids else "", _IDS_AT_ONCE):
        ids.extend(row[0] for row in found)
    return sorted(ids)


async def list_changed(source: Source, version: int) -> tuple[list[str], list[str]]:
    """What has changed since `version`: ids that are sold, and ids that are not any more; both in order."""
    rows = await source.rows(_CHANGED, version)
    return sorted(id_ for id_, active in rows if active), sorted(id_ for id_, active in rows if not active)


async def read_labels(source: Source) -> Mapping[tuple[str, str, str], str]:
    """What every code is called, by (attribute, value, language)."""
    rows = await source.rows(_LABELS)
    return {(intern(name), intern(value), intern(language)): text for name, value, language, text in rows}


async def read_page(source: Source, ids: Sequence[str]) -> tuple[Sequence[Row], Sequence[Row], Sequence[Row]]:
    """The rows of these products: products that are sold, their texts, their variants with offers."""
    wanted = list(ids)
    return (
        await source.rows(_PRODUCTS, wanted),
        await source.rows(_TEXTS, wanted),
        await source.rows(_VARIANTS, wanted),
    )
