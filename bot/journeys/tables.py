"""Who is under way in which journey, and what became of every step that came due."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.storage.types import Id, Json, Moment


class EnrollmentRow(SQLModel, table=True):
    """One contact's passage through a journey; at most one live of a key."""

    __tablename__ = "enrollment"
    __table_args__ = (
        UniqueConstraint("contact_id", "journey", "key", "entry"),
        Index(
            "ix_enrollment_live",
            "contact_id",
            "journey",
            "key",
            unique=True,
            sqlite_where=text("stage = 'live'"),
            postgresql_where=text("stage = 'live'"),
        ),
        Index(
            "ix_enrollment_ended",
            "ended_at",
            sqlite_where=text("stage <> 'live' and context <> '{}'"),
            postgresql_where=text("stage <> 'live' and context <> '{}'"),
        ),
        Index(
            "ix_enrollment_step",
            "journey",
            "step",
            sqlite_where=text("stage = 'live'"),
            postgresql_where=text("stage = 'live'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    contact_id: int = Field(foreign_key="contact.id", sa_type=Id)
    journey: str
    key: str = Field(description="the value that there is one live enrollment for; `-` where there is none")
    entry: int = Field(description="how many times this key has begun, from 1")
    stage: str = Field(description="live, done, exited, replaced or lost")
    step: str
    pace: int = Field(description="steps taken: a timer of an earlier one is stale")
    waiting: str = Field(default="", description="wait, send, begin, call or fetch")
    until: list[str] = Field(default_factory=list, sa_type=Json, description="events that end the wait")
    wake_at: datetime | None = Field(default=None, sa_type=Moment)
    context: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    held_out: bool = False
    goal: str = Field(default="", description="what it has reached, if it has")
    reason: str = Field(default="", sa_type=Text, description="why it has ended")
    began_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)


class JourneyStep(SQLModel, table=True):
    """A step that came due: one row and one outcome, whatever happens."""

    __tablename__ = "journey_step"
    __table_args__ = (
        UniqueConstraint("contact_id", "journey", "key", "entry", "step", "visit"),
        Index("ix_journey_step_outbox", "outbox_key"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    contact_id: int = Field(foreign_key="contact.id", sa_type=Id)
    journey: str
    key: str
    entry: int
    step: str
    visit: int = Field(description="how often the step has been come to, from 1")
    due_at: datetime = Field(sa_type=Moment, description="when it first came due")
    outcome: str = Field(description="queued (see the outbox), called, deferred, merged, suppressed or failed")
    reason: str = Field(default="", sa_type=Text)
    until: datetime | None = Field(default=None, sa_type=Moment, description="deferred: when it is looked at again")
    outbox_key: str = Field(default="", description="queued: the message")
    at: datetime = Field(sa_type=Moment, description="when this was decided")


class Exposure(SQLModel, table=True):
    """Who was dealt which arm of a split, or held out: what an experiment is counted by."""

    __tablename__ = "exposure"

    contact_id: int = Field(primary_key=True, foreign_key="contact.id", sa_type=Id)
    journey: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    entry: int = Field(primary_key=True)
    split: str = Field(primary_key=True, description="the step, or `holdout`")
    arm: str
    at: datetime = Field(sa_type=Moment)


class JourneyFetch(SQLModel, table=True):
    """A web service that a journey asks; taken up by a clerk, answered as an event."""

    __tablename__ = "journey_fetch"
    __table_args__ = (
        Index(
            "ix_journey_fetch_waiting",
            "due_at",
            sqlite_where=text("done_at is null"),
            postgresql_where=text("done_at is null"),
        ),
    )

    key: str = Field(primary_key=True)
    contact_id: int = Field(foreign_key="contact.id", sa_type=Id)
    enrollment: str = Field(description="its name")
    token: str
    url: str = Field(sa_type=Text)
    method: str
    body: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    due_at: datetime = Field(sa_type=Moment, description="when it may be taken up; ahead while somebody has it")
    ends_at: datetime = Field(sa_type=Moment)
    done_at: datetime | None = Field(default=None, sa_type=Moment)
    error: str = Field(default="", sa_type=Text)
