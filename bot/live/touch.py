"""Writing down that conversations have changed, in the transaction that changed them.

After its commit, wake BELL: whoever reads along is there at once; without it, a second later.
"""

from collections.abc import Iterable

from bot.live.queries import ADD
from bot.storage.transactions import Tx

BELL = "live"


async def touch(tx: Tx, contact_ids: Iterable[int], what: str, now: int) -> None:
    """Something about these conversations is new (`now` in µs): one insert, whatever their number.

    `what` is a comma list out of: message status owner note tag read snooze person order typing.
    """
    await touch_each(tx, dict.fromkeys(contact_ids, what), now)


async def touch_each(tx: Tx, changes: dict[int, str], now: int) -> None:
    """The same with words for each conversation."""
    await tx.insert(ADD, [(now, contact_id, what) for contact_id, what in sorted(changes.items())])
