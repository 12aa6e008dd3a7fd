"""Token buckets of this process: how many messages may go now."""

import asyncio
from dataclasses import dataclass

CROWDED = 10_000  # above this many buckets the full ones, which say nothing, are forgotten


@dataclass(slots=True)
class Bucket:
    """`tokens` as they stood at `at` (seconds of the event loop's clock)."""

    tokens: float
    at: float
    rate: float
    burst: int

    def fill(self, now: float) -> None:
        """Add what has dripped in since the last look."""
        self.tokens = min(float(self.burst), self.tokens + max(0.0, now - self.at) * self.rate)
        self.at = now


class Buckets:
    """The same numbers as the Lua script in `over_redis.py`."""

    def __init__(self) -> None:
        self._buckets: dict[str, Bucket] = {}

    def take(self, name: str, wanted: int, rate: float, burst: int) -> tuple[int, float]:
        """Up to `wanted` tokens and, if none, the seconds until one is there. A rate of 0 is no limit."""
        if rate <= 0 or wanted <= 0:
            return max(0, wanted), 0.0
        bucket = self._bucket(name, rate, max(1, burst))
        granted = min(wanted, int(bucket.tokens))
        bucket.tokens -= granted
        return granted, 0.0 if granted else (1 - bucket.tokens) / rate

    def _bucket(self, name: str, rate: float, burst: int) -> Bucket:
        now = asyncio.get_running_loop().time()
        bucket = self._buckets.get(name)
        if bucket is None:
            if len(self._buckets) >= CROWDED:
                self._forget_full(now)
            bucket = self._buckets[name] = Bucket(float(burst), now, rate, burst)
        bucket.rate, bucket.burst = rate, burst
        bucket.fill(now)
        return bucket

    def _forget_full(self, now: float) -> None:
        for bucket in self._buckets.values():
            bucket.fill(now)
        self._buckets = {name: b for name, b in self._buckets.items() if b.tokens < b.burst}
