"""Generations: folders that hold a whole catalog as it was at one version, written beside and renamed.

`<place>/<mark>-<version>-<chance>/` with `manifest.json`, `records.bin`, `codes.msgpack` and one `.npy` for each
column; what searches find by is written beside (`catalog.search.filed`). `mark` stands for the database, so that
several may share a place. Whoever has one open keeps it although its name is gone.
"""

import fcntl
import json
import mmap
import os
import secrets
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from catalog.shelf.gather import Gatherer
from catalog.shelf.parts import TYPES, Part

SCHEMA = 3  # grows with every change of what is written; other schemas are built again

RECORDS, CODES, MANIFEST = "records.bin", "codes.msgpack", "manifest.json"
_UNCHECKED = frozenset(  # records show by themselves whether they are whole; postings would take long to read
    [RECORDS, *(f"search-{name}.npy" for name in ("products", "weights", "fields"))]
)
_CODES_TYPE = dict[str, dict[str, tuple[int, int]]]


@dataclass(frozen=True)
class Generation:
    """An open generation. `version` is the catalog's: everything up to it is in."""

    folder: Path
    version: int
    part: Part


@dataclass(frozen=True)
class Place:
    """Where the generations of one database lie."""

    folder: Path
    mark: str

    @classmethod
    def of(cls, folder: Path, database: str) -> "Place":
        """`database` is its URL: where it lies counts, not the password."""
        return cls(folder, sha256(database.rpartition("@")[2].encode()).hexdigest()[:8])

    def newest(self, most: int) -> Generation | None:
        """The newest generation that can be used: whole, of this schema, of no later version than `most`."""
        found = ((version, folder) for folder in self._folders() if (version := _version_of(folder)) is not None)
        for version, folder in sorted(found, reverse=True):
            if version <= most:
                with suppress(OSError, ValueError, KeyError, msgspec.DecodeError):
                    return open_generation(folder)
        return None

    def newest_version(self) -> int:
        """The version of the newest, whether it can be used or not; -1 when there is none."""
        return max((v for folder in self._folders() if (v := _version_of(folder)) is not None), default=-1)

    def discard(self, folder: Path) -> None:
        """Remove one generation."""
        shutil.rmtree(folder, ignore_errors=True)

    def clear(self, kept: Path) -> None:
        """Remove all others. For the holder of the lock."""
        for folder in (*self._folders(), *self.folder.glob(f".{self.mark}-*")):
            if folder.is_dir() and folder != kept:
                shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def locked(self) -> Iterator[bool]:
        """Whether nobody else builds here while the block lasts; the lock ends with the process, however it ends."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / f"{self.mark}.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                yield False
            else:
                yield True

    @contextmanager
    def writing(self, version: int) -> Iterator["Writing"]:
        """A generation that is there when the block has ended, and not before."""
        beside = self.folder / f".{self.mark}-{version:012d}-{secrets.token_hex(4)}"
        beside.mkdir(parents=True)
        try:
            with (beside / RECORDS).open("wb") as records:
                writing = Writing(beside, Gatherer(records))
                yield writing
            _save(beside, writing.gatherer, version)
            writing.folder = beside.rename(self.folder / beside.name.removeprefix("."))
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise

    def _folders(self) -> list[Path]:
        return list(self.folder.glob(f"{self.mark}-*-*"))


@dataclass
class Writing:
    """A generation while it is written; `folder` is where it lies in the end."""

    folder: Path
    gatherer: Gatherer


def open_generation(folder: Path) -> Generation:
    """Map its files. Raises OSError, ValueError, KeyError or DecodeError when they are not as they were written."""
    manifest = json.loads((folder / MANIFEST).read_text())
    if manifest["schema"] != SCHEMA:
        raise ValueError(f"schema {manifest['schema']}")
    for name, (size, check) in manifest["files"].items():
        if (folder / name).stat().st_size != size or (check is not None and _checksum(folder / name) != check):
            raise ValueError(f"{name} is damaged")
    arrays = {name: np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r")) for name in TYPES}
    codes = msgspec.msgpack.decode((folder / CODES).read_bytes(), type=_CODES_TYPE)
    return Generation(folder, manifest["version"], Part(arrays, codes, _map(folder / RECORDS)))


def _save(folder: Path, gatherer: Gatherer, version: int) -> None:
    arrays, codes = gatherer.finish()
    for name, kind in TYPES.items():
        np.save(folder / f"{name}.npy", arrays[name].astype(kind, copy=False))
    (folder / CODES).write_bytes(msgspec.msgpack.encode(codes))
    files: dict[str, tuple[int, int | None]] = {}
    for path in folder.iterdir():
        files[path.name] = (path.stat().st_size, None if path.name in _UNCHECKED else _checksum(path))
    manifest = {"schema": SCHEMA, "version": version, "products": len(arrays["popularity"]), "files": files}
    (folder / MANIFEST).write_text(json.dumps(manifest))
    for path in folder.iterdir():
        _flush(path)


def _flush(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _checksum(path: Path) -> int:
    found = 0
    with path.open("rb") as file:
        while data := file.read(1 << 20):
            found = zlib.crc32(data, found)
    return found


def _map(path: Path) -> Any:
    if not path.stat().st_size:
        return b""
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _version_of(folder: Path) -> int | None:
    number = folder.name.split("-")[1]
    return int(number) if number.isdecimal() else None
