"""SQL of the catalog: reviews, and the version that says when to read again; a shelf's is in `shelf/queries.py`.

Reading is bare statements, written in PostgreSQL's words: a running shop reads often and needs no object mapper.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from sqlmodel.ext.asyncio.session import AsyncSession

Row = Sequence[Any]

VERSION = "select version from catalog_version where id = 1"
REVIEWS = """select id, rating, author, text, language, verified, written_at from review
             where product_id = $1 order by verified desc, written_at desc limit $2"""
RATINGS = "select rating, count(*) from review where product_id = $1 group by rating"
BUMP = """insert into catalog_version (id, version) values (1, 1)
          on conflict (id) do update set version = catalog_version.version + 1"""
MARK = "update product set changed = (select version from catalog_version where id = 1) where id in :ids"


class Source(Protocol):
    """An open transaction of either database, as far as the catalog needs one."""

    async def rows(self, sql: str, *args: Any) -> Sequence[Row]:
        """All rows of a query with `$1` places."""


class Reviewed(NamedTuple):
    """What a buyer says, as `catalog.tables.Review` keeps it."""

    id: str
    rating: int
    author: str
    text: str
    language: str
    verified: bool
    written_at: datetime


async def read_version(source: Source) -> int:
    """The number of the catalog's last change; 0 before the first."""
    found = await source.rows(VERSION)
    return int(found[0][0]) if found else 0


async def bump_version(session: "AsyncSession", *products: str) -> None:
    """Say that these products have changed: in the same transaction as the change itself. Readers of a large
    catalog read again what is named here, and nothing else."""
    from sqlalchemy import bindparam, text

    await session.flush()
    connection = await session.connection()
    await connection.execute(text(BUMP))
    if products:
        await connection.execute(text(MARK).bindparams(bindparam("ids", products, expanding=True)))


async def list_reviews(source: Source, product_id: str, limit: int) -> Sequence[Reviewed]:
    """The newest reviews of a product, those of known buyers first."""
    return [_reviewed(row) for row in await source.rows(REVIEWS, product_id, limit)]


async def count_ratings(source: Source, product_id: str) -> dict[int, int]:
    """How many reviews gave each number of stars."""
    return {int(stars): int(count) for stars, count in await source.rows(RATINGS, product_id)}


def _reviewed(row: Row) -> Reviewed:
    name, rating, author, text, language, verified, written_at = row
    return Reviewed(name, rating, author, text, language, bool(verified), _moment(written_at))


def _moment(value: datetime | str) -> datetime:
    """As `catalog.columns.UtcMoment` reads it: SQLite keeps text and forgets the zone."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
