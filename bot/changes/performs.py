"""What a turn writes down when it had no answer."""

from typing import Any

from bot.changes.queries import KEEP_UNANSWERED
from bot.storage.transactions import Tx

LONGEST = 500  # characters; more is no question


async def keep_unanswered(tx: Tx, contact_id: int, event_id: int, data: dict[str, Any], now: int) -> None:
    """The words of one message (`now` in µs)."""
    text = str(data["text"]).replace("\x00", "").encode(errors="replace").decode()[:LONGEST]
    told = text, str(data["language"]), str(data.get("flow", "")), str(data.get("reason", ""))
    await tx.run(KEEP_UNANSWERED, event_id, contact_id, *told, now)
