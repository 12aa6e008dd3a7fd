"""What the page of the catalog reads: sources with their last runs, and how much of the catalog can be sold."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Integer, cast, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.sync.queries import table
from catalog.sync.tables import Picture, Run, Source
from catalog.tables import Offer, Product, Variant

RUNS, PICTURES = 10, 50
_SOURCE, _RUN, _PICTURE = table(Source), table(Run), table(Picture)
_PRODUCT, _VARIANT, _OFFER = table(Product), table(Variant), table(Offer)
Row = dict[str, Any]


async def list_sources(connection: AsyncConnection) -> list[Row]:
    """Every source, each with its newest runs."""
    sources = [dict(row) for row in (await connection.execute(select(_SOURCE).order_by(_SOURCE.c.name))).mappings()]
    for each in sources:
        runs = select(_RUN).where(_RUN.c.source == each["name"]).order_by(_RUN.c.id.desc()).limit(RUNS)
        each["runs"] = [dict(row) for row in (await connection.execute(runs)).mappings()]
    return sources


async def count_products(connection: AsyncConnection) -> list[tuple[str, int, int, int]]:
    """By source (`''`: the program's own): products that are sold, those of them sold out, and without a picture."""
    can_be_had = (
        select(_VARIANT.c.product_id)
        .join(_OFFER, _OFFER.c.sku == _VARIANT.c.sku)
        .where(_VARIANT.c.gone_at.is_(None))
        .where(or_(_OFFER.c.stock.is_(None), _OFFER.c.stock > 0, _OFFER.c.availability != ""))
    )
    out = cast(_PRODUCT.c.id.not_in(can_be_had), Integer)
    asked = (
        select(_PRODUCT.c.source, func.count(), func.sum(out))
        .where(_PRODUCT.c.active, _PRODUCT.c.gone_at.is_(None))
        .group_by(_PRODUCT.c.source)
    )
    bare = select(_PRODUCT.c.source, _PRODUCT.c.media).where(_PRODUCT.c.active, _PRODUCT.c.gone_at.is_(None))
    without: dict[str, int] = {}
    for source, media in await connection.execute(bare.where(func.length(cast_text(_PRODUCT.c.media)) <= len("[]"))):
        without[source] = without.get(source, 0) + (not media)
    rows = (await connection.execute(asked)).all()
    return sorted((row[0], int(row[1]), int(row[2] or 0), without.get(row[0], 0)) for row in rows)


def cast_text(column: Any) -> Any:
    """A JSON column as its text."""
    from sqlalchemy import Text

    return cast(column, Text)


async def list_refused_pictures(connection: AsyncConnection) -> tuple[int, Sequence[Row]]:
    """How many pictures are left out, and the newest of them with the reason."""
    refused = _PICTURE.c.status == "refused"
    count = (await connection.execute(select(func.count()).select_from(_PICTURE).where(refused))).scalar_one()
    newest = select(_PICTURE).where(refused).order_by(_PICTURE.c.checked_at.desc()).limit(PICTURES)
    return int(count), [dict(row) for row in (await connection.execute(newest)).mappings()]


async def ask_for_run(connection: AsyncConnection, source: str, what: str) -> bool:
    """Let a source be read as soon as somebody can; False when there is none of the name."""
    done = await connection.execute(update(_SOURCE).where(_SOURCE.c.name == source).values(asked=what))
    return bool(done.rowcount)
