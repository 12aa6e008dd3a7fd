"""Rows of a catalog, written as a source would."""

from typing import Any

from sqlalchemy import text

from bot.storage.database import Database
from catalog.queries import VERSION, bump_version
from catalog.tables import Offer, Product, ProductText, Variant
from tests.catalog.make import NOW


async def keep(database: Database, product_id: str, *offers: dict[str, Any], **product: Any) -> None:
    """Add a product or replace it: one variant for each offer; the catalog's version grows."""
    async with database.session() as session:
        await bump_version(session)
        version = (await (await session.connection()).execute(text(VERSION))).scalar()
        known = {"category": "home/mug", "active": True, **product, "changed": version}
        await session.merge(Product(id=product_id, **known))
        await session.flush()
        await session.merge(ProductText(product_id=product_id, language="en", title=f"Mug {product_id}"))
        for place, offer in enumerate(offers):
            sku = f"{product_id}-{place}"
            await session.merge(Variant(sku=sku, product_id=product_id, position=place, options={"size": str(place)}))
            await session.flush()
            await session.merge(Offer(**{"sku": sku, "price": 100, "currency": "USD", "as_of": NOW, **offer}))
