"""Who wants to be told what happens here, and what they were told. Deliveries hold no word of a contact."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.storage.types import Id, Json, Moment

_WAITING = text("status = 'waiting'")


class Hook(SQLModel, table=True):
    """An address that is told of some kinds of events; a bridge of ours has `bridge:<name>` for one."""

    __tablename__ = "hook"
    __table_args__ = (UniqueConstraint("url"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    url: str = Field(max_length=500)
    secret: str = Field(default="", description="`whsec_` and base64: signs what is sent there")
    events: list[str] = Field(default_factory=list, sa_type=Json, description="see `events.EVENTS`")
    agent_id: int | None = Field(default=None, sa_type=Id, description="who made it")
    created_at: datetime = Field(sa_type=Moment)
    failing_since: datetime | None = Field(default=None, sa_type=Moment, description="the first failure in a row")
    disabled_at: datetime | None = Field(default=None, sa_type=Moment)
    why: str = Field(default="", sa_type=Text, description="why it is disabled")


class HookDelivery(SQLModel, table=True):
    """One event for one hook, once. What it says is read when it is sent; here are only ids."""

    __tablename__ = "hook_delivery"
    __table_args__ = (
        UniqueConstraint("hook_id", "event", "subject"),
        Index("ix_hook_delivery_due", "due_at", "id", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_hook_delivery_open", "hook_id", "contact_id", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_hook_delivery_contact", "contact_id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    hook_id: int = Field(foreign_key="hook.id", ondelete="CASCADE", sa_type=Id)
    event: str
    contact_id: int = Field(sa_type=Id, description="no foreign key: it would lock the contact at every message")
    subject: str = Field(description="key of the message in, id of the message out, or handoff and epoch")
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=Json, description="ids that are not read later")
    at: datetime = Field(sa_type=Moment, description="when it happened")
    due_at: datetime = Field(sa_type=Moment, description="the next attempt; while it is sent, the lease's end")
    status: str = Field(default="waiting", description="waiting, sent, failed, or dropped: there is nothing to tell")
    attempts: int = 0
    answer: int | None = Field(default=None, description="the last HTTP status")
    error: str = Field(default="", sa_type=Text, description="why the last attempt failed")
    done_at: datetime | None = Field(default=None, sa_type=Moment)


class BridgeThread(SQLModel, table=True):
    """The conversation in another system in which people answer a contact of ours."""

    __tablename__ = "bridge_thread"
    __table_args__ = (UniqueConstraint("bridge", "remote_id"),)

    bridge: str = Field(primary_key=True, description="its name, such as chatwoot")
    contact_id: int = Field(primary_key=True, foreign_key="contact.id", sa_type=Id)
    remote_id: int = Field(sa_type=Id, description="the conversation there")
    last_in: int = Field(default=0, sa_type=Id, description="the contact's newest message that is there")
    handoff_id: int = Field(default=0, sa_type=Id, description="the newest handoff that it was told of")
    at: datetime = Field(sa_type=Moment)
