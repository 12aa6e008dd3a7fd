"""How far the search server knows the catalog."""

from datetime import datetime

from sqlalchemy import BigInteger, Text
from sqlmodel import Field, SQLModel

from bot.storage.types import Moment


class SearchFeed(SQLModel, table=True):
    """One row for each name under which this shop's catalog lies on a search server.

    `live` is the index that is asked: the switch from one to the next is this row's. While another is built it is
    called `next`. All products whose `changed` is at most `version` were sent, of the next version those up to the
    id `after`; while building, all up to the id `after`.
    """

    __tablename__ = "search_feed"

    name: str = Field(primary_key=True)
    state: str = Field(default="new", description="new, building, settling or live")
    kind: str = Field(default="", description="names settings and documents: another kind is built anew")
    live: str = Field(default="", description="the index that is asked; empty: there is none yet")
    next: str = Field(default="", description="the index that is being built")
    built: int = Field(default=0, description="how many were built; numbers the indexes")
    version: int = Field(default=0, sa_type=BigInteger)
    after: str = ""
    sent: int = Field(default=0, sa_type=BigInteger, description="products that the index should hold")
    task: int | None = Field(default=None, sa_type=BigInteger, description="the server's last task")
    runner: str = Field(default="", description="the process that works at it")
    leased_until: datetime | None = Field(default=None, sa_type=Moment)
    due_at: datetime | None = Field(default=None, sa_type=Moment, description="not before, after a failure")
    attempts: int = Field(default=0, description="failures in a row")
    error: str = Field(default="", sa_type=Text, description="why the last attempt failed")
    done_at: datetime | None = Field(default=None, sa_type=Moment, description="when all was known last")
