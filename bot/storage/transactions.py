"""What hot statements need of a database: a transaction with five verbs."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

from bot.storage.statements import Many

Row = Sequence[Any]


class Tx(Protocol):
    """One open transaction. SQL is in PostgreSQL's words with `$1` places (see `statements.py`)."""

    async def rows(self, sql: str, *args: Any) -> Sequence[Row]:
        """All rows of a query, or of a statement with `returning`."""

    async def row(self, sql: str, *args: Any) -> Row | None:
        """The first row, if there is one."""

    async def run(self, sql: str, *args: Any) -> int:
        """Carry out a statement; answers how many rows it touched."""

    async def insert(self, statement: Many, rows: Sequence[Row]) -> None:
        """Insert many rows."""

    async def update(self, statement: Many, rows: Sequence[Row]) -> set[Any]:
        """Update many rows; answers the first keys of those that were found."""

    def savepoint(self) -> AbstractAsyncContextManager[None]:
        """A part that may fail alone: an error inside undoes it and goes on up."""
