"""How much room the media folder has left. Counted anew every minute, and added to in between."""

import asyncio
from datetime import timedelta

from bot.errors import TryAgain
from bot.media.folder import MediaFolder
from bot.media.queries import BYTES_KEPT
from bot.storage.database import Database

COUNT_EVERY = 60.0  # seconds
WHEN_FULL = timedelta(minutes=10)  # until the next attempt
GIBIBYTE = 1024**3


class Room:
    """A folder that may hold so much (GiB; 0 = no limit)."""

    def __init__(self, folder: MediaFolder, database: Database, most_gb: float) -> None:
        self.folder = folder
        self._database = database
        self._most = most_gb * GIBIBYTE
        self._kept = 0
        self._counted_at = float("-inf")

    async def check(self, size: int) -> None:
        """Raises TryAgain when a file of this size (bytes) has no room."""
        if self._most and await self._count() + size >= self._most:
            raise TryAgain("the media folder is full (SHOPCLERK_MEDIA_MAX_GB)", WHEN_FULL)

    def add(self, size: int) -> None:
        """A file was kept."""
        self._kept += size

    async def _count(self) -> int:
        now = asyncio.get_running_loop().time()
        if now - self._counted_at > COUNT_EVERY:
            async with self._database.read() as tx:
                row = await tx.row(BYTES_KEPT)
            self._kept, self._counted_at = int(row[0]) if row else 0, now
        return self._kept
