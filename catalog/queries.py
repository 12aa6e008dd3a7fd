"""All SQL of the catalog: what a shelf is read from, and the version that says when to read again."""

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import func, update
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from catalog.tables import CatalogVersion, Product, Review

Row = TypeVar("Row", bound=SQLModel)


async def read_version(session: AsyncSession) -> int:
    """The number of the catalog's last change; 0 before the first."""
    found = (await session.exec(select(CatalogVersion.version).where(CatalogVersion.id == 1))).first()
    return found or 0


async def bump_version(session: AsyncSession) -> None:
    """Say that the catalog has changed: in the same transaction as the change itself."""
    grown = update(CatalogVersion).where(col(CatalogVersion.id) == 1).values(version=CatalogVersion.version + 1)
    if (await session.exec(grown)).rowcount == 0:
        session.add(CatalogVersion(version=1))
        await session.flush()


async def list_active_products(session: AsyncSession) -> Sequence[Product]:
    """Products that are sold now, by id."""
    return (await session.exec(select(Product).where(col(Product.active)).order_by(col(Product.id)))).all()


async def list_all(session: AsyncSession, table: type[Row]) -> Sequence[Row]:
    """Every row of one of the catalog's tables."""
    return (await session.exec(select(table))).all()


async def list_reviews(session: AsyncSession, product_id: str, limit: int) -> Sequence[Review]:
    """The newest reviews of a product, those of known buyers first."""
    found = select(Review).where(col(Review.product_id) == product_id)
    return (
        await session.exec(found.order_by(col(Review.verified).desc(), col(Review.written_at).desc()).limit(limit))
    ).all()


async def count_ratings(session: AsyncSession, product_id: str) -> dict[int, int]:
    """How many reviews gave each number of stars."""
    counted = (
        select(Review.rating, func.count()).where(col(Review.product_id) == product_id).group_by(col(Review.rating))
    )
    return {int(stars): int(count) for stars, count in (await session.exec(counted)).all()}
