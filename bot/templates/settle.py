"""What the provider says of a wording, written down: the newest state, each change with its time."""

from datetime import timedelta

from bot.storage.transactions import Tx
from bot.templates.office import Verdict
from bot.templates.queries import ADD_CHANGES, COUNT_PAUSES, FREE_HELD, SET_STATE
from bot.templates.variants import Variant

FIRST_PAUSE, LATER_PAUSE = timedelta(hours=3), timedelta(hours=6)  # as Meta has it; a third time is for good


async def settle(tx: Tx, variant: Variant, verdict: Verdict, asked_at: int, now: int) -> int:
    """Keep the state and what has changed; answers how many entries go on that waited for this. Moments in µs."""
    billed_as = verdict.billed_as or variant.billed_as
    quality = verdict.quality or variant.quality
    changes = [
        (variant.id, what, before, after, verdict.reason if what == "status" else "", now)
        for what, before, after in (
            ("status", variant.status.value, verdict.status),
            ("billed_as", variant.counts_as, billed_as or variant.counts_as),
            ("quality", variant.quality, quality),
        )
        if before != after
    ]
    paused_until = variant.paused_until if verdict.status == variant.status else None
    if verdict.status == "paused" and not paused_until:
        row = await tx.row(COUNT_PAUSES, variant.id)
        paused_until = now + (LATER_PAUSE if row and row[0] else FIRST_PAUSE) // timedelta(microseconds=1)
    state = (verdict.status, billed_as, verdict.reason, quality, paused_until)
    await tx.run(SET_STATE, variant.id, *state, now, asked_at)
    if changes:
        await tx.insert(ADD_CHANGES, changes)
    if verdict.status == "approved" and (changes or variant.doubt is not None):
        return await tx.run(FREE_HELD, [variant.name], now)
    return 0
