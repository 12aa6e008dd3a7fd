"""Content resources that were created at the provider, kept in the database."""

from bot.outbox.queries import DROP_CONTENT, FIND_CONTENT, KEEP_CONTENT
from bot.storage.database import Database


class KeptContents:
    """A `ContentStore` (bot/whatsapp/contents.py) in the table `provider_content`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, account: str, shape: str) -> str | None:
        async with self._database.read() as tx:
            row = await tx.row(FIND_CONTENT, account, shape)
        return None if row is None else str(row[0])

    async def remember(self, account: str, shape: str, sid: str) -> str:
        async with self._database.write() as tx:
            await tx.run(KEEP_CONTENT, account, shape, sid)
            row = await tx.row(FIND_CONTENT, account, shape)
        return sid if row is None else str(row[0])

    async def forget(self, account: str, shape: str, sid: str) -> None:
        async with self._database.write() as tx:
            await tx.run(DROP_CONTENT, account, shape, sid)
