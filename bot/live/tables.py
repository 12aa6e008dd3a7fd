"""That something about a conversation has changed. Small, and kept for about an hour."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from bot.storage.types import Id, Moment


class LiveEvent(SQLModel, table=True):
    """One conversation, changed once."""

    __tablename__ = "live_event"

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    at: datetime = Field(sa_type=Moment)
    contact_id: int = Field(sa_type=Id, description="no foreign key: it would lock the contact at every change")
    what: str = Field(description="of message status owner note tag read snooze person order typing, by commas")
