"""The coordinator that the settings ask for."""

from bot.coordination.coordinator import Coordinator
from bot.coordination.in_process import InProcessCoordinator


def open_coordinator(redis_url: str) -> Coordinator:
    """Over Redis when there is an address, else in this process. Never waits: Redis may come later."""
    if not redis_url:
        return InProcessCoordinator()
    from bot.coordination.over_redis import RedisCoordinator  # a process without Redis never loads it

    return RedisCoordinator(redis_url)
