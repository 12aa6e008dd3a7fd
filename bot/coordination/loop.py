"""The loop of a clerk: work, wait for the bell or a while, work again."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.coordination.coordinator import Coordinator
from bot.log import get_log

log = get_log(__name__)


async def work_for_ever(
    work: Callable[[], Awaitable[object]], coordinator: Coordinator, bell: str, poll: timedelta, *, failed: str
) -> None:
    """Do `work`, wait until `bell` is rung or `poll` has passed, again and again; an error is logged as `failed` and
    waited out."""
    while True:
        try:
            await work()
        except Exception:
            log.exception(failed)
        await coordinator.wait(bell, poll)
