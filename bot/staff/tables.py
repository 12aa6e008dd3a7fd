"""Agents and teams."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from bot.storage.types import Id, Json, Moment


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
