"""Files as phones send them, and a provider that hands out whatever a test wants."""

import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.clock import ManualClock
from bot.coordination.in_process import InProcessCoordinator
from bot.inbox.events import EventKind, Handle, NewEvent
from bot.inbox.keep import Inbox
from bot.media.fetch import MediaFetcher
from bot.media.files import File, NewFile
from bot.media.folder import MediaFolder
from bot.media.queries import list_files
from bot.media.room import Room
from bot.media.source import Stream
from bot.storage.database import Database

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40
JPEG = b"\xff\xd8\xff\xe0" + b"picture" * 2000
MP4 = b"\x00\x00\x00\x20ftypisom" + b"film" * 2000


class Provider:
    """A `MediaSource`. What is at an address: bytes, or an error. `before` is awaited before each chunk."""

    def __init__(self, *, chunk: int = 1000, announces: bool = True) -> None:
        self.has: dict[str, bytes | list[Exception | bytes]] = {}
        self.asked: list[str] = []
        self.before: Callable[[], Awaitable[None]] | None = None
        self._chunk = chunk
        self._announces = announces

    @asynccontextmanager
    async def open(self, url: str) -> AsyncIterator[Stream]:
        self.asked.append(url)
        found = self.has[url]
        answer = found.pop(0) if isinstance(found, list) else found
        if isinstance(answer, Exception):
            raise answer
        yield Stream(len(answer) if self._announces else None, self._chunks(answer))

    async def _chunks(self, data: bytes) -> AsyncIterator[bytes]:
        for start in range(0, len(data), self._chunk):
            if self.before:
                await self.before()
            yield data[start : start + self._chunk]


class House:
    """A database with an inbox and any number of fetchers on one folder."""

    def __init__(self, database: Database, folder: Path, clock: ManualClock, most_gb: float = 0) -> None:
        self.database = database
        self.clock = clock
        self.folder = MediaFolder(folder)
        self.provider = Provider()
        self.inbox = Inbox(database, InProcessCoordinator())
        self.most_gb = most_gb
        self.fetcher = self.opens()

    def opens(self, database: Database | None = None, folder: MediaFolder | None = None) -> MediaFetcher:
        """A fetcher as a new process has it."""
        database = database or self.database
        room = Room(folder or self.folder, database, self.most_gb)
        return MediaFetcher(database, InProcessCoordinator(), self.clock, self.provider, room)

    async def gets(self, number: int, what: bytes | list[Exception | bytes], declared: str = "image/png") -> str:
        """A message with a file arrives; answers the message's id."""
        message_id, url = f"MM{number}", f"https://api.twilio.com/{number}"
        self.provider.has[url] = what
        files = (NewFile(message_id, 0, url, declared),)
        phone = Handle("phone", f"+1415555{number:04d}")
        received_at = self.clock.now()
        event = NewEvent(f"twilio:{message_id}", EventKind.MESSAGE, {}, received_at, (phone,), files=files)
        await self.inbox.keep(event)
        return message_id

    async def file(self, message_id: str) -> File:
        """The message's only file."""
        async with self.database.read() as tx:
            [found] = await list_files(tx, message_id)
        return found

    def bytes_of(self, file: File) -> bytes:
        """What is on disk."""
        return self.folder.path_of(file.sha256).read_bytes()

    def on_disk(self) -> list[Path]:
        """Every file, half written ones too."""
        return [path for path in self.folder.path.rglob("*") if path.is_file()]


def webm_of(packets: list[bytes], codec: bytes = b"A_OPUS") -> bytes:
    """As browsers write it: segment and cluster without a size."""
    head = b"OpusHead" + bytes([1, 1]) + struct.pack("<HIhB", 312, 48000, 0, 0)
    track = _element(b"\x86", codec) + _element(b"\x63\xa2", head)
    tracks = _element(b"\x16\x54\xae\x6b", _element(b"\xae", track))
    blocks = b"".join(_element(b"\xa3", b"\x81\x00\x00\x80" + each) for each in packets)
    unknown = b"\x01" + b"\xff" * 7
    return (
        _element(b"\x1a\x45\xdf\xa3", b"\x42\x82\x84webm")
        + b"\x18\x53\x80\x67" + unknown + tracks
        + b"\x1f\x43\xb6\x75" + unknown + blocks
    )  # fmt: skip


def _element(kind: bytes, body: bytes) -> bytes:
    return kind + (0x10000000 | len(body)).to_bytes(4, "big") + body
