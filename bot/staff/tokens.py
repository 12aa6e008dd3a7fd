"""API tokens: `sk_…`, shown once, kept as a hash; each acts for its owner with a role that is never above theirs."""

import secrets
from dataclasses import replace

from bot.staff.agents import Agent
from bot.staff.queries import ADD_TOKEN, BY_TOKEN, TOKEN_USED, agent_of
from bot.staff.roles import lower_of
from bot.staff.signins import NOTED_EVERY, hash_of
from bot.storage.transactions import Tx


async def add_token(tx: Tx, owner: Agent, name: str, role: str, now: int) -> tuple[int, str]:
    """A new token's id and the token itself."""
    token = f"sk_{secrets.token_urlsafe(30)}"
    row = await tx.row(ADD_TOKEN, name, hash_of(token), owner.id, lower_of(role, owner.role), now)
    assert row is not None  # noqa: S101 - `returning` always answers
    return int(row[0]), token


async def find_token(tx: Tx, token: str, now: int) -> tuple[Agent, int] | None:
    """For whom it acts, and its id where its use should be noted (else 0); None when it is not good."""
    row = await tx.row(BY_TOKEN, hash_of(token))
    if row is None:
        return None
    *_, name, role, used_at, token_id = row
    agent = agent_of(row)
    acting = replace(agent, role=lower_of(agent.role, role), token=str(name))
    return acting, 0 if now - (used_at or 0) <= NOTED_EVERY else token_id


async def note_token(tx: Tx, token_id: int, now: int) -> None:
    """It was used."""
    await tx.run(TOKEN_USED, token_id, now)
