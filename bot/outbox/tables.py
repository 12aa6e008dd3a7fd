"""Messages to go out, what was heard of them, and what the provider keeps for us."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.storage.types import Id, Json, Moment

_EMPTY = {"server_default": ""}


def _partial(name: str, *columns: str, where: str) -> Index:
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


class OutboxEntry(SQLModel, table=True):
    """One bubble to one contact, from the reason why it exists to its being read."""

    __tablename__ = "outbox"
    __table_args__ = (
        _partial("ix_outbox_due", "due_at", "id", where="status = 'waiting'"),
        _partial(
            "ix_outbox_open",
            "contact_id",
            "sender",
            "id",
            where="status in ('waiting', 'sending', 'unknown')",
        ),
        _partial("ix_outbox_media", "contact_id", "sender", where="status = 'accepted' and media = 1"),
        _partial("ix_outbox_lease", "lease_until", where="status = 'sending'"),
        _partial("ix_outbox_unknown", "due_at", where="status = 'unknown'"),
        _partial("ix_outbox_held", "template", where="status = 'waiting' and held = 1"),
        _partial("ix_outbox_provider", "provider_id", where="provider_id <> ''"),
        Index("ix_outbox_contact", "contact_id", "created_at", "id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    key: str = Field(unique=True, max_length=300, description="says why the message exists")
    contact_id: int = Field(foreign_key="contact.id", sa_type=Id)
    sender: str = Field(description="our number, E.164")
    to_handle: str = Field(description="the contact's phone or BSUID")
    content: dict[str, Any] = Field(sa_type=Json, description="`Content.to_json()`")
    media: int = Field(default=0, description="1 if it carries a file: the next one then waits a moment longer")
    epoch: int = Field(default=0, description="of the conversation when this was computed")
    kind: str = Field(description="reply, template, journey, notice or agent")
    status: str = Field(default="waiting")
    reason: str = Field(default="", sa_type=Text, description="why it is not further, for people")
    error_code: int | None = None
    provider_id: str = ""
    attempts: int = 0
    due_at: datetime = Field(sa_type=Moment, description="when something is to be done about it next")
    expires_at: datetime | None = Field(default=None, sa_type=Moment, description="not sent after this")
    lease_until: datetime | None = Field(
        default=None, sa_type=Moment, description="sending: owned until; unknown: holds up later ones until"
    )
    tried_at: datetime | None = Field(default=None, sa_type=Moment, description="the first attempt")
    attempted_at: datetime | None = Field(default=None, sa_type=Moment, description="the last attempt")
    accepted_at: datetime | None = Field(default=None, sa_type=Moment)
    created_at: datetime = Field(sa_type=Moment)
    updated_at: datetime = Field(sa_type=Moment)
    event_id: int | None = Field(default=None, sa_type=Id, description="the inbox event that it answers")
    template: str = Field(default="", sa_column_kwargs=_EMPTY, description="the name of the template that it may be")
    variant_id: int | None = Field(default=None, sa_type=Id, description="the wording that went out; null: free-form")
    billed_as: str = Field(
        default="", sa_column_kwargs=_EMPTY, description="of what names a template: its category, or service"
    )
    price: int | None = Field(default=None, sa_type=BigInteger, description="as estimated, in millionths")
    price_currency: str = Field(default="", sa_column_kwargs=_EMPTY)
    held: int = Field(default=0, sa_column_kwargs={"server_default": "0"}, description="1: waits for an approval")
    category: str = Field(
        default="",
        sa_column_kwargs={"server_default": ""},
        description="of a journey's message: utility, marketing or service",
    )
    facts: list[dict[str, Any]] = Field(
        default_factory=list,
        sa_type=Json,
        sa_column_kwargs={"server_default": "[]"},
        description="what must still be so when it goes out (`facts.py`)",
    )
    policy: dict[str, Any] = Field(
        default_factory=dict,
        sa_type=Json,
        sa_column_kwargs={"server_default": "{}"},
        description="of a journey's message: whose it is and by which rules it may go (`policy.py`)",
    )
    agent_id: int | None = Field(default=None, sa_type=Id, description="the agent who wrote it")
    note: str = Field(
        default="",
        sa_type=Text,
        sa_column_kwargs={"server_default": ""},
        description="what was remarkable when it went out",
    )


class StatusLog(SQLModel, table=True):
    """Every step that the provider reported, once. Without an entry yet, it waits for one."""

    __tablename__ = "status_log"
    __table_args__ = (
        UniqueConstraint("provider_id", "status"),
        _partial("ix_status_log_parked", "provider_id", where="entry_id is null"),
        Index("ix_status_log_entry", "entry_id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    provider_id: str
    status: str = Field(description="the provider's own word")
    error_code: int | None = None
    entry_id: int | None = Field(default=None, sa_type=Id)
    at: datetime = Field(sa_type=Moment)


class ProviderContent(SQLModel, table=True):
    """A Content resource that was created at the provider, by what it is shaped like."""

    __tablename__ = "provider_content"

    account: str = Field(primary_key=True, description="the account and the API where it was created")
    shape: str = Field(primary_key=True)
    sid: str
