"""All SQL of the staff. Moments are µs."""

import json
from typing import Any

from bot.staff.agents import Agent
from bot.storage.transactions import Row, Tx

COLUMNS = "a.id, a.name, a.role, a.team_id, a.languages, a.skills, a.language, a.email, a.settings, a.totp_on"
BY_SIGN_IN = (
    f"select {COLUMNS}, s.seen_at from sign_in s join agent a on a.id = s.agent_id where s.id_hash = $1 "  # noqa: S608
    "and s.ended_at is null and s.expires_at > $2 and s.seen_at > $3 and a.disabled_at is null"
)
BY_TOKEN = (
    f"select {COLUMNS}, t.name, t.role, t.last_used_at, t.id from api_token t join agent a on a.id = t.agent_id "  # noqa: S608
    "where t.token_hash = $1 and t.revoked_at is null and a.disabled_at is null"
)
BY_ID = f"select {COLUMNS} from agent a where a.id = $1 and a.disabled_at is null"  # noqa: S608
BY_EMAIL = f"select {COLUMNS} from agent a where a.email = $1 and a.disabled_at is null"  # noqa: S608
SECRETS = "select password_hash, totp_secret, totp_on from agent where id = $1"
ADD_AGENT = (
    "insert into agent (email, name, role, password_hash, totp_secret, totp_on, team_id, languages, skills, "
    "most_chats, is_away, language, settings, created_at) "
    "values ($1, $2, $3, $4, '', 0, $5, $6, '[]', 8, 0, $7, '{}', $8) on conflict (email) do nothing returning id"
)
HAS_ADMIN = "select 1 from agent where role = 'admin' and password_hash <> '' and disabled_at is null limit 1"
LIST_AGENTS = (
    "select id, email, name, role, team_id, languages, skills, most_chats, is_away, totp_on, disabled_at "
    "from agent order by disabled_at is not null, name, id"
)
LIST_TEAMS = "select t.id, t.name, (select count(*) from agent a where a.team_id = t.id) from team t order by t.name"

ADD_SIGN_IN = (
    "insert into sign_in (id_hash, agent_id, created_at, seen_at, expires_at, user_agent) "
    "values ($1, $2, $3, $3, $4, $5)"
)
SEEN = "update sign_in set seen_at = $2 where id_hash = $1"
END_SIGN_IN = "update sign_in set ended_at = $2 where id_hash = $1 and ended_at is null"
END_OTHERS = "update sign_in set ended_at = $3 where agent_id = $1 and id_hash <> $2 and ended_at is null"
LIST_SIGN_INS = (
    "select id_hash, created_at, seen_at, user_agent from sign_in where agent_id = $1 and ended_at is null "
    "and expires_at > $2 and seen_at > $3 order by seen_at desc limit 50"
)
PURGE_SIGN_INS = "delete from sign_in where expires_at < $1 or ended_at < $1 or seen_at < $1"

ADD_INVITATION = (
    "insert into invitation (token_hash, email, role, team_id, by_agent_id, created_at, expires_at) "
    "values ($1, $2, $3, $4, $5, $6, $7)"
)
FIND_INVITATION = (
    "select email, role, team_id, by_agent_id from invitation where token_hash = $1 and used_at is null "
    "and expires_at > $2"
)
USE_INVITATION = "update invitation set used_at = $2 where token_hash = $1 and used_at is null"
LIST_INVITATIONS = (
    "select email, role, team_id, expires_at from invitation where used_at is null and expires_at > $1 "
    "and email <> '' order by created_at desc limit 200"
)
CALL_BACK_OF = "update invitation set used_at = $2 where by_agent_id = $1 and used_at is null"
CALL_BACK = "update invitation set used_at = $2 where email = $1 and used_at is null"

ADD_TOKEN = (
    "insert into api_token (name, token_hash, agent_id, role, created_at) values ($1, $2, $3, $4, $5) returning id"  # noqa: S105
)
TOKEN_USED = "update api_token set last_used_at = $2 where id = $1"  # noqa: S105
REVOKE_ALL = "update api_token set revoked_at = $2 where agent_id = $1 and revoked_at is null"
REVOKE_TOKEN = "update api_token set revoked_at = $2 where id = $1 and revoked_at is null returning name, agent_id"  # noqa: S105
LIST_TOKENS = (
    "select t.id, t.name, t.role, a.name, t.created_at, t.last_used_at from api_token t "
    "join agent a on a.id = t.agent_id where t.revoked_at is null order by t.id desc"
)

ADD_AUDIT = "insert into audit (at, agent_id, actor, action, target, detail) values ($1, $2, $3, $4, $5, $6)"
LIST_AUDIT = (
    "select id, at, agent_id, actor, action, target, detail from audit where id < $1 and ($2 = '' or action = $2) "
    "order by id desc limit $3"
)

ADD_TRY = "insert into login_try (key, at, ok) values ($1, $2, 0)"
COUNT_TRIES = "select count(*), max(at) from login_try where key = $1 and at > $2 and ok = 0"
FORGET_TRIES = "delete from login_try where key = $1"
FORGET_TRY = "delete from login_try where key = $1 and at = $2 and ok = 0"
PURGE_TRIES = (
    "delete from login_try where id in (select id from login_try where at < $1 order by id for update skip locked)"
)
#: Whoever counts the attempts of a key waits here for whoever is counting them.
HOLD_KEY = (
    "insert into login_try (key, at, ok) values ($1, $2, 2) "
    "on conflict (key) where ok > 0 do update set at = excluded.at"
)
USE_CODE = (
    "insert into login_try (key, at, ok) values ($1, $2, 1) on conflict (key) where ok > 0 do nothing returning id"
)


def agent_of(row: Row) -> Agent:
    """The agent of a row that begins with `COLUMNS`."""
    return Agent(
        id=row[0],
        name=row[1],
        role=row[2],
        team_id=row[3],
        languages=tuple(json.loads(row[4] or "[]")),
        skills=tuple(json.loads(row[5] or "[]")),
        language=row[6] or "en",
        email=row[7],
        settings=json.loads(row[8] or "{}"),
        totp_on=bool(row[9]),
    )


async def find_agent(tx: Tx, agent_id: int) -> Agent | None:
    """The agent of this id who may still sign in."""
    row = await tx.row(BY_ID, agent_id)
    return agent_of(row) if row else None


async def find_agent_by_email(tx: Tx, email: str) -> Agent | None:
    """The agent of this address, in whatever case, who may still sign in."""
    row = await tx.row(BY_EMAIL, email.strip().lower())
    return agent_of(row) if row else None


async def add_agent(tx: Tx, email: str, name: str, role: str, now: int, **more: Any) -> int | None:
    """A new agent's id; None when the address is taken. `more`: password_hash, team_id, language, languages."""
    language = more.get("language", "en")
    row = await tx.row(
        ADD_AGENT,
        email.strip().lower(),
        name,
        role,
        more.get("password_hash", ""),
        more.get("team_id"),
        json.dumps(more.get("languages") or [language]),
        language,
        now,
    )
    return int(row[0]) if row else None
