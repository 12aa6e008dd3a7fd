"""The inbox forgets a contact: what was written is gone, its keys stay so that nothing comes in twice."""

from bot.storage.transactions import Tx

EVENTS = (
    "update inbox_event set body = '{}', address = '', error = '', state = 1, done_at = coalesce(done_at, $2) "
    "where contact_id = $1 and received_at <= $2"
)
TIMERS = "delete from timer where contact_id = $1"


async def erase_inbox(tx: Tx, contact_id: int, now: int) -> None:
    """Messages that wait for their turn are forgotten unread. `now` in µs; what came later is left alone."""
    await tx.run(EVENTS, contact_id, now)
    await tx.run(TIMERS, contact_id)
