"""The audit log: who changed what. Written in the transaction of the change; never a secret in it."""

import json
from dataclasses import dataclass
from typing import Any

from bot.staff.agents import Agent
from bot.staff.called import OF_TOKENS
from bot.staff.queries import ADD_AUDIT, LIST_AUDIT
from bot.storage.transactions import Tx

NEWEST = 2**62


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of the log. `at` in µs; `agent_id` is whose account it was, however they were called then."""

    id: int
    at: int
    agent_id: int | None
    actor: str
    action: str
    target: str
    detail: dict[str, Any]


async def note_deed(tx: Tx, agent: Agent, action: str, target: str, now: int, **detail: Any) -> None:
    """Write down that an agent did something (`tag.added`, `agent.invited` …) to something."""
    await tx.run(ADD_AUDIT, now, agent.id or None, _actor(agent), action, target, json.dumps(detail))


async def list_deeds(tx: Tx, before: int = NEWEST, action: str = "", limit: int = 50) -> list[Deed]:
    """The newest first; `before` is the id of the last one that one has."""
    rows = await tx.rows(LIST_AUDIT, before, action, limit)
    names = ("id", "at", "agent_id", "actor", "action", "target")
    return [Deed(**dict(zip(names, row, strict=False)), detail=json.loads(row[6])) for row in rows]


def _actor(agent: Agent) -> str:
    name = agent.name or "terminal"
    return f"{OF_TOKENS}{agent.token} of {name}" if agent.token else name
