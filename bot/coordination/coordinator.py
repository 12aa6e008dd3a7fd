"""The small interface that one process and many processes share."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any, Protocol


class Coordinator(Protocol):
    """Two implementations: in this process (`in_process.py`) and over Redis (`over_redis.py`)."""

    def wake(self, topic: str) -> None:
        """Tell whoever waits on `topic` (here and elsewhere) that there is work. Returns at once."""

    async def wait(self, topic: str, timeout: timedelta) -> None:
        """Return when `topic` is woken, or after `timeout`: work may always be there."""

    async def take(self, bucket: str, wanted: int, rate: float, burst: int) -> tuple[int, float]:
        """Ask for up to `wanted` tokens of a bucket that refills with `rate` per second up to `burst`.

        Returns how many were granted and, if none was, in how many seconds to ask again. A rate of 0 is no limit.
        When Redis is gone a safe local share is granted instead.
        """

    def publish(self, channel: str, data: dict[str, Any]) -> None:
        """Send a live update to whoever listens now. Nobody listening is fine."""

    def listen(self, channel: str) -> AsyncIterator[dict[str, Any]]:
        """Live updates of a channel, from this call on.

        `{"resync": True}` in between says that some may have been missed: read the whole again.
        """

    async def close(self) -> None:
        """Let go of connections."""
