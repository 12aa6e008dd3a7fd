"""Passwords: Argon2id by pwdlib, loaded when the first one is asked for, one at a time (each takes 64 MiB)."""

import asyncio
import threading
from functools import cache
from typing import TYPE_CHECKING

from bot.staff.refusals import WeakPassword

if TYPE_CHECKING:
    from pwdlib import PasswordHash

SHORTEST, LONGEST = 10, 200  # characters
FEWEST_SIGNS = 5  # different ones
_ONE_AT_A_TIME = threading.Lock()


def check_password(password: str, *not_these: str) -> None:
    """Raises WeakPassword, with the reason as `why`."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise WeakPassword(why="length", fields={"password": f"{SHORTEST} to {LONGEST} characters"})
    plain = {each.strip().lower() for each in not_these} | {each.partition("@")[0].lower() for each in not_these}
    if len(set(password)) < FEWEST_SIGNS or password.strip().lower() in plain:
        raise WeakPassword(why="plain", fields={"password": "too easy to guess"})


async def hash_password(password: str) -> str:
    """What is stored of a password."""
    return await asyncio.to_thread(_hash, password)


async def is_password(password: str, kept: str) -> bool:
    """Whether it is the one; takes as long when there is none, so that nobody learns who has an account."""
    return await asyncio.to_thread(_verify, password[: LONGEST + 1], kept)


@cache
def _hasher() -> "PasswordHash":
    from pwdlib import PasswordHash

    return PasswordHash.recommended()


@cache
def _nobodys() -> str:
    return _hasher().hash("nobody has this password")


def _hash(password: str) -> str:
    with _ONE_AT_A_TIME:
        return _hasher().hash(password)


def _verify(password: str, kept: str) -> bool:
    with _ONE_AT_A_TIME:
        return _hasher().verify(password, kept or _nobodys()) and bool(kept)
