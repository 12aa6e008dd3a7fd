"""Sign-ins: an opaque random token in a cookie, its hash in the database, where it can be ended at any moment."""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256

from bot.staff.agents import Agent
from bot.staff.queries import ADD_SIGN_IN, BY_SIGN_IN, END_OTHERS, END_SIGN_IN, PURGE_SIGN_INS, SEEN, agent_of
from bot.storage.transactions import Tx

_LENGTH = 24  # bytes
_MICROSECOND = timedelta(microseconds=1)
IDLE = timedelta(days=3) // _MICROSECOND  # without a request, then one signs in anew
LONGEST = timedelta(days=14) // _MICROSECOND  # however busy
NOTED_EVERY = timedelta(minutes=5) // _MICROSECOND  # a sign-in's last use need not be exact
KEPT = timedelta(days=30) // _MICROSECOND  # ended ones, for the curious


def hash_of(token: str) -> str:
    """How a token is stored. It is random and long, so a plain hash does."""
    return sha256(token.encode()).hexdigest()


def csrf_for_page(token: str) -> str:
    """What pages of this sign-in send along with every change, and other sites cannot know.

    Another text each time: a packed page does not give it away by its length.
    """
    veil = secrets.token_bytes(_LENGTH)
    return urlsafe_b64encode(veil + _xor(veil, _csrf(token))).decode()


def is_csrf(token: str, given: str) -> bool:
    """Whether a page of this sign-in sent it."""
    try:
        raw = urlsafe_b64decode(given.encode())
    except ValueError:
        return False
    return len(raw) == 2 * _LENGTH and hmac.compare_digest(_xor(raw[:_LENGTH], raw[_LENGTH:]), _csrf(token))


def _csrf(token: str) -> bytes:
    return hmac.digest(token.encode(), b"csrf", "sha256")[:_LENGTH]


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(each ^ beside for each, beside in zip(one, other, strict=True))


async def sign_in(tx: Tx, agent_id: int, user_agent: str, now: int) -> str:
    """Begin a sign-in; answers its token, which is told to nobody else."""
    token = secrets.token_urlsafe(32)
    await tx.run(PURGE_SIGN_INS, now - KEPT)
    await tx.run(ADD_SIGN_IN, hash_of(token), agent_id, now, now + LONGEST, user_agent[:200])
    return token


async def find_signed_in(tx: Tx, token: str, now: int) -> tuple[Agent, bool] | None:
    """Whose sign-in this is, and whether its use should be noted again; None when it has ended."""
    row = await tx.row(BY_SIGN_IN, hash_of(token), now, now - IDLE)
    return (agent_of(row), now - row[-1] > NOTED_EVERY) if row else None


async def note_use(tx: Tx, token: str, now: int) -> None:
    """It is in use: the idle time begins anew."""
    await tx.run(SEEN, hash_of(token), now)


async def sign_out(tx: Tx, token: str, now: int) -> None:
    """End one sign-in."""
    await tx.run(END_SIGN_IN, hash_of(token), now)


async def sign_out_everywhere(tx: Tx, agent_id: int, now: int, *, but: str = "") -> int:
    """End all sign-ins of an agent, except that of the token `but`; answers how many."""
    return await tx.run(END_OTHERS, agent_id, hash_of(but) if but else "", now)
