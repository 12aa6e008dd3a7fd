"""Agents and teams."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from bot.storage.types import Id, Json, Moment

_ONCE = text("ok > 0")


class TeamRow(SQLModel, table=True):
    """Agents who share a queue."""

    __tablename__ = "team"

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    name: str = Field(unique=True, max_length=80)


class AgentRow(SQLModel, table=True):
    """A person who may sign in to the console."""

    __tablename__ = "agent"

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    email: str = Field(unique=True, max_length=200, description="in small letters")
    name: str
    role: str = Field(default="agent", description="viewer, agent, lead or admin")
    password_hash: str = ""
    totp_secret: str = ""
    totp_on: int = 0
    team_id: int | None = Field(default=None, foreign_key="team.id", sa_type=Id)
    languages: list[str] = Field(default_factory=list, sa_type=Json, description="in which they can answer")
    skills: list[str] = Field(default_factory=list, sa_type=Json)
    most_chats: int = Field(default=8, description="how many conversations they have at once")
    is_away: int = 0
    language: str = Field(default="en", description="of the console: en or ko")
    settings: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    created_at: datetime = Field(sa_type=Moment)
    disabled_at: datetime | None = Field(default=None, sa_type=Moment)


class SignIn(SQLModel, table=True):
    """That somebody is signed in with some browser. Only the hash of what its cookie holds."""

    __tablename__ = "sign_in"

    id_hash: str = Field(primary_key=True)
    agent_id: int = Field(foreign_key="agent.id", sa_type=Id, index=True)
    created_at: datetime = Field(sa_type=Moment)
    seen_at: datetime = Field(sa_type=Moment, description="last used, to five minutes")
    expires_at: datetime = Field(sa_type=Moment, description="however busy")
    user_agent: str
    ended_at: datetime | None = Field(default=None, sa_type=Moment)


class Invitation(SQLModel, table=True):
    """A link that makes an account once. Without an address: the first one of all, or a new password."""

    __tablename__ = "invitation"

    token_hash: str = Field(primary_key=True)
    email: str = Field(index=True)
    role: str
    team_id: int | None = Field(default=None, sa_type=Id)
    by_agent_id: int | None = Field(default=None, sa_type=Id)
    created_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment, description="or called back")


class ApiToken(SQLModel, table=True):
    """A program that acts for an agent."""

    __tablename__ = "api_token"

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    name: str
    token_hash: str = Field(unique=True)
    agent_id: int = Field(foreign_key="agent.id", sa_type=Id)
    role: str
    created_at: datetime = Field(sa_type=Moment)
    last_used_at: datetime | None = Field(default=None, sa_type=Moment)
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)


class Audit(SQLModel, table=True):
    """Who changed what, and when. Never changed itself."""

    __tablename__ = "audit"

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    at: datetime = Field(sa_type=Moment, index=True)
    agent_id: int | None = Field(default=None, sa_type=Id)
    actor: str = Field(description="the agent's name then, `terminal`, or an API token's")
    action: str = Field(index=True, description="such as `agent.invited`")
    target: str
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=Json)


class LoginTry(SQLModel, table=True):
    """An attempt to sign in, by account and by address; only hashes of both."""

    __tablename__ = "login_try"
    __table_args__ = (
        Index("ix_login_try_key_at", "key", "at"),
        Index("ix_login_try_once", "key", unique=True, sqlite_where=_ONCE, postgresql_where=_ONCE),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    key: str
    at: datetime = Field(sa_type=Moment)
    ok: int = Field(default=0, description="0 an attempt, 1 a code that was used, 2 held while attempts are counted")
