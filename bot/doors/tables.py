"""Links with their clicks, clicks on links that left the chat, what brought each contact, who waits for a product."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.doors.states import WAITING
from bot.storage.types import Id, Json, Moment

_BY_DOOR, _BY_AD = text("door <> ''"), text("source_id <> ''")


class DoorLink(SQLModel, table=True):
    """A code that stands for a door and, if there is one, the page and product that it was on. Never deleted."""

    __tablename__ = "door_link"
    __table_args__ = (UniqueConstraint("door", "page", "sku", name="door_link_once"),)

    code: str = Field(primary_key=True)
    door: str = Field(description="id of a door in the shop's file; it may be gone from there")
    page: str = Field(default="", description="path of the page that held the link")
    sku: str = ""
    created_at: datetime = Field(sa_type=Moment)


class DoorClick(SQLModel, table=True):
    """How often a link was opened by people, hour by hour."""

    __tablename__ = "door_click"

    code: str = Field(primary_key=True)
    hour: datetime = Field(primary_key=True, sa_type=Moment, description="its beginning, UTC")
    clicks: int = 0


class LinkClick(SQLModel, table=True):
    """One click of a person on a link that left the chat. Taps within ten seconds of each other are one."""

    __tablename__ = "link_click"
    __table_args__ = (Index("ix_link_click_contact_at", "contact_id", "at"), Index("ix_link_click_at", "at"))

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    contact_id: int = Field(foreign_key="contact.id", sa_type=Id)
    at: datetime = Field(sa_type=Moment)
    purpose: str = Field(description="product, coupon, checkout or parcel")
    thing: str = Field(default="", description="a SKU, a coupon campaign, a cart's or a parcel's id")
    door: str = Field(default="", description="door or ad that had brought the contact last")
    ref: str = Field(default="", index=True, description="what the store was told: `wa_ref` of an order there")


class Touch(SQLModel, table=True):
    """What brought a contact, once per inbound message. The first and the last one by `at` are what counts."""

    __tablename__ = "touch"
    __table_args__ = (
        Index("ix_touch_contact_at", "contact_id", "at"),
        Index("ix_touch_at", "at"),
        Index("ix_touch_door", "door", "contact_id", sqlite_where=_BY_DOOR, postgresql_where=_BY_DOOR),
        Index("ix_touch_ad", "source_id", "contact_id", sqlite_where=_BY_AD, postgresql_where=_BY_AD),
    )

    key: str = Field(primary_key=True, description="key of the inbound event")
    contact_id: int = Field(foreign_key="contact.id", sa_type=Id)
    at: datetime = Field(sa_type=Moment)
    kind: str = Field(description="ad, bubble, product, coupon, social, qr, link or organic")
    door: str = ""
    code: str = Field(default="", description="code of the link, if the message still held it")
    page: str = ""
    sku: str = ""
    source_id: str = Field(default="", description="id of the ad; never a click id")
    source_type: str = ""
    click_id: str = Field(default="", description="ctwa_clid: one click on the ad; never an ad's id")
    source_url: str = ""
    headline: str = Field(default="", sa_type=Text)
    body: str = Field(default="", sa_type=Text)
    media: str = Field(default="", sa_type=Text)
    raw: dict[str, Any] = Field(default_factory=dict, sa_type=Json, description="the referral as it came")


class RestockWish(SQLModel, table=True):
    """A contact who wants to hear when a variant is back. Once per contact and variant."""

    __tablename__ = "restock_wish"
    __table_args__ = (
        UniqueConstraint("contact_id", "sku", name="restock_wish_once"),
        Index(
            "ix_restock_wish_waiting",
            "sku",
            "at",
            sqlite_where=text("status = 'waiting'"),
            postgresql_where=text("status = 'waiting'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    contact_id: int = Field(foreign_key="contact.id", sa_type=Id)
    sku: str
    product_id: str
    at: datetime = Field(sa_type=Moment)
    status: str = Field(default=WAITING, description="waiting, called, told or cancelled")
    told_at: datetime | None = Field(default=None, sa_type=Moment)
    called_at: datetime | None = Field(
        default=None, sa_type=Moment, description="called: when a piece was put aside for them"
    )
