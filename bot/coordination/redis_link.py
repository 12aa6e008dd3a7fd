"""One server of Redis as seen from here: how it is reached, and whether it is there. Logs once when it goes."""

import asyncio

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from bot.log import get_log

log = get_log(__name__)

CALL_SECONDS = 0.5  # the longest that one call may take before Redis counts as gone
REST_SECONDS = 1.0  # between two attempts to reach it again

#: What a lost connection, a dead server or a wrong address raise.
GONE = (RedisError, OSError, TimeoutError)


def connect(url: str, block_seconds: float = 0.0) -> Redis:
    """A client that fails fast; `block_seconds` is how long its calls may wait on purpose."""
    return Redis.from_url(
        url,
        decode_responses=True,
        protocol=2,
        socket_timeout=CALL_SECONDS + block_seconds,
        socket_connect_timeout=CALL_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )


class Presence:
    """Whether one kind of work has found Redis lately."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._gone_until: float | None = None

    @property
    def worth_asking(self) -> bool:
        """False for a second after a failure, so that nobody waits for a dead server again and again."""
        return self._gone_until is None or asyncio.get_running_loop().time() >= self._gone_until

    def lost(self, error: BaseException) -> None:
        """A call failed."""
        if self._gone_until is None:
            log.warning("redis.gone", work=self._name, error=type(error).__name__)
        self._gone_until = asyncio.get_running_loop().time() + REST_SECONDS

    def found(self) -> None:
        """A call succeeded."""
        if self._gone_until is not None:
            log.info("redis.back", work=self._name)
            self._gone_until = None
