"""What was said while people had a conversation: the bot learns it when it has the conversation again."""

import json
from typing import Any

from bot.handoff.queries import SAID_BY_AGENTS, SAID_BY_CONTACT
from bot.storage.columns import from_micros
from bot.storage.transactions import Tx

MOST = 20  # lines
LONGEST = 500  # characters of each


async def said_since(tx: Tx, contact_id: int, since: int) -> list[dict[str, Any]]:
    """The newest lines since a moment (µs), in order: `{from: contact|agent, text, kind, at}`."""
    told = [(at, "contact", json.loads(body)) for at, body in await tx.rows(SAID_BY_CONTACT, contact_id, since, MOST)]
    told += [
        (at, "agent", json.loads(content)) for at, content in await tx.rows(SAID_BY_AGENTS, contact_id, since, MOST)
    ]
    told.sort(key=lambda line: line[0])
    return [_line(*line) for line in told[-MOST:]]


def _line(at: int, who: str, said: dict[str, Any]) -> dict[str, Any]:
    kind = said.get("kind", "") if who == "contact" else "media" if said.get("media") else "text"
    return {"from": who, "kind": kind, "text": str(said.get("text", ""))[:LONGEST], "at": from_micros(at).isoformat()}
