"""Who waits for work in this process: one bell per topic, kept ringing until somebody has heard it."""

import asyncio
from collections import defaultdict
from datetime import timedelta


class Bells:
    """A bell rung while nobody listens is heard by the next who waits, so no wake-up falls between two waits."""

    def __init__(self) -> None:
        self._bells: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)

    def ring(self, topic: str) -> None:
        """Wake everybody who waits on `topic`, or the next who will."""
        self._bells[topic].set()

    async def wait(self, topic: str, timeout: timedelta) -> None:
        """Return when the bell has rung, or after `timeout`."""
        bell = self._bells[topic]
        try:
            async with asyncio.timeout(timeout.total_seconds()):
                await bell.wait()
        except TimeoutError:
            return
        bell.clear()

    def ring_all(self) -> None:
        """Wake everybody: there may be work anywhere."""
        for bell in self._bells.values():
            bell.set()
