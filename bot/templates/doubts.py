"""Codes with which a send is refused because of its template: the provider is asked at once what became of it."""

from collections.abc import Sequence
from datetime import timedelta

from bot.storage.transactions import Tx
from bot.templates.queries import ADD_CHANGES, DOUBT

#: Not approved, no such language or variables, rejected, paused, disabled; and Meta's own where they come through.
CODES = frozenset(
    {63016, 63027, 63028, 63030, 63040, 63041, 63042}
    | {132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016, 132068, 132069}
)
BELL = "templates"  # wakes whoever asks
ATTEMPTS = 3  # of one entry: another wording, or the same one once it is approved again
WAIT = timedelta(seconds=30)  # until the provider has been asked


def is_about_template(template: str, code: int | None, attempts: int) -> bool:
    """Whether an entry that names `template` was refused for it, and may go another way."""
    return bool(template) and code in CODES and attempts < ATTEMPTS


async def doubt(tx: Tx, refused: Sequence[tuple[int, int]], now: int) -> bool:
    """Sends (entry, code) were refused: their wordings rest until the provider was asked; whether there are any."""
    changes = []
    for entry_id, code in refused:
        rows = await tx.rows(DOUBT, entry_id, code, now)
        changes += [(row[0], "refused", "", str(code), "", now) for row in rows]
    if changes:
        await tx.insert(ADD_CHANGES, changes)
    return bool(changes)
