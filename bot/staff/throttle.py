"""Slowing down who guesses: the more attempts failed, the longer the next one waits.

By account, and by address. An attempt is written down before it is looked at, so that many at once do not slip by.
"""

from hashlib import sha256

from bot.staff.queries import ADD_TRY, COUNT_TRIES, FORGET_TRIES, PURGE_TRIES
from bot.staff.refusals import TooManyTries
from bot.storage.transactions import Tx

WITHIN = 15 * 60 * 1_000_000  # µs that an attempt counts
FREE = {"account": 5, "address": 20}  # attempts without a wait
LONGEST = 300  # seconds
KEPT = 24 * 3600 * 1_000_000  # µs


def account_key(email: str) -> str:
    """The account that is meant, whether there is one or not."""
    return "account:" + sha256(email.strip().lower().encode()).hexdigest()[:32]


def address_key(address: str) -> str:
    """The address that asks."""
    return "address:" + sha256(address.encode()).hexdigest()[:32]


async def count_try(tx: Tx, keys: tuple[str, ...], now: int) -> None:
    """Write down an attempt. Raises TooManyTries, then it is none."""
    for key in keys:
        row = await tx.row(COUNT_TRIES, key, now - WITHIN)
        failed, last = (int(row[0]), int(row[1] or 0)) if row else (0, 0)
        over = failed - FREE[key.partition(":")[0]]
        wait = min(2 ** min(over, 20), LONGEST) if over >= 0 else 0
        left = last + wait * 1_000_000 - now
        if left > 0:
            raise TooManyTries(retry_after=-(-left // 1_000_000))
    await tx.run(PURGE_TRIES, now - KEPT)
    for key in keys:
        await tx.run(ADD_TRY, key, now)


async def is_news(tx: Tx, key: str, now: int) -> bool:
    """Whether a failure by this key was not told yet in this while; then it is from now on."""
    row = await tx.row(COUNT_TRIES, f"told:{key}", now - WITHIN)
    if row and row[0]:
        return False
    await tx.run(ADD_TRY, f"told:{key}", now)
    return True


async def forgive(tx: Tx, *keys: str) -> None:
    """It was the right one after all."""
    for key in keys:
        await tx.run(FORGET_TRIES, key)
