"""What is remembered of sources and their runs, of stock by place, and of what happened to prices and stock."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Index, Integer, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from catalog.columns import UtcMoment

_Id = BigInteger().with_variant(Integer(), "sqlite")


class Source(SQLModel, table=True):
    """A shop or feed that the catalog follows. Whoever has the lease (`runner` until `leased_until`) runs it.

    `settings` are the kind's own (a mapping of columns, say) and `low_stock`, `surplus`: from how many pieces on a
    variant is short or too many. `share` is the share of its products, in percent, that a complete run may lose
    before it is held for a person to look at. `every` are seconds between full runs, 0 = only when asked.
    """

    __tablename__ = "catalog_source"

    name: str = Field(primary_key=True)
    kind: str
    address: str
    settings: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    language: str = "en"
    currency: str = Field(max_length=3)
    every: int = 0
    share: int = 30
    since: datetime | None = Field(default=None, sa_type=UtcMoment, description="start of the last run that was done")
    full_at: datetime | None = Field(default=None, sa_type=UtcMoment, description="start of the last full run done")
    marks: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))  # ETag and its like
    failures: int = Field(default=0, description="runs that failed since the last that was done")
    next_at: datetime | None = Field(default=None, sa_type=UtcMoment, index=True)
    asked: str = Field(default="", description="`full` or `changes`: somebody asked for a run now")
    runner: str = ""
    leased_until: datetime | None = Field(default=None, sa_type=UtcMoment)
    added_at: datetime = Field(sa_type=UtcMoment)


class Run(SQLModel, table=True):
    """One reading of a source, with what came of it.

    `refusals` and `notes` are the first of each: `[where, why]`. `cursor` is where to go on after an end by force.
    """

    __tablename__ = "catalog_run"

    id: int | None = Field(default=None, primary_key=True, sa_type=_Id)
    source: str = Field(foreign_key="catalog_source.name", ondelete="CASCADE", index=True)
    is_full: bool
    state: str = Field(description="running, done, failed or held")
    started_at: datetime = Field(sa_type=UtcMoment)
    ended_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    cursor: str = Field(default="", sa_type=Text)
    done: int = 0
    total: int | None = None
    added: int = 0
    changed: int = 0
    gone: int = 0
    same: int = 0
    late: int = 0
    refused: int = 0
    unread: int = 0
    refusals: list[list[str]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    notes: list[list[str]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    why: str = Field(default="", sa_type=Text, description="why it failed or is held")


class Seen(SQLModel, table=True):
    """A product that the full run now going on has met. Emptied at its end."""

    __tablename__ = "catalog_seen"

    run_id: int = Field(primary_key=True, sa_type=BigInteger, foreign_key="catalog_run.id", ondelete="CASCADE")
    external_id: str = Field(primary_key=True)


class InventoryLevel(SQLModel, table=True):
    """How many of an inventory item are left at one place, as of `at`. None: not counted there."""

    __tablename__ = "inventory_level"

    source: str = Field(primary_key=True)
    inventory_id: str = Field(primary_key=True)
    place: str = Field(primary_key=True)
    available: int | None = None
    at: datetime = Field(sa_type=UtcMoment)


class ShopEvent(SQLModel, table=True):
    """Something that happened to a variant, kept once: an event of the inbox whose subject is the shop.

    `name` is `product.back_in_stock`, `product.low_stock`, `product.price_dropped` or `product.surplus`; `body` tells
    `old` and `new`; `version` is the catalog's, in which it is so. Written in the transaction of the change itself;
    `heard` is set by whoever spreads it among the contacts whom it concerns.
    """

    __tablename__ = "shop_event"
    __table_args__ = (
        UniqueConstraint("key", name="shop_event_once"),
        Index(
            "ix_shop_event_unheard",
            "id",
            sqlite_where=text("not heard"),
            postgresql_where=text("not heard"),
        ),
        Index("ix_shop_event_name", "name", "at"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=_Id)
    key: str
    name: str
    sku: str
    product_id: str
    body: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    version: int = Field(sa_type=BigInteger)
    at: datetime = Field(sa_type=UtcMoment)
    heard: bool = False


class Picture(SQLModel, table=True):
    """What is known of a picture's address: whether WhatsApp can show it, and what is shown instead.

    `status`: good (as it is), made (`shown` is our copy in a form that can be shown) or refused (`why`).
    """

    __tablename__ = "catalog_picture"

    url: str = Field(primary_key=True)
    status: str
    shown: str = ""
    why: str = Field(default="", sa_type=Text)
    etag: str = ""
    checked_at: datetime = Field(sa_type=UtcMoment)
