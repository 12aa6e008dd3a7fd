"""Taking files of erased contacts off the disk, once that is committed.

A row that is `erased` and still names its file is what is to be done; the name goes from the row after the file has
gone, so a crash in between only means doing it again. Files that no row names (a fetch that was overtaken by the
erasing, or died before its mark) are found on disk, an hour after they came.
"""

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from bot.clock import SystemClock
from bot.log import get_log
from bot.media.folder import FORSAKEN, INCOMING, MediaFolder
from bot.storage.columns import to_micros
from bot.storage.database import Database
from bot.storage.transactions import Tx

log = get_log(__name__)

EVERY = timedelta(seconds=5)
#: Seconds. Whoever is just fetching the same file has given it its name, but not yet marked its row.
SETTLING = 300
LIMIT = 100
FIND = (
    "select sha256 from inbound_media where status = 'erased' and sha256 <> '' "
    "union select sha256 from agent_file where status = 'erased' and sha256 <> '' order by sha256 limit $1"
)
FIND_KEPT = (
    "select sha256 from inbound_media where status = 'kept' and sha256 = any($1::text[]) "
    "union select sha256 from agent_file where status = 'kept' and sha256 = any($1::text[])"
)
UNSENT_FOR = timedelta(days=1)
#: Files that an agent took up and never sent are nobody's: who is on them, no erasing would find.
FORGET_UNSENT = (
    "update agent_file set status = 'erased', name = '' where contact_id is null and status = 'kept' and at < $1"
)
CLEAR = tuple(
    f"update {table} set sha256 = '', size = 0, content_type = '' where status = 'erased' and sha256 = $1"  # noqa: S608
    for table in ("inbound_media", "agent_file")
)


async def take_away(database: Database, folder: MediaFolder) -> int:
    """Remove the files of erased contacts, unless somebody else has sent the same; how many were removed."""
    async with database.read() as tx:
        names = [str(row[0]) for row in await tx.rows(FIND, LIMIT)]
        kept = await _kept(tx, names)
    gone = await asyncio.to_thread(_remove, folder, [name for name in names if name not in kept], SETTLING)
    done = [name for name in names if name in kept or not folder.path_of(name).exists()]
    if done:
        async with database.write() as tx:
            for name in done:
                for clear in CLEAR:
                    await tx.run(clear, name)
    return gone


async def forget_unsent(database: Database, now: datetime) -> int:
    """Erase uploads of a day ago that were never sent; how many that were. Their files go as all erased ones do."""
    async with database.write() as tx:
        return await tx.run(FORGET_UNSENT, to_micros(now - UNSENT_FOR))


async def take_forsaken_away(database: Database, folder: MediaFolder) -> int:
    """Remove files on disk that no row names, an hour after they came; how many that were."""
    gone = 0
    for shelf in await asyncio.to_thread(_shelves, folder):
        names = await asyncio.to_thread(_names, shelf)
        async with database.read() as tx:
            kept = await _kept(tx, names)
        gone += await asyncio.to_thread(_remove, folder, [name for name in names if name not in kept], FORSAKEN)
    return gone


async def _kept(tx: Tx, names: list[str]) -> set[str]:
    return {str(row[0]) for row in await tx.rows(FIND_KEPT, names)} if names else set()


def _shelves(folder: MediaFolder) -> list[Path]:
    found = folder.path.iterdir() if folder.path.exists() else iter(())
    return sorted(path for path in found if path.is_dir() and path.name != INCOMING)


def _names(shelf: Path) -> list[str]:
    return [path.name for path in shelf.iterdir()]


def _remove(folder: MediaFolder, names: Iterable[str], age: float) -> int:
    """Of these files those that are older than `age` seconds; how many."""
    before = SystemClock().now().timestamp() - age
    paths = [folder.path_of(name) for name in names]
    old = [path for path in paths if path.exists() and path.stat().st_mtime < before]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
