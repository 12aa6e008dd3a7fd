"""Conversations that people have: since when, why, whose turn it is to answer; notes, tags and marks of agents."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.storage.types import Id, Json, Moment

_OPEN = text("closed_at is null")


class Handoff(SQLModel, table=True):
    """One time that people have a conversation, from asking for them until the bot has it back."""

    __tablename__ = "handoff"
    __table_args__ = (
        Index("ix_handoff_open", "contact_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_handoff_contact", "contact_id", "id"),
        Index("ix_handoff_agent", "agent_id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    contact_id: int = Field(foreign_key="contact.id", sa_type=Id)
    opened_at: datetime = Field(sa_type=Moment)
    reason: str = Field(description="asked, misses, angry, vip, cart, keyword, failed, taken …")
    words: str = Field(default="", sa_type=Text, description="what the contact said, or what else there is to know")
    priority: int = 0
    team_id: int | None = Field(default=None, sa_type=Id)
    agent_id: int | None = Field(default=None, sa_type=Id, description="who has it; empty: the queue")
    assigned_at: datetime | None = Field(default=None, sa_type=Moment)
    taken_at: datetime | None = Field(
        default=None, sa_type=Moment, description="when the agent took or answered it; null while only assigned"
    )
    waiting_since: datetime | None = Field(
        default=None, sa_type=Moment, description="the contact's oldest word that nobody has answered"
    )
    first_reply_at: datetime | None = Field(default=None, sa_type=Moment)
    due_at: datetime | None = Field(default=None, sa_type=Moment, description="by when an answer is owed")
    breached_at: datetime | None = Field(default=None, sa_type=Moment, description="the first time that none came")
    escalated: int = 0
    closed_at: datetime | None = Field(default=None, sa_type=Moment)
    closed_by: str = Field(default="", description="agent:<id>, contact, time …")
    outcome: str = Field(default="", description="released, resolved, returned, idle …")


class ThreadLine(SQLModel, table=True):
    """Something that happened to a conversation and is shown between its messages."""

    __tablename__ = "thread_line"
    __table_args__ = (Index("ix_thread_line_contact", "contact_id", "id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    contact_id: int = Field(foreign_key="contact.id", sa_type=Id)
    at: datetime = Field(sa_type=Moment)
    what: str = Field(description="opened, taken, assigned, released, resolved, escalated, snoozed …")
    agent_id: int | None = Field(default=None, sa_type=Id, description="who did it; empty: the bot, or time")
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=Json)


class Note(SQLModel, table=True):
    """What agents tell each other about a contact. Never sent."""

    __tablename__ = "note"
    __table_args__ = (Index("ix_note_contact", "contact_id", "id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    contact_id: int = Field(foreign_key="contact.id", sa_type=Id)
    agent_id: int = Field(sa_type=Id)
    text: str = Field(sa_type=Text)
    mentions: list[int] = Field(default_factory=list, sa_type=Json, description="ids of agents")
    at: datetime = Field(sa_type=Moment)
    edited_at: datetime | None = Field(default=None, sa_type=Moment)


class Tag(SQLModel, table=True):
    """A word that conversations are sorted by."""

    __tablename__ = "tag"

    name: str = Field(primary_key=True, max_length=60)
    colour: str = ""


class ContactTag(SQLModel, table=True):
    """A tag on a contact."""

    __tablename__ = "contact_tag"
    __table_args__ = (Index("ix_contact_tag_tag", "tag"),)

    contact_id: int = Field(primary_key=True, foreign_key="contact.id", sa_type=Id)
    tag: str = Field(primary_key=True, max_length=60)
    agent_id: int | None = Field(default=None, sa_type=Id)
    at: datetime = Field(sa_type=Moment)


class Snooze(SQLModel, table=True):
    """A conversation that is out of sight until a moment, or until the contact writes."""

    __tablename__ = "snooze"

    contact_id: int = Field(primary_key=True, foreign_key="contact.id", sa_type=Id)
    until: datetime = Field(sa_type=Moment)
    agent_id: int = Field(sa_type=Id)
    note: str = Field(default="", sa_type=Text)


class ReadMark(SQLModel, table=True):
    """Up to which message of the contact a person has read."""

    __tablename__ = "read_mark"

    contact_id: int = Field(primary_key=True, foreign_key="contact.id", sa_type=Id)
    inbox_id: int = Field(sa_type=Id)
    at: datetime = Field(sa_type=Moment)
    agent_id: int = Field(sa_type=Id)


class Canned(SQLModel, table=True):
    """A reply that is written once and used often."""

    __tablename__ = "canned"
    __table_args__ = (UniqueConstraint("name"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    name: str = Field(max_length=60)
    text: str = Field(sa_type=Text)
    language: str = ""
    by: int | None = Field(default=None, sa_type=Id, description="the agent who wrote it")
    at: datetime = Field(sa_type=Moment)


class SavedView(SQLModel, table=True):
    """Filters of the inbox under a name."""

    __tablename__ = "saved_view"

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    agent_id: int | None = Field(default=None, sa_type=Id, description="whose; empty: everybody's")
    name: str
    query: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
