"""Lists of the staff, as pages and programs read them."""

import json
from typing import Any

from bot.staff.queries import LIST_AGENTS, LIST_INVITATIONS, LIST_TEAMS, LIST_TOKENS
from bot.storage.columns import iso
from bot.storage.transactions import Tx


async def list_members(tx: Tx) -> list[dict[str, Any]]:
    """Everybody who has an account, those who may not sign in last."""
    return [
        {
            "id": row[0],
            "email": row[1],
            "name": row[2],
            "role": row[3],
            "team_id": row[4],
            "languages": json.loads(row[5] or "[]"),
            "skills": json.loads(row[6] or "[]"),
            "most_chats": row[7],
            "is_away": bool(row[8]),
            "second_factor": bool(row[9]),
            "disabled": row[10] is not None,
        }
        for row in await tx.rows(LIST_AGENTS)
    ]


async def list_teams(tx: Tx) -> list[dict[str, Any]]:
    """The teams, with how many are in each."""
    return [{"id": row[0], "name": row[1], "members": row[2]} for row in await tx.rows(LIST_TEAMS)]


async def list_invitations(tx: Tx, now: int) -> list[dict[str, Any]]:
    """Links that were not used yet."""
    return [
        {"email": email, "role": role, "team_id": team_id, "expires_at": iso(expires_at, "seconds")}
        for email, role, team_id, expires_at in await tx.rows(LIST_INVITATIONS, now)
    ]


async def list_tokens(tx: Tx) -> list[dict[str, Any]]:
    """API tokens that are good."""
    return [
        {
            "id": row[0],
            "name": row[1],
            "role": row[2],
            "owner": row[3],
            "created_at": iso(row[4], "seconds"),
            "last_used_at": iso(row[5], "seconds"),
        }
        for row in await tx.rows(LIST_TOKENS)
    ]
