"""Token buckets that all processes share: one script on the server, by the server's clock."""

from redis.asyncio import Redis

from bot.coordination.buckets import Buckets
from bot.coordination.redis_link import GONE, Presence

#: KEYS[1] bucket; ARGV wanted, rate, burst.
TAKE = """
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local wanted, rate, burst = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local kept = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = tonumber(kept[1]) or burst
local at = tonumber(kept[2]) or now
tokens = math.min(burst, tokens + math.max(0, now - at) * rate)
local granted = math.min(wanted, math.floor(tokens))
tokens = tokens - granted
redis.call('HSET', KEYS[1], 'tokens', string.format('%.6f', tokens), 'at', string.format('%.6f', now))
redis.call('PEXPIRE', KEYS[1], math.ceil((burst - tokens) / rate * 1000) + 1000)
local wait = 0
if granted == 0 then wait = (1 - tokens) / rate end
return {granted, string.format('%.6f', wait)}
"""


class SharedBuckets:
    """`local_share` is the part of a rate that this process allows itself while Redis is gone."""

    def __init__(self, redis: Redis, local_share: float) -> None:
        self._take = redis.register_script(TAKE)
        self._share = local_share
        self._local = Buckets()
        self._presence = Presence("buckets")

    async def take(self, name: str, wanted: int, rate: float, burst: int) -> tuple[int, float]:
        """As `Coordinator.take`."""
        if rate <= 0 or wanted <= 0:
            return max(0, wanted), 0.0
        if self._presence.worth_asking:
            try:
                answer = await self._take(keys=[f"shopclerk:bucket:{name}"], args=[wanted, rate, max(1, burst)])
            except GONE as error:
                self._presence.lost(error)
            else:
                self._presence.found()
                return int(answer[0]), float(answer[1])
        return self._local.take(name, wanted, rate * self._share, int(burst * self._share))
