"""Who does a work that one process at a time may do."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from bot.storage.types import Moment


class Lease(SQLModel, table=True):
    """The work of this name is the holder's until then."""

    __tablename__ = "lease"

    name: str = Field(primary_key=True)
    holder: str
    until: datetime = Field(sa_type=Moment)
