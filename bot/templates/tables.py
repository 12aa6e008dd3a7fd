"""Every wording of a template that was ever submitted, and what became of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.storage.types import Id, Json, Moment


class TemplateVariant(SQLModel, table=True):
    """A template in one language and one wording: what the provider has, and whether it may be sent."""

    __tablename__ = "template_variant"
    __table_args__ = (UniqueConstraint("account", "name", "language", "mark"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    account: str = Field(description="the account and the API where it was created")
    name: str = Field(description="the contract's name")
    language: str = Field(description="our code, such as pt-BR")
    mark: str = Field(description="changes with every letter of the wording")
    sid: str = Field(default="", description="the provider's id of it; empty until created")
    places: list[Any] = Field(
        sa_type=Json, description="[name, characters that fit, kind] of its variables, in the provider's numbering"
    )
    category: str = Field(description="as it was asked for: utility, marketing or authentication")
    billed_as: str = Field(default="", description="the category as approved; empty until then")
    status: str = Field(description="new, unsubmitted, received, pending, approved, rejected, paused, disabled, gone")
    reason: str = Field(default="", sa_type=Text, description="why it was rejected, in the provider's words")
    quality: str = Field(default="", description="the provider's rating, if it tells one")
    paused_until: datetime | None = Field(default=None, sa_type=Moment, description="when WhatsApp probably lifts it")
    doubt: int | None = Field(default=None, description="the code of a send that was refused since the last look")
    doubted_at: datetime | None = Field(default=None, sa_type=Moment)
    checked_at: datetime | None = Field(default=None, sa_type=Moment, description="when the provider was last asked")
    created_at: datetime = Field(sa_type=Moment)
    updated_at: datetime = Field(sa_type=Moment)


class TemplateChange(SQLModel, table=True):
    """One thing that changed about a wording, with its time. Only ever added to."""

    __tablename__ = "template_change"
    __table_args__ = (Index("ix_template_change_variant", "variant_id", "id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    variant_id: int = Field(foreign_key="template_variant.id", sa_type=Id)
    what: str = Field(description="status, billed_as, quality or refused")
    before: str = ""
    after: str = ""
    reason: str = Field(default="", sa_type=Text)
    at: datetime = Field(sa_type=Moment)
