"""Puts the demo shop into the catalog: once, and without touching what is there already."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

from sqlmodel import SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

from catalog.queries import bump_version
from catalog.tables import Label, Offer, Product, ProductText, Variant

DEPARTMENTS = ("skincare", "clothes", "home")
LANGUAGES = ("en", "ko")
CURRENCY = "USD"
IMAGES = files("catalog.demo") / "images"  # to be served below /media/products
AS_OF = datetime(2026, 11, 22, tzinfo=UTC)


def read_products() -> list[dict[str, Any]]:
    """The demo products as they are written in the data files."""
    return [product for name in DEPARTMENTS for product in _read(name)]


async def load_demo(session: AsyncSession) -> int:
    """Add the demo products that are missing; answers how many. The caller commits."""
    known = set((await session.exec(select(Product.id))).all())
    missing = [data for data in read_products() if data["id"] not in known]
    if not missing:
        return 0
    for rank in zip(*map(_rows, missing), strict=True):
        session.add_all([row for rows in rank for row in rows])
        await session.flush()
    for label in _labels():
        await session.merge(label)
    await bump_version(session)
    return len(missing)


def _rows(data: dict[str, Any]) -> tuple[Iterable[SQLModel], ...]:
    """The rows of one product, those that others point at first."""
    product = Product(
        id=data["id"],
        category=data["category"],
        attributes=data["attributes"],
        media=[f"/media/products/{data['id']}.jpg"],
        popularity=data["popularity"],
    )
    texts = [
        ProductText(product_id=product.id, language=language, title=title, tagline=tagline, description=description)
        for language in LANGUAGES
        for title, tagline, description in [data[language]]
    ]
    variants = [
        Variant(sku=sku, product_id=product.id, options=options, position=place)
        for place, (sku, options, *_) in enumerate(data["variants"])
    ]
    offers = [
        Offer(sku=sku, price=price, sale_price=sale, currency=CURRENCY, stock=stock, as_of=AS_OF)
        for sku, _, price, sale, stock in data["variants"]
    ]
    return [product], texts, variants, offers


def _labels() -> Iterator[Label]:
    for attribute, values in _read("labels").items():
        for value, texts in values.items():
            for language, text in zip(LANGUAGES, texts, strict=True):
                yield Label(attribute=attribute, value=value, language=language, text=text)


def _read(name: str) -> Any:
    return json.loads((files("catalog.demo") / f"{name}.json").read_text("utf-8"))
