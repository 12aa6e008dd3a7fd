"""What costs much is done one at a time for each agent."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from bot.console.faults import TooOften
from bot.staff.agents import Agent


@dataclass
class Gate:
    """Of those who wait only the newest is let in: whoever typed on does not want the rest any more."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    newest: int = 0


@asynccontextmanager
async def one_at_a_time(kept: dict[str, Any], agent: Agent, what: str) -> AsyncIterator[None]:
    """Wait until this agent's last one of the kind is done; `kept` is the desk's. Raises TooOften for outrun ones."""
    gate = kept.setdefault("gates", {}).setdefault((what, agent.id), Gate())
    gate.newest += 1
    mine = gate.newest
    async with gate.lock:
        if mine != gate.newest:
            raise TooOften(retry_after=1)
        yield
