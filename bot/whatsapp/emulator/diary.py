"""The emulator's memory on disk, so that a demo that is killed and started again still has its chats.

A line of JSON for each change, written at once: what the emulator has said it has, it still has after `kill -9`.
Read and tidied up at the start. It belongs to one account: with another token it begins anew; and to one process:
a second one on the same database lives in memory.
"""

import fcntl
import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from bot.log import get_log
from bot.whatsapp.emulator.records import ContentResource, Json, Message, Phone, Shown, StoredMedia
from bot.whatsapp.emulator.store import Store

log = get_log(__name__)

Thing = Message | ContentResource | StoredMedia | Phone
_MOMENTS = ("created_at", "updated_at", "sent_at")


class Diary:
    """One file. `open` it once, then the store writes into it."""

    def __init__(self, path: Path, token: str) -> None:
        self._path = path
        self._owner = sha256(f"diary:{token}".encode()).hexdigest()[:16]
        self._file: BinaryIO | None = None
        self._lock: BinaryIO | None = None

    @classmethod
    def beside(cls, database_url: str, token: str) -> "Diary | None":
        """Next to a SQLite database; on a server's database, which others may share, there is none."""
        _, is_file, path = database_url.partition("sqlite:///")
        return cls(Path(path).with_suffix(".phone.jsonl"), token) if is_file else None

    def open(self, store: Store) -> None:
        """Give the store what it knew, and note down from now on. Without a disk of its own it lives in memory."""
        try:
            self._lock = self._path.with_suffix(".lock").open("wb")
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # the end of the process, any end, frees it
            for line in self._lines():
                _recall(store, line)
            tidied = self._path.with_suffix(".tmp")
            with tidied.open("wb") as file:
                file.write(_line({"owner": self._owner}))
                file.writelines(_line(_told(thing)) for thing in store.everything())
            tidied.replace(self._path)
            self._file = self._path.open("ab", buffering=0)
        except OSError as error:
            log.warning("diary.not_kept", error=type(error).__name__)
            self.close()
            return
        store.noted = self.note

    def note(self, thing: Thing | str) -> None:
        """Something is new or has changed; a bare SID is gone."""
        if self._file is None:
            return
        try:
            self._file.write(_line({"gone": thing} if isinstance(thing, str) else _told(thing)))
        except OSError as error:
            log.warning("diary.not_kept", error=type(error).__name__)
            self.close()

    def close(self) -> None:
        """Note down nothing more."""
        if self._file is not None:
            self._file.close()
            self._file = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _lines(self) -> list[Json]:
        """What stands there, if it is of this account; a line that was torn off by the end is left out."""
        if not self._path.is_file():
            return []
        lines = [line for raw in self._path.read_bytes().splitlines() if (line := _read(raw)) is not None]
        return lines[1:] if lines and lines[0].get("owner") == self._owner else []


def _line(told: Json) -> bytes:
    return json.dumps(told, separators=(",", ":")).encode() + b"\n"


def _read(raw: bytes) -> Json | None:
    try:
        line = json.loads(raw)
    except ValueError:
        return None
    return line if isinstance(line, dict) else None


def _told(thing: Thing) -> Json:
    if isinstance(thing, Phone):
        return {"phone": [thing.address, thing.name, thing.bsuid]}
    told = {name: _plain(value) for name, value in asdict(thing).items()}
    return {type(thing).__name__.lower(): told}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return b64encode(value).decode() if isinstance(value, bytes) else value


def _recall(store: Store, line: Json) -> None:
    """Take in one line. One that another release wrote in another way is left out."""
    try:
        for kind, told in line.items():
            _RECALLS[kind](store, told)
    except (KeyError, TypeError, ValueError):
        log.debug("diary.line_left_out")


def _moments(told: Json) -> Json:
    return told | {name: datetime.fromisoformat(told[name]) for name in _MOMENTS if told.get(name)}


def _message(store: Store, told: Json) -> None:
    shown = Shown(**told["shown"] | {"buttons": tuple(told["shown"]["buttons"])})
    given = _moments(told) | {"shown": shown, "media_sids": tuple(told["media_sids"])}
    store.recall_message(Message(**given))


def _media(store: Store, told: Json) -> None:
    store.add_media(StoredMedia(**_moments(told) | {"data": b64decode(told["data"])}))


def _phone(store: Store, told: list[str]) -> None:
    address, name, bsuid = told
    phone = store.phone(address)
    phone.name, phone.bsuid = name, bsuid


def _gone(store: Store, sid: str) -> None:
    store.messages.pop(sid, None)
    store.contents.pop(sid, None)
    store.drop_media(sid)


_RECALLS: dict[str, Callable[[Store, Any], None]] = {
    "message": _message,
    "contentresource": lambda store, told: store.add_content(ContentResource(**_moments(told))),
    "storedmedia": _media,
    "phone": _phone,
    "gone": _gone,
}
