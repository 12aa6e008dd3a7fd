"""The audit log: who changed what. Written in the transaction of the change; never a secret in it."""

import json
from dataclasses import dataclass
from typing import Any

from bot.staff.agents import Agent
from bot.staff.queries import ADD_AUDIT, LIST_AUDIT
from bot.storage.transactions import Tx

NEWEST = 2**62


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of the log. `at` in µs."""

    id: int
    at: int
    actor: str
    action: str
    target: str
    detail: dict[str, Any]


async def note_deed(tx: Tx, agent: Agent, action: str, target: str, now: int, **detail: Any) -> None:
    """Write down that an agent did something (`tag.added`, `agent.invited` …) to something."""
    await tx.run(ADD_AUDIT, now, agent.id or None, agent.name or "terminal", action, target, json.dumps(detail))


async def list_deeds(tx: Tx, before: int = NEWEST, action: str = "", limit: int = 50) -> list[Deed]:
    """The newest first; `before` is the id of the last one that one has."""
    rows = await tx.rows(LIST_AUDIT, before, action, limit)
    return [Deed(row[0], row[1], row[2], row[3], row[4], json.loads(row[5])) for row in rows]
