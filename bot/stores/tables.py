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


class OrderBackfill(SQLModel, table=True):
    """Orders of a store that are read in afterwards: how far that is, and who is at it until when."""

    __tablename__ = "order_backfill"

    source: str = Field(primary_key=True)
    since: datetime = Field(sa_type=Moment, description="orders that were placed (or changed) since then")
    tells: int = Field(default=0, description="1: what is new in them is told to contacts, as news of a dead webhook")
    state: str = Field(default="waiting", description="waiting, done or failed")
    cursor: str = ""
    done: int = 0
    total: int | None = None
    refused: int = Field(default=0, description="orders that could not be read")
    error: str = Field(default="", sa_type=Text)
    attempts: int = 0
    asked_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    due_at: datetime = Field(sa_type=Moment, description="not before; whoever is at it puts it ahead")
    runner: str = ""


class ToldEvent(SQLModel, table=True):
    """The id of an event that came by `POST /events`, so that it counts once. What it told is not kept here."""

    __tablename__ = "told_event"

    key: str = Field(primary_key=True, max_length=200, description="the sender's id of the event")
    topic: str
    received_at: datetime = Field(sa_type=Moment, index=True)
