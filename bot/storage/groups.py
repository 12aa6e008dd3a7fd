"""Commits in groups: whatever is pending is written together, so that one flush to disk serves many.

Adaptive: alone, an item is written at once; under load up to 64 share a commit. When a group fails, its items
are written one by one, so that one bad item harms nobody else; not so when the database cannot be reached.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")
Answer = TypeVar("Answer")

LIMIT = 64
LINGER = 0.002  # seconds that a busy writer waits for company; an idle one does not wait


class Groups(Generic[Item, Answer]):
    """Gathers items for one writer. `add` returns (or raises) what became of its own item."""

    def __init__(
        self,
        write: Callable[[Sequence[Item]], Awaitable[Sequence[Answer | Exception]]],
        limit: int = LIMIT,
        linger: Callable[[], float] = lambda: LINGER,
    ) -> None:
        self._write = write
        self._limit = limit
        self._linger = linger
        self._pending: list[tuple[Item, asyncio.Future[Answer]]] = []
        self._writer: asyncio.Task[None] | None = None
        self._last_size = 0

    async def add(self, item: Item) -> Answer:
        """Write this item with the next group; returns when the group is on disk."""
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._pending.append((item, future))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_pending())
        return await future

    async def _write_pending(self) -> None:
        while self._pending:
            await asyncio.sleep(self._linger() if self._last_size > 1 and len(self._pending) < self._limit else 0)
            group, self._pending = self._pending[: self._limit], self._pending[self._limit :]
            self._last_size = len(group)
            await self._write_group(group)

    async def _write_group(self, group: Sequence[tuple[Item, "asyncio.Future[Answer]"]]) -> None:
        try:
            answers = await self._write([item for item, _ in group])
        except Exception as error:  # noqa: BLE001 - handed to whoever added the item
            if len(group) == 1 or isinstance(error, OSError):  # the database is away: no item is to blame
                for _, future in group:
                    settle(future, error)
            else:
                for member in group:
                    await self._write_group([member])
            return
        for (_, future), answer in zip(group, answers, strict=True):
            settle(future, answer)


def settle(future: "asyncio.Future[Answer]", answer: Answer | Exception) -> None:
    """Give a waiting caller its answer, unless it has gone."""
    if future.done():
        return
    if isinstance(answer, Exception):
        future.set_exception(answer)
    else:
        future.set_result(answer)
