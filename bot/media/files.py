"""A file of a message: as it is announced, and as it stands here."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class FileStatus(StrEnum):
    """Where a file stands."""

    WAITING = "waiting"  #: to be fetched, now or later
    KEPT = "kept"  #: on disk, under its hash
    FAILED = "failed"  #: not to be had; `reason` says why
    ERASED = "erased"  #: its contact is forgotten; `sha256` names what is still to be taken off the disk


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that a message came with; `place` counts a message's files from 0. The type is the sender's word."""

    message_id: str  # the provider's
    place: int
    url: str
    declared_type: str


@dataclass(frozen=True, slots=True)
class File:
    """What is known of a file. Type, size (bytes) and hash are those of what came, once it is kept."""

    id: int
    message_id: str
    place: int
    contact_id: int
    declared_type: str
    status: FileStatus
    attempts: int
    due_at: datetime
    reason: str  # why the last attempt failed
    content_type: str
    size: int
    sha256: str
