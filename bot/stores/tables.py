"""What stores have told, kept before they are answered."""

from datetime import datetime

from sqlalchemy import Index, Text, text
from sqlmodel import Field, SQLModel

from bot.storage.types import Id, Moment
from bot.stores.states import WAITING


class StoreEvent(SQLModel, table=True):
    """One delivery of a store, kept once by its key and once by its twin (the other key that a store may give).

    `body` is as it came. `due_at` is when it may be taken up: a process that takes it up puts that ahead, so that
    no other does, unless it dies.
    """

    __tablename__ = "store_event"
    __table_args__ = (
        Index(
            "ix_store_event_waiting",
            "due_at",
            sqlite_where=text("state = 0"),
            postgresql_where=text("state = 0"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    key: str = Field(unique=True)
    twin: str | None = Field(default=None, unique=True)
    platform: str = Field(description="shopify or woocommerce")
    shop: str = Field(description="which store says that it is, by its address")
    topic: str
    body: str = Field(sa_type=Text)
    told_at: datetime | None = Field(
        default=None, sa_type=Moment, description="when it happened, if the store says so"
    )
    received_at: datetime = Field(sa_type=Moment)
    state: int = Field(default=WAITING, description="0 waiting, 1 done, 2 failed, 3 of no use")
    due_at: datetime = Field(sa_type=Moment)
    attempts: int = 0
    error: str = Field(default="", sa_type=Text)
    done_at: datetime | None = Field(default=None, sa_type=Moment, index=True)


class ToldEvent(SQLModel, table=True):
    """The id of an event that came by `POST /events`, so that it counts once. What it told is not kept here."""

    __tablename__ = "told_event"

    key: str = Field(primary_key=True, max_length=200, description="the sender's id of the event")
    topic: str
    received_at: datetime = Field(sa_type=Moment, index=True)
