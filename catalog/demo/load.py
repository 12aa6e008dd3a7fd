"""Puts the demo shop into the catalog: what is missing, and without touching prices and stock that are there."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time
from importlib.resources import files
from typing import Any

from sqlalchemy import insert, update
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from catalog.demo.data import (
    DEPARTMENTS,
    LANGUAGES,
    Data,
    added_at,
    labels,
    measure,
    read,
    read_products,
    read_reviews,
    size_table,
    usage,
)
from catalog.demo.pictures import paths_of, variant_paths
from catalog.queries import bump_version
from catalog.tables import Label, Offer, Product, ProductText, Review, Variant

__all__ = ["DEPARTMENTS", "IMAGES", "LANGUAGES", "load_demo", "read_products"]

CURRENCY = "USD"
IMAGES = files("catalog.demo") / "images"  # to be served below /media/products
AS_OF = datetime(2026, 11, 22, tzinfo=UTC)

Row = dict[str, Any]


async def load_demo(session: AsyncSession) -> int:
    """Add the demo products that are missing and the facts that an earlier release did not know; answers how many
    products are new. Prices, stock and texts that are there stay as they are. The caller commits."""
    known = set((await session.exec(select(Product.id))).all())
    missing = [data for data in read_products() if data["id"] not in known]
    changes = await _add_missing(session, missing) + await _complete(session, known)
    if changes:
        await bump_version(session, *(data["id"] for data in read_products()))
    return len(missing)


async def _add_missing(session: AsyncSession, missing: Sequence[Data]) -> int:
    """Products, texts, variants and offers in that order, since each points at those before."""
    await _insert(session, Product, [_product(data) for data in missing])
    await _insert(session, ProductText, [row for data in missing for row in _texts(data)])
    await _insert(session, Variant, [row for data in missing for row in _variants(data)])
    await _insert(session, Offer, [row for data in missing for row in _offers(data)])
    return len(missing)


async def _complete(session: AsyncSession, known: set[str]) -> int:
    """Labels and reviews that are missing; facts of products that an earlier release has left empty."""
    labels = set((await session.exec(select(Label.attribute, Label.value, Label.language))).all())
    new_labels = [row for row in _labels() if (row["attribute"], row["value"], row["language"]) not in labels]
    await _insert(session, Label, new_labels)
    written = set((await session.exec(select(Review.id))).all())
    new_reviews = [row for row in _reviews() if row["id"] not in written]
    await _insert(session, Review, new_reviews)
    filled = await _fill_in(session, known) + await _date(session, known) if known else 0
    return len(new_labels) + len(new_reviews) + filled


async def _fill_in(session: AsyncSession, known: set[str]) -> int:
    """Give products of an earlier release the facts that are still empty; answers how many were."""
    bare = ProductText.material == "", col(ProductText.product_id).in_(known)
    empty = set((await session.exec(select(ProductText.product_id).where(*bare))).all())
    found = [data for data in read_products() if data["id"] in empty]
    for data in found:
        row = _product(data)
        product = update(Product).where(col(Product.id) == data["id"])
        await session.exec(product.values({name: row[name] for name in _FACTS}))
        for text in _texts(data):
            place = col(ProductText.product_id) == data["id"], col(ProductText.language) == text["language"]
            facts = {"material": text["material"], "usage": text["usage"]}
            await session.exec(update(ProductText).where(*place).values(facts))
        for variant in _variants(data):
            facts = {name: variant[name] for name in ("media", "swatch", "measure")}
            await session.exec(update(Variant).where(col(Variant.sku) == variant["sku"]).values(facts))
    return len(found)


async def _date(session: AsyncSession, known: set[str]) -> int:
    """Say of demo products of an earlier release when they came in; answers how many did not know."""
    undated = select(Product.id).where(col(Product.added_at).is_(None), col(Product.id).in_(known))
    unknown = set((await session.exec(undated)).all())
    found = [data["id"] for data in read_products() if data["id"] in unknown]
    for product in found:
        await session.exec(update(Product).where(col(Product.id) == product).values(added_at=added_at(product)))
    return len(found)


_FACTS = ("attributes", "media", "size_table", "rating", "rating_count")


async def _insert(session: AsyncSession, table: type[SQLModel], rows: Sequence[Row]) -> None:
    if rows:
        await session.exec(insert(table), params=rows)


def _product(data: Data) -> Row:
    stars = _stars().get(data["id"], ())
    return {
        "id": data["id"],
        "category": data["category"],
        "attributes": data["attributes"],
        "media": paths_of(data),
        "popularity": data["popularity"],
        "size_table": size_table(data),
        "rating": round(100 * sum(stars) / len(stars)) if stars else None,
        "rating_count": len(stars),
        "added_at": added_at(data["id"]),
    }


def _texts(data: Data) -> Iterator[Row]:
    for place, language in enumerate(LANGUAGES):
        title, tagline, description = data[language]
        yield {
            "product_id": data["id"],
            "language": language,
            "title": title,
            "tagline": tagline,
            "description": description,
            "material": data["material"][place],
            "usage": usage(data, language),
        }


def _variants(data: Data) -> Iterator[Row]:
    for place, (sku, options, *_) in enumerate(data["variants"]):
        yield {
            "sku": sku,
            "product_id": data["id"],
            "options": options,
            "position": place,
            "media": variant_paths(data, options),
            "swatch": data.get("shades", {}).get(options.get("shade"), [""])[0],
            "measure": measure(data, options),
        }


def _offers(data: Data) -> Iterator[Row]:
    for sku, _, price, sale, stock in data["variants"]:
        yield {"sku": sku, "price": price, "sale_price": sale, "currency": CURRENCY, "stock": stock, "as_of": AS_OF}


def _labels() -> Iterator[Row]:
    for attribute, values in labels().items():
        for value, texts in values.items():
            for language, text in zip(LANGUAGES, texts, strict=True):
                yield {"attribute": attribute, "value": value, "language": language, "text": text}
    for language, attributes in read("tongues").items():  # what is said of shoppers themselves, in further languages
        for attribute, told in attributes.items():
            for value, text in told.items():
                yield {"attribute": attribute, "value": value, "language": language, "text": text}


def _reviews() -> Iterator[Row]:
    """Every review; its id says which of its product's it is."""
    count: dict[str, int] = defaultdict(int)
    for product, rating, author, verified, date, language, text in read_reviews():
        count[product] += 1
        yield {
            "id": f"demo-{product}-{count[product]}",
            "product_id": product,
            "rating": rating,
            "author": author,
            "text": text,
            "language": language,
            "verified": verified,
            "written_at": datetime.combine(datetime.fromisoformat(date), time(12), UTC),
        }


def _stars() -> dict[str, list[int]]:
    """The ratings of each product."""
    stars: dict[str, list[int]] = defaultdict(list)
    for product, rating, *_ in read_reviews():
        stars[product].append(rating)
    return stars
