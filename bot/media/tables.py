"""Files of inbound messages, what is still to be fetched and what was; and files that agents send."""

from datetime import datetime

from sqlalchemy import Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.storage.types import Id, Moment


class InboundMedia(SQLModel, table=True):
    """One file of one message, written in the transaction that keeps the message."""

    __tablename__ = "inbound_media"
    __table_args__ = (
        UniqueConstraint("message_id", "place"),
        Index(
            "ix_inbound_media_waiting",
            "due_at",
            sqlite_where=text("status = 'waiting'"),
            postgresql_where=text("status = 'waiting'"),
        ),
        Index(
            "ix_inbound_media_failed",
            "id",
            sqlite_where=text("status = 'failed'"),
            postgresql_where=text("status = 'failed'"),
        ),
        Index(
            "ix_inbound_media_erased",
            "id",
            sqlite_where=text("status = 'erased' and sha256 <> ''"),
            postgresql_where=text("status = 'erased' and sha256 <> ''"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    message_id: str = Field(max_length=64, description="the provider's id of the message")
    place: int = Field(default=0, description="counts the files of a message from 0")
    contact_id: int = Field(foreign_key="contact.id", index=True, sa_type=Id)
    url: str = Field(sa_type=Text, description="where the provider has it")
    declared_type: str = Field(default="", sa_type=Text, description="what the sender says it is")
    status: str = Field(default="waiting", description="waiting, kept, failed or erased")
    received_at: datetime = Field(sa_type=Moment)
    due_at: datetime = Field(sa_type=Moment, description="the next attempt; while it is fetched, the lease's end")
    attempts: int = 0
    first_tried_at: datetime | None = Field(default=None, sa_type=Moment, description="a day later it is given up")
    reason: str = Field(default="", sa_type=Text, description="why the last attempt failed")
    content_type: str = Field(default="", description="what it really is, by its first bytes")
    size: int = Field(default=0, sa_type=Id, description="bytes")
    sha256: str = Field(default="", max_length=64, index=True, description="also its name on disk")
    settled_at: datetime | None = Field(default=None, sa_type=Moment)


class AgentFile(SQLModel, table=True):
    """A file that an agent gives a contact. Whose it is, is known once it is sent."""

    __tablename__ = "agent_file"
    __table_args__ = (
        Index(
            "ix_agent_file_erased",
            "id",
            sqlite_where=text("status = 'erased' and sha256 <> ''"),
            postgresql_where=text("status = 'erased' and sha256 <> ''"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    agent_id: int = Field(sa_type=Id)
    contact_id: int | None = Field(default=None, foreign_key="contact.id", index=True, sa_type=Id)
    name: str = Field(description="as the agent called it")
    content_type: str = Field(description="what it really is, by its first bytes")
    size: int = Field(sa_type=Id, description="bytes")
    sha256: str = Field(max_length=64, index=True, description="also its name on disk")
    status: str = Field(default="kept", description="kept, or erased once its contact is forgotten")
    at: datetime = Field(sa_type=Moment)
