"""What merchants have changed, beside the shop's files; and questions that had no answer."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from bot.storage.types import Id, Json, Moment


class ShopChange(SQLModel, table=True):
    """One line for each change: processes that have seen a smaller number read anew."""

    __tablename__ = "shop_change"

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    at: datetime = Field(sa_type=Moment)
    what: str = Field(description="journey, answer, flows or setting")


class Publication(SQLModel, table=True):
    """The shop's own flow files as they were published: every process works with these very texts."""

    __tablename__ = "publication"

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    sources: list[Any] = Field(sa_type=Json, description="[path, text] of each file")
    version: str
    by: str
    at: datetime = Field(sa_type=Moment)


class JourneySwitch(SQLModel, table=True):
    """A journey that was switched on or off by hand: goes before the shop's file."""

    __tablename__ = "journey_switch"

    journey: str = Field(primary_key=True)
    is_on: int
    by: str = Field(description="who did it, for people")
    at: datetime = Field(sa_type=Moment)


class ShopSetting(SQLModel, table=True):
    """A setting of the shop's file that is otherwise than the file says."""

    __tablename__ = "shop_setting"

    name: str = Field(primary_key=True, description="such as handoff.hours")
    value: Any = Field(sa_type=Json)
    by: str = Field(description="who did it, for people")
    at: datetime = Field(sa_type=Moment)


class OwnAnswer(SQLModel, table=True):
    """A question that the shop answers, with the ways in which people ask it."""

    __tablename__ = "own_answer"

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    asked: dict[str, Any] = Field(sa_type=Json, description="language → ways of asking")
    texts: dict[str, Any] = Field(sa_type=Json, description="language → the answer")
    by: str
    at: datetime = Field(sa_type=Moment)


class Unanswered(SQLModel, table=True):
    """Words that the bot did not understand, kept with the event so that a turn computed twice keeps them once."""

    __tablename__ = "unanswered"
    __table_args__ = (Index("ix_unanswered_open", "answer_id", "id"), Index("ix_unanswered_contact", "contact_id"))

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    event_id: int = Field(unique=True, sa_type=Id)
    contact_id: int = Field(foreign_key="contact.id", sa_type=Id)
    text: str = Field(sa_type=Text)
    language: str
    flow: str = Field(default="", description="the question that was open, if one was")
    reason: str = Field(default="")
    at: datetime = Field(sa_type=Moment)
    answer_id: int | None = Field(
        default=None, sa_type=Id, description="-1: put aside; else the answer written for it"
    )
