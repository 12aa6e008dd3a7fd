"""Changing colleagues: role, team, languages, whether they may sign in at all."""

import json
from typing import Any

from bot.staff.agents import Agent
from bot.staff.called import check_name
from bot.staff.demo import check_not_of_demo
from bot.staff.queries import BY_ID, CALL_BACK_OF, REVOKE_ALL, agent_of
from bot.staff.refusals import LastAdmin, Taken, Unknown
from bot.staff.roles import rank
from bot.staff.signins import sign_out_everywhere
from bot.storage.transactions import Tx

ANYBODY = BY_ID.replace(" and a.disabled_at is null", "")
OTHER_ADMINS = "select id from agent where role = 'admin' and disabled_at is null and id <> $1 for update"
SET_ROLE = "update agent set role = $2 where id = $1"
SET_DISABLED = "update agent set disabled_at = $2 where id = $1"
SETTERS = {
    "name": "update agent set name = $2 where id = $1",
    "team_id": "update agent set team_id = $2::bigint where id = $1",
    "languages": "update agent set languages = $2 where id = $1",
    "skills": "update agent set skills = $2 where id = $1",
    "most_chats": "update agent set most_chats = $2 where id = $1",
}
FIND_TEAM = "select name from team where id = $1"
ADD_TEAM = "insert into team (name) values ($1) on conflict (name) do nothing returning id"
LEAVE_TEAM = "update agent set team_id = null where team_id = $1"
DROP_TEAM = "delete from team where id = $1"
FREE_INVITATIONS = "update invitation set team_id = null where team_id = $1"


async def get_member(tx: Tx, agent_id: int) -> Agent:
    """An agent, also one who was disabled. Raises Unknown."""
    row = await tx.row(ANYBODY, agent_id)
    if row is None:
        raise Unknown
    return agent_of(row)


async def change_member(tx: Tx, agent_id: int, changes: dict[str, Any], now: int) -> Agent:
    """Set what is given: `role`, `disabled` and the names of SETTERS. Raises Unknown, Taken or LastAdmin.

    Links that the member has made are good no more once they may less than when they made them.
    """
    member = await get_member(tx, agent_id)
    falls = changes.get("disabled") or changes.get("role", "admin") != "admin"
    if member.role == "admin" and falls and not await tx.rows(OTHER_ADMINS, agent_id):
        raise LastAdmin
    if changes.get("name", member.name) != member.name:
        await check_name(tx, changes["name"], agent_id)
    if "role" in changes:
        await _set_role(tx, member, changes["role"], now)
    if changes.get("disabled") is not None:
        await _set_disabled(tx, member, bool(changes["disabled"]), now)
    await check_team(tx, changes.get("team_id"))
    for name, setter in SETTERS.items():
        if name in changes:
            value = changes[name]
            await tx.run(setter, agent_id, json.dumps(value) if isinstance(value, list) else value)
    return await get_member(tx, agent_id)


async def check_team(tx: Tx, team_id: int | None) -> None:
    """Raises Unknown for a team that there is not; None is no team, and that is fine."""
    if team_id is not None and await tx.row(FIND_TEAM, team_id) is None:
        raise Unknown


async def add_team(tx: Tx, name: str) -> int:
    """A new team's id. Raises Taken."""
    row = await tx.row(ADD_TEAM, name)
    if row is None:
        raise Taken(fields={"name": "is there already"})
    return int(row[0])


async def drop_team(tx: Tx, team_id: int) -> str:
    """Dissolve a team; its members stay. Answers its name. Raises Unknown."""
    row = await tx.row(FIND_TEAM, team_id)
    if row is None:
        raise Unknown
    await tx.run(LEAVE_TEAM, team_id)
    await tx.run(FREE_INVITATIONS, team_id)
    await tx.run(FREE_HANDOFFS, team_id)
    await tx.run(DROP_TEAM, team_id)
    return str(row[0])


FREE_HANDOFFS = "update handoff set team_id = null where team_id = $1"


async def _set_role(tx: Tx, member: Agent, role: str, now: int) -> None:
    await tx.run(SET_ROLE, member.id, role)
    if rank(role) < rank(member.role):
        await tx.run(CALL_BACK_OF, member.id, now)


async def _set_disabled(tx: Tx, member: Agent, disabled: bool, now: int) -> None:
    if not disabled:
        check_not_of_demo(member.email)
    await tx.run(SET_DISABLED, member.id, now if disabled else None)
    if disabled:
        await sign_out_everywhere(tx, member.id, now)
        await tx.run(CALL_BACK_OF, member.id, now)
        await tx.run(REVOKE_ALL, member.id, now)
