"""Which bells have rung."""

import asyncio
from datetime import timedelta

from bot.coordination.coordinator import Coordinator

DAY = timedelta(days=1)
SOON = 0.02  # seconds


async def rung(coordinator: Coordinator, *topics: str) -> set[str]:
    """Those of the topics that have been rung since somebody last waited; they are silent again."""
    return {topic for topic in topics if await _has_rung(coordinator, topic)}


async def _has_rung(coordinator: Coordinator, topic: str) -> bool:
    try:
        await asyncio.wait_for(coordinator.wait(topic, DAY), SOON)
    except TimeoutError:
        return False
    return True
