"""What was said before people were asked for, for whoever takes over in another system."""

import json
from dataclasses import dataclass
from typing import Any

from bot.hooks.queries import LAST_HEARD, LAST_SAID
from bot.storage.transactions import Tx

MOST = 20  # lines
LONGEST = 500  # characters of each
_WHO = {"agent": "Agent", "journey": "Journey"}


@dataclass(frozen=True, slots=True)
class History:
    """Lines, the oldest first, and the contact's newest message with its id; 0 when there is none."""

    lines: list[str]
    newest: dict[str, Any]
    newest_id: int


async def read_history(tx: Tx, contact_id: int) -> History:
    """The newest lines of both sides."""
    heard = await tx.rows(LAST_HEARD, contact_id, MOST)
    told = [(int(at), "Customer", words_of(json.loads(body))) for at, _, body in heard]
    for at, kind, content in await tx.rows(LAST_SAID, contact_id, MOST):
        told.append((int(at), _WHO.get(kind, "Bot"), _said(json.loads(content))))
    told.sort(key=lambda line: line[0])
    lines = [f"{who}: {text}" for _, who, text in told[-MOST:] if text]
    newest = json.loads(heard[0][2]) if heard else {}
    return History(lines, newest, int(heard[0][1]) if heard else 0)


def words_of(said: dict[str, Any]) -> str:
    """A message of a contact in words."""
    text = str(said.get("text", ""))[:LONGEST]
    if place := said.get("location"):
        return f"{text} (location {place['latitude']}, {place['longitude']})".strip()
    kind = said.get("kind", "text")
    return text if text or kind in ("text", "button", "list") else f"({kind})"


def _said(content: dict[str, Any]) -> str:
    if template := content.get("template"):
        return f"(template {template.get('name', '')})"
    return str(content.get("text", ""))[:LONGEST] or ("(file)" if content.get("media") else "")
