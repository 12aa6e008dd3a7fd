"""What has been gone for so long that no late update can mean it any more is taken away for good."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.sync.queries import table
from catalog.sync.tables import Run, ShopEvent
from catalog.tables import Offer, Product, ProductText, Review, Variant

TOMBSTONES = timedelta(days=90)
AT_ONCE = 500


async def clear(connection: AsyncConnection, now: datetime, named: Select[Any]) -> int:
    """Take away variants and products that went 90 days ago, but for SKUs in `named` (carts, orders); how many.

    Old runs and shop events go, too.
    """
    before = now - TOMBSTONES
    variants, products = table(Variant), table(Product)
    old_product = select(products.c.id).where(products.c.gone_at < before)
    old = select(variants.c.sku).where((variants.c.gone_at < before) | variants.c.product_id.in_(old_product))
    skus = [row[0] for row in await connection.execute(old.where(variants.c.sku.not_in(named)).limit(AT_ONCE))]
    await _delete(connection, Offer, "sku", skus)
    await _delete(connection, Variant, "sku", skus)
    bare = old_product.where(~select(variants.c.sku).where(variants.c.product_id == products.c.id).exists())
    ids = [row[0] for row in await connection.execute(bare.limit(AT_ONCE))]
    for model in (ProductText, Review):
        await _delete(connection, model, "product_id", ids)
    await _delete(connection, Product, "id", ids)
    runs, events = table(Run), table(ShopEvent)
    await connection.execute(delete(runs).where(runs.c.ended_at < before))
    await connection.execute(delete(events).where(events.c.at < before))
    return len(skus) + len(ids)


async def _delete(connection: AsyncConnection, model: Any, column: str, values: list[str]) -> None:
    if values:
        rows = table(model)
        await connection.execute(delete(rows).where(rows.c[column].in_(values)))
