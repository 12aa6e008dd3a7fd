"""Journeys that contacts of the demo have been through, with what became of their steps: `explain` reads them."""

from bot.demo.chats import Chat
from bot.journeys.queries import KEEP, KEEP_STEP
from bot.storage.transactions import Tx


async def add_journeys(tx: Tx, chat: Chat, contact_id: int) -> None:
    """One passage for each journey that has written; all of them are over."""
    key = str(chat.number)
    for place, item in enumerate(chat.items):
        if item["from"] == "journey":
            journey, step, at = item["journey"], item["step"], chat.at(item["t"])
            over = ("done", step, 2, "", "[]", None, "{}", False, "", "", at, at)
            await tx.run(KEEP, contact_id, journey, key, 1, *over)
            sent = (contact_id, journey, key, 1, step, 1, at, "queued", "", None, f"demo:{chat.number}:{place}")
            await tx.run(KEEP_STEP, *sent)
