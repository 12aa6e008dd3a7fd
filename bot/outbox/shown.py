"""What a contact was shown, word for word: proof of what a yes was said to."""

import json

from bot.outbox.content import Content
from bot.storage.transactions import Tx

NEWEST = "select content from outbox where contact_id = $1 order by created_at desc, id desc limit $2"
LOOKED_AT = 100  # entries


async def find_shown(tx: Tx, contact_id: int, utter: str) -> str:
    """The newest text that was said to this contact under this response's name; empty when none is found."""
    for (content,) in await tx.rows(NEWEST, contact_id, LOOKED_AT):
        entry = Content.from_json(json.loads(content))
        utters, texts = entry.utter.split("+"), entry.text.split("\n\n")
        if utter in utters:
            return texts[utters.index(utter)] if len(utters) == len(texts) else entry.text
    return ""
