"""Events that wait for their turn or had it, and timers that will become events."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.storage.types import Id, Json, Moment

WAITING, DONE, FAILED = 0, 1, 2


class InboxEvent(SQLModel, table=True):
    """Something that happened, kept once by its key."""

    __tablename__ = "inbox_event"
    __table_args__ = (
        Index(
            "ix_inbox_event_waiting",
            "contact_id",
            "id",
            sqlite_where=text("state = 0"),
            postgresql_where=text("state = 0"),
        ),
        Index(
            "ix_inbox_event_said",
            "contact_id",
            "received_at",
            "id",
            sqlite_where=text("kind = 'message'"),
            postgresql_where=text("kind = 'message'"),
        ),
        Index("ix_inbox_event_failed", "id", sqlite_where=text("state = 2"), postgresql_where=text("state = 2")),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    key: str = Field(unique=True, max_length=200)
    kind: str
    contact_id: int = Field(foreign_key="contact.id", sa_type=Id)
    sender: str = ""
    address: str = Field(default="", description="the handle that the event came from")
    body: str = Field(sa_type=Text, description="JSON")
    received_at: datetime = Field(sa_type=Moment)
    state: int = Field(default=WAITING, description="0 waiting, 1 done, 2 failed")
    attempts: int = 0
    error: str = Field(default="", sa_type=Text, description="why the last attempt failed")
    done_at: datetime | None = Field(default=None, sa_type=Moment)


class Timer(SQLModel, table=True):
    """A moment at which an event will enter the inbox. One of a name per contact."""

    __tablename__ = "timer"
    __table_args__ = (UniqueConstraint("contact_id", "name"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    contact_id: int = Field(foreign_key="contact.id", sa_type=Id)
    name: str
    token: str
    due_at: datetime = Field(sa_type=Moment, index=True)
    data: dict[str, Any] = Field(default_factory=dict, sa_type=Json)


class Fact(SQLModel, table=True):
    """A small thing that the installation remembers: its secret key, when it last heard from the provider."""

    __tablename__ = "fact"

    name: str = Field(primary_key=True)
    value: str = Field(sa_type=Text)
