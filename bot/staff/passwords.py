"""Passwords: Argon2id by pwdlib, loaded when the first one is asked for, one at a time (each takes 64 MiB).

In a thread of their own: what else the process does in threads never waits for them.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from bot.staff.refusals import TooManyTries, WeakPassword

if TYPE_CHECKING:
    from pwdlib import PasswordHash

SHORTEST, LONGEST = 10, 200  # characters
FEWEST_SIGNS = 5  # different ones
MOST_WAIT = 8  # passwords behind the one that is being looked at

Told = TypeVar("Told")


def check_password(password: str, *not_these: str) -> None:
    """Raises WeakPassword, with the reason as `why`."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise WeakPassword(why="length", fields={"password": f"{SHORTEST} to {LONGEST} characters"})
    plain = {each.strip().lower() for each in not_these} | {each.partition("@")[0].lower() for each in not_these}
    if len(set(password)) < FEWEST_SIGNS or password.strip().lower() in plain:
        raise WeakPassword(why="plain", fields={"password": "too easy to guess"})


async def hash_password(password: str) -> str:
    """What is stored of a password. Raises TooManyTries when too many others wait."""
    return await _in_turn(lambda: _hash(password))


async def is_password(password: str, kept: str) -> bool:
    """Whether it is the one; takes as long when there is none, so that nobody learns who has an account.

    Raises TooManyTries when too many others wait.
    """
    return await _in_turn(lambda: _verify(password[: LONGEST + 1], kept))


def refuse_when_busy() -> None:
    """Raises TooManyTries when too many wait: to be asked before an attempt is counted."""
    if _Queue.length > MOST_WAIT:
        raise TooManyTries(retry_after=1)


class _Queue:
    length = 0  # of the process: the one that is being looked at, and those behind it


async def _in_turn(work: Callable[[], Told]) -> Told:
    refuse_when_busy()
    _Queue.length += 1
    try:
        return await asyncio.get_running_loop().run_in_executor(_thread(), work)
    finally:
        _Queue.length -= 1


@cache
def _thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, "passwords")


@cache
def _hasher() -> "PasswordHash":
    from pwdlib import PasswordHash

    return PasswordHash.recommended()


@cache
def _nobodys() -> str:
    return _hasher().hash("nobody has this password")


def _hash(password: str) -> str:
    return _hasher().hash(password)


def _verify(password: str, kept: str) -> bool:
    return _hasher().verify(password, kept or _nobodys()) and bool(kept)
