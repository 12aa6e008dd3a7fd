"""Doors forget a contact: that somebody came by a door or an ad stays countable, nothing that leads to a person.

Links (`door_link`) stand for a door and a page, never for a person: they stay.
"""

from bot.storage.transactions import Tx

TOUCHES = (
    "update touch set page = '', sku = '', click_id = '', source_url = '', headline = '', body = '', media = '', "
    "raw = '{}' where contact_id = $1 and at <= $2"
)
WISHES = "delete from restock_wish where contact_id = $1"

CLICKS = "update link_click set thing = '', ref = '' where contact_id = $1 and at <= $2"


async def erase_doors(tx: Tx, contact_id: int, now: int) -> None:
    """`now` in µs."""
    await tx.run(TOUCHES, contact_id, now)
    await tx.run(CLICKS, contact_id, now)
    await tx.run(WISHES, contact_id)
