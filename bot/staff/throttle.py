"""Slowing down who guesses: the more attempts failed, the longer the next one waits.

By account from one address: whoever guesses elsewhere shuts nobody out. By address. And by account from anywhere,
after many more attempts and for seconds only, which stops many addresses and still lets the owner in. Codes come
after the right password, so they are counted by account alone.

An attempt is written down before it is looked at, and one after the other, so that many at once do not slip by.
"""

from hashlib import sha256

from bot.staff.queries import ADD_TRY, COUNT_TRIES, FORGET_TRIES, FORGET_TRY, HOLD_KEY, PURGE_TRIES
from bot.staff.refusals import TooManyTries
from bot.storage.transactions import Tx

WITHIN = 15 * 60 * 1_000_000  # µs that an attempt counts
FREE = {"pair": 5, "account": 100, "second": 5, "address": 20}  # attempts without a wait
LONGEST = {"pair": 300, "account": 10, "second": 300, "address": 300}  # seconds
KEPT = 24 * 3600 * 1_000_000  # µs


def login_keys(email: str, address: str) -> tuple[str, ...]:
    """What an attempt with a password is counted by; whether there is such an account or not."""
    account = email.strip().lower()
    return _key("pair", f"{account} {address}"), _key("account", account), address_key(address)


def code_keys(email: str, address: str) -> tuple[str, ...]:
    """What an attempt with a code is counted by."""
    return _key("second", email.strip().lower()), address_key(address)


def address_key(address: str) -> str:
    """The address that asks."""
    return _key("address", address)


async def count_try(tx: Tx, keys: tuple[str, ...], now: int) -> None:
    """Write down an attempt. Raises TooManyTries, then it is none."""
    for key in keys:
        await tx.run(HOLD_KEY, key, now)  # until the transaction ends
        row = await tx.row(COUNT_TRIES, key, now - WITHIN)
        failed, last = (int(row[0]), int(row[1] or 0)) if row else (0, 0)
        kind = key.partition(":")[0]
        over = failed - FREE[kind]
        wait = min(2 ** min(over, 20), LONGEST[kind]) if over >= 0 else 0
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


async def forgive(tx: Tx, keys: tuple[str, ...], now: int) -> None:
    """The attempt of `now` was the right one: it does not count, nor what the same person tried before."""
    for key in keys:
        if key.startswith(("pair:", "second:")):
            await tx.run(FORGET_TRIES, key)
        else:
            await tx.run(FORGET_TRY, key, now)


def _key(kind: str, text: str) -> str:
    return f"{kind}:{sha256(text.encode()).hexdigest()[:32]}"
