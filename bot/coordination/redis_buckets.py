"""Token buckets that all processes share: one script on the server, by the server's clock.

Requests that are made in one pass of the event loop leave in one round trip.
"""

import asyncio

from redis.asyncio import Redis
from redis.exceptions import NoScriptError

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

Answer = tuple[int, float]
Wish = tuple[str, int, float, int]  # bucket, wanted, rate, burst


class SharedBuckets:
    """`local_share` is the part of a rate that this process allows itself while Redis is gone."""

    def __init__(self, redis: Redis, local_share: float) -> None:
        self._redis = redis
        self._script = redis.register_script(TAKE)
        self._share = local_share
        self._local = Buckets()
        self._presence = Presence("buckets")
        self._wishes: list[tuple[Wish, asyncio.Future[Answer]]] = []
        self._asking: set[asyncio.Task[None]] = set()

    async def take(self, name: str, wanted: int, rate: float, burst: int) -> Answer:
        """As `Coordinator.take`."""
        if rate <= 0 or wanted <= 0:
            return max(0, wanted), 0.0
        wish = (name, wanted, rate, max(1, burst))
        if not self._presence.worth_asking:
            return self._take_locally(wish)
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._wishes.append((wish, future))
        if len(self._wishes) == 1:
            task = asyncio.create_task(self._ask())
            self._asking.add(task)
            task.add_done_callback(self._asking.discard)
        return await future

    async def _ask(self) -> None:
        wishes, self._wishes = self._wishes, []
        try:
            answers = await self._ask_redis([wish for wish, _ in wishes])
            self._presence.found()
        except GONE as error:
            self._presence.lost(error)
            answers = [self._take_locally(wish) for wish, _ in wishes]
        for (_, future), answer in zip(wishes, answers, strict=True):
            if not future.done():
                future.set_result(answer)

    async def _ask_redis(self, wishes: list[Wish]) -> list[Answer]:
        try:
            return await self._run(wishes)
        except NoScriptError:  # a new server: nothing was taken
            await self._redis.script_load(TAKE)
            return await self._run(wishes)

    async def _run(self, wishes: list[Wish]) -> list[Answer]:
        async with self._redis.pipeline(transaction=False) as pipeline:
            for name, wanted, rate, burst in wishes:
                pipeline.evalsha(self._script.sha, 1, f"shopclerk:bucket:{name}", wanted, rate, burst)
            answers = await pipeline.execute()
        return [(int(granted), float(wait)) for granted, wait in answers]

    def _take_locally(self, wish: Wish) -> Answer:
        name, wanted, rate, burst = wish
        return self._local.take(name, wanted, rate * self._share, int(burst * self._share))
