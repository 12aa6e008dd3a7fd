"""Coordination for one process: no server, the same numbers."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

from bot.coordination.buckets import Buckets
from bot.coordination.live import Listeners
from bot.coordination.wakes import Bells


class InProcessCoordinator:
    """Reads the event loop's clock, so that virtual time of the shop does not change send rates."""

    def __init__(self) -> None:
        self._bells = Bells()
        self._buckets = Buckets()
        self._listeners = Listeners()

    def wake(self, topic: str) -> None:
        self._bells.ring(topic)

    async def wait(self, topic: str, timeout: timedelta) -> None:
        await self._bells.wait(topic, timeout)

    async def take(self, bucket: str, wanted: int, rate: float, burst: int) -> tuple[int, float]:
        return self._buckets.take(bucket, wanted, rate, burst)

    def publish(self, channel: str, data: dict[str, Any]) -> None:
        self._listeners.tell(channel, data)

    def listen(self, channel: str) -> AsyncIterator[dict[str, Any]]:
        return self._listeners.add(channel)

    async def close(self) -> None:
        return None
