"""People and where the conversation with each of them stands."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.storage.types import Id, Json, Moment


class Contact(SQLModel, table=True):
    """A person on WhatsApp: our own id, however many addresses."""

    __tablename__ = "contact"

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    name: str = Field(default="", description="the profile name that the person chose; untrusted")
    language: str = Field(default="", description="BCP 47; empty until known")
    country: str = Field(default="", description="ISO 3166 from the dialling code or the BSUID")
    created_at: datetime = Field(sa_type=Moment)
    opted_out_at: datetime | None = Field(default=None, sa_type=Moment)
    given_name: str = Field(
        default="",
        sa_column_kwargs={"server_default": ""},
        description="how they want to be called; goes before `name`",
    )
    language_pinned: int = Field(
        default=0,
        sa_column_kwargs={"server_default": "0"},
        description="1 once they have chosen the language themselves",
    )
    erased_at: datetime | None = Field(default=None, sa_type=Moment, description="all that was personal is gone")


class ContactHandle(SQLModel, table=True):
    """By what somebody is found: an address on WhatsApp, or what a store or a browser knows them by.

    Only `phone`, `bsuid` and `parent_bsuid` are addresses; nothing is ever sent to the others.
    """

    __tablename__ = "handle"

    value: str = Field(primary_key=True, max_length=200)
    kind: str = Field(description="see `known.KINDS`")
    contact_id: int = Field(foreign_key="contact.id", index=True, sa_type=Id)


class Conversation(SQLModel, table=True):
    """The whole thread with one contact. Every turn changes it, guarded by `version` and `epoch`."""

    __tablename__ = "conversation"
    __table_args__ = (
        Index("ix_conversation_touched", "touched_at"),
        Index(
            "ix_conversation_flow",
            "flow",
            "touched_at",
            "contact_id",
            sqlite_where=text("flow <> ''"),
            postgresql_where=text("flow <> ''"),
        ),
    )

    contact_id: int = Field(primary_key=True, foreign_key="contact.id", sa_type=Id)
    version: int = Field(default=0, description="counts turns")
    epoch: int = Field(default=0, description="counts changes of owner; older output is dropped")
    owner: str = Field(default="bot", description="bot, queue or agent:<name>")
    state: str = Field(default="{}", sa_type=Text, description="the engine's state, JSON")
    sender: str = Field(default="", description="our number that the contact wrote to last")
    address: str = Field(default="", description="the contact's handle that wrote last: replies go there")
    windows: dict[str, Any] = Field(
        default_factory=dict, sa_type=Json, description="our number → moment (µs) of the contact's last message"
    )
    hold_until: datetime | None = Field(default=None, sa_type=Moment, description="a failing event waits")
    journeys: int = Field(
        default=0, sa_column_kwargs={"server_default": "0"}, description="how many journeys are under way"
    )
    touched_at: datetime | None = Field(default=None, sa_type=Moment, description="the last message either way")
    flow: str = Field(
        default="",
        sa_column_kwargs={"server_default": ""},
        description="which one the bot is in the middle of, if any",
    )


class Consent(SQLModel, table=True):
    """What a contact agreed to or withdrew for one purpose, with its proof. Only ever added to; the newest counts."""

    __tablename__ = "consent"

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    contact_id: int = Field(foreign_key="contact.id", index=True, sa_type=Id)
    purpose: str = Field(default="updates", description="updates (orders, service) or offers (marketing)")
    granted: bool
    stage: str = Field(default="", description="first: of two yeses, not valid yet; declined: said no; else empty")
    source: str = Field(description="keyword, button, provider, flow:<id>, door:<id>, console …")
    words: str = Field(default="", sa_type=Text, description="what the contact said or tapped")
    wording: str = Field(default="", sa_type=Text, description="the exact text that was agreed to, as shown")
    language: str = Field(default="", description="of the wording")
    version: str = Field(default="", description="names the wording: the same text, the same version")
    country: str = Field(default="", description="ISO 3166, from the dialling code")
    profile_name: str = Field(default="", description="the WhatsApp profile name at that moment")
    address: str = Field(default="", description="the phone number (or BSUID) at that moment; hashed once erased")
    message_id: str = Field(default="", description="the provider's id of the message that said so")
    at: datetime = Field(sa_type=Moment)


class Suppression(SQLModel, table=True):
    """An address that said STOP before its contact was erased: only a salted hash, so that STOP stays honoured."""

    __tablename__ = "suppression"

    hash: str = Field(primary_key=True)
    contact_id: int = Field(foreign_key="contact.id", index=True, sa_type=Id, description="who is erased")
    at: datetime = Field(sa_type=Moment, description="when STOP was said")


class ContactMerge(SQLModel, table=True):
    """Two contacts that turned out to be one person. `moved` is what makes it possible to take it back."""

    __tablename__ = "contact_merge"

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    contact_id: int = Field(foreign_key="contact.id", index=True, sa_type=Id, description="who is left")
    gone_id: int = Field(foreign_key="contact.id", index=True, sa_type=Id)
    reason: str = Field(description="the kind of handle by which they met")
    moved: dict[str, Any] = Field(default_factory=dict, sa_type=Json, description="table → keys of its rows")
    at: datetime = Field(sa_type=Moment)
    undone_at: datetime | None = Field(default=None, sa_type=Moment)


class Redaction(SQLModel, table=True):
    """Somebody whom a store wants forgotten, by a salted hash: late news of them brings nothing back."""

    __tablename__ = "redaction"

    hash: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Moment)


class ProfileAnswer(SQLModel, table=True):
    """What is known of a contact by their own word: one value for each name, the newest; segments read it."""

    __tablename__ = "profile_answer"

    contact_id: int = Field(primary_key=True, foreign_key="contact.id", sa_type=Id)
    name: str = Field(primary_key=True, description="such as skin_type, birthday, city")
    value: Any = Field(default=None, sa_type=Json)
    source: str = Field(default="", description="the flow that asked")
    at: datetime = Field(sa_type=Moment)


class SearchIntent(SQLModel, table=True):
    """What somebody searched for on the shop's site. Whose it is, `subject` says: `contact:7`, or as long as nobody
    of that number has written, `phone:+…`, or the handle of a browser, `anonymous:` and the site's own id."""

    __tablename__ = "search_intent"
    __table_args__ = (UniqueConstraint("subject", "words"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    subject: str
    contact_id: int | None = Field(default=None, foreign_key="contact.id", index=True, sa_type=Id)
    words: str = Field(description="the query in small letters: the same words again are one row")
    query: str
    category: str = ""
    place: str = ""
    at: datetime = Field(sa_type=Moment, index=True, description="when it was searched for")
    offered_at: datetime | None = Field(default=None, sa_type=Moment, description="when the chat came back to it")


class Lead(SQLModel, table=True):
    """Answers that a contact gave in a quiz or for a coupon; one row for each time through."""

    __tablename__ = "lead"
    __table_args__ = (Index("ix_lead_contact_flow", "contact_id", "flow"),)

    key: str = Field(primary_key=True, description="the event that completed it, so that it counts once")
    contact_id: int = Field(foreign_key="contact.id", sa_type=Id)
    flow: str
    answers: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    at: datetime = Field(sa_type=Moment)
