"""Who looks at live updates in this process. A listener that falls behind is told to look again."""

import asyncio
from collections import defaultdict
from typing import Any
from weakref import WeakSet

BACKLOG = 1_000  # updates kept for one listener that is slow
RESYNC: dict[str, Any] = {"resync": True}


class Listener:
    """Updates of one channel from the moment it was made; forgotten with its last reader."""

    def __init__(self) -> None:
        self._updates: asyncio.Queue[dict[str, Any]] = asyncio.Queue(BACKLOG)

    def put(self, data: dict[str, Any]) -> None:
        """Add an update; whoever is too far behind starts afresh with one `RESYNC` instead."""
        if self._updates.full():
            while not self._updates.empty():
                self._updates.get_nowait()
            self._updates.put_nowait(RESYNC)
        self._updates.put_nowait(data)

    def __aiter__(self) -> "Listener":
        return self

    async def __anext__(self) -> dict[str, Any]:
        return await self._updates.get()


class Listeners:
    """All listeners of this process."""

    def __init__(self) -> None:
        self._by_channel: defaultdict[str, WeakSet[Listener]] = defaultdict(WeakSet)

    def add(self, channel: str) -> Listener:
        """A new listener of `channel`."""
        listener = Listener()
        self._by_channel[channel].add(listener)
        return listener

    def tell(self, channel: str, data: dict[str, Any]) -> None:
        """Hand an update to everybody who listens to `channel` now."""
        if channel in self._by_channel:
            for listener in tuple(self._by_channel[channel]):
                listener.put(data)

    def resync(self) -> None:
        """Tell everybody that updates may have been missed."""
        for channel in tuple(self._by_channel):
            self.tell(channel, RESYNC)
