"""All SQL of the catalog: what a shelf is read from, and the version that says when to read again.

Reading is bare statements, written in PostgreSQL's words: a running shop reads often and needs no object mapper.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from sqlmodel.ext.asyncio.session import AsyncSession

Row = Sequence[Any]

PRODUCTS = """select id, category, attributes, media, page, popularity, size_table, rating, rating_count
              from product where active order by id"""
TEXTS = "select product_id, language, title, tagline, description, material, usage from product_text"
VARIANTS = """select v.product_id, v.sku, v.options, o.price, o.sale_price, o.currency, coalesce(o.stock, 1000000),
                     v.media, v.swatch, v.measure
              from variant v join offer o on o.sku = v.sku where o.price is not null order by v.position, v.sku"""
LABELS = "select attribute, value, language, text from catalog_label"
VERSION = "select version from catalog_version where id = 1"
REVIEWS = """select id, rating, author, text, language, verified, written_at from review
             where product_id = $1 order by verified desc, written_at desc limit $2"""
RATINGS = "select rating, count(*) from review where product_id = $1 group by rating"
BUMP = """insert into catalog_version (id, version) values (1, 1)
          on conflict (id) do update set version = catalog_version.version + 1"""


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


async def bump_version(session: "AsyncSession") -> None:
    """Say that the catalog has changed: in the same transaction as the change itself."""
    from sqlalchemy import text

    await session.flush()
    await (await session.connection()).execute(text(BUMP))


async def list_reviews(source: Source, product_id: str, limit: int) -> Sequence[Reviewed]:
    """The newest reviews of a product, those of known buyers first."""
    return [_reviewed(row) for row in await source.rows(REVIEWS, product_id, limit)]


async def count_ratings(source: Source, product_id: str) -> dict[int, int]:
    """How many reviews gave each number of stars."""
    return {int(stars): int(count) for stars, count in await source.rows(RATINGS, product_id)}


def from_json(value: str) -> Any:
    """What a JSON column holds: both drivers hand it over as text."""
    return json.loads(value)


def _reviewed(row: Row) -> Reviewed:
    name, rating, author, text, language, verified, written_at = row
    return Reviewed(name, rating, author, text, language, bool(verified), _moment(written_at))


def _moment(value: datetime | str) -> datetime:
    """As `catalog.columns.UtcMoment` reads it: SQLite keeps text and forgets the zone."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
