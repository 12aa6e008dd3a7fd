"""One-time links: to join, to make the very first account, to choose a new password."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from bot.staff.called import check_name
from bot.staff.demo import check_not_of_demo
from bot.staff.members import check_team
from bot.staff.queries import (
    ADD_INVITATION,
    CALL_BACK,
    FIND_INVITATION,
    HAS_ADMIN,
    REVOKE_ALL,
    USE_INVITATION,
    add_agent,
    find_agent_by_email,
)
from bot.staff.refusals import LinkOver, Taken
from bot.staff.roles import Role
from bot.staff.signins import hash_of, sign_out_everywhere
from bot.storage.transactions import Tx

_MICROSECOND = timedelta(microseconds=1)
TO_JOIN = timedelta(days=3) // _MICROSECOND
TO_RESET = TO_BEGIN = timedelta(days=1) // _MICROSECOND
SET_PASSWORD = "update agent set password_hash = $2, totp_secret = '', totp_on = 0 where id = $1"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Invited:
    """What a link is good for. Without an address it makes the first account."""

    email: str
    role: str
    team_id: int | None
    by_agent_id: int | None

    @property
    def is_first(self) -> bool:
        """Whether it makes the very first account."""
        return not self.email


@dataclass(frozen=True, slots=True)
class Joining:
    """What somebody enters who follows a link. `password_hash` is made before the transaction."""

    email: str
    name: str
    password_hash: str
    language: str


async def invite(tx: Tx, email: str, role: Role, team_id: int | None, by: int | None, now: int) -> str:
    """A link's token for a new colleague; earlier ones for the address end. Raises Taken or Unknown."""
    check_not_of_demo(email)
    email = email.strip().lower()
    if await find_agent_by_email(tx, email):
        raise Taken(fields={"email": "has an account already"})
    await check_team(tx, team_id)
    return await _keep(tx, Invited(email, role, team_id, by), now, TO_JOIN)


async def let_reset(tx: Tx, email: str, role: str, by: int | None, now: int) -> str:
    """A link's token with which an agent chooses a new password; the second factor is off then. Raises Unknown."""
    check_not_of_demo(email)
    return await _keep(tx, Invited(email.strip().lower(), role, None, by), now, TO_RESET)


async def begin_first(tx: Tx, now: int) -> str:
    """A link's token for the first account; empty when there is an admin who can sign in."""
    if await tx.row(HAS_ADMIN):
        return ""
    return await _keep(tx, Invited("", "admin", None, None), now, TO_BEGIN)


async def find_invited(tx: Tx, token: str, now: int) -> Invited:
    """What a token is good for. Raises LinkOver."""
    row = await tx.row(FIND_INVITATION, hash_of(token), now)
    if row is None or (not row[0] and await tx.row(HAS_ADMIN)):
        raise LinkOver
    return Invited(*row)


async def join(tx: Tx, token: str, joining: Joining, now: int) -> int:
    """Use a link: the agent's id. Raises LinkOver or Taken."""
    invited = await find_invited(tx, token, now)
    if not await tx.run(USE_INVITATION, hash_of(token), now):
        raise LinkOver
    email = invited.email or joining.email
    known = await find_agent_by_email(tx, email)
    if known and not invited.is_first:
        await tx.run(SET_PASSWORD, known.id, joining.password_hash)
        await sign_out_everywhere(tx, known.id, now)
        await tx.run(REVOKE_ALL, known.id, now)
        return known.id
    await check_name(tx, joining.name)
    made = await add_agent(
        tx,
        email,
        joining.name,
        invited.role,
        now,
        password_hash=joining.password_hash,
        team_id=invited.team_id,
        language=joining.language,
    )
    if made is None:
        raise Taken(fields={"email": "has an account already"})
    return made


async def _keep(tx: Tx, invited: Invited, now: int, lasts: int) -> str:
    token = secrets.token_urlsafe(32)
    if invited.email:
        await tx.run(CALL_BACK, invited.email, now)
    of = invited
    await tx.run(ADD_INVITATION, hash_of(token), of.email, of.role, of.team_id, of.by_agent_id, now, now + lasts)
    return token
