"""The stores that the catalog follows, as whoever asks them something needs them."""

import json
from pathlib import Path

from bot.jobs.access import Access
from bot.jobs.openers import STORES, Asked
from bot.storage.database import Database
from bot.storage.transactions import Row

FIND = "select name, kind, address, settings, language, currency from catalog_source where name = $1"
LIST = "select name, kind, address, settings, language, currency from catalog_source order by name"


async def find_source(database: Database, name: str, access: Access) -> Asked | None:
    """The store of this name; None when there is none, or it is a file."""
    async with database.read() as tx:
        row = await tx.row(FIND, name)
    return _asked(row, access) if row and row[1] in STORES else None


async def list_stores(database: Database, access: Access) -> list[Asked]:
    """Every store."""
    async with database.read() as tx:
        rows = await tx.rows(LIST)
    return [_asked(row, access) for row in rows if row[1] in STORES]


def _asked(row: Row, access: Access) -> Asked:
    name, kind, address, settings, language, currency = row
    given = json.loads(settings) if isinstance(settings, str) else settings
    return Asked(name, kind, address, given, language, currency, Path(), access=access)
