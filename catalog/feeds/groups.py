"""Rows put together by a key, adjacent or not: in memory while they are few, then in a file that vanishes."""

import sqlite3
from collections.abc import Iterator
from typing import Self

FEW = 24_000_000  # characters of packed rows that are kept in memory
AT_ONCE = 2000
MOST = 2048  # rows of one group, as Shopify allows; the rest is only counted


class Groups:
    """Groups come out in the order in which their keys first came. Use it in a `with`."""

    def __init__(self, few: int = FEW) -> None:
        self._few = few
        self._size = 0
        self._memory: dict[str, list[str]] | None = {}
        self._db: sqlite3.Connection | None = None
        self._waiting: list[tuple[str, str]] = []
        self._taken: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._db is not None:
            self._db.close()
        self._memory = None

    def add(self, key: str, packed: str) -> None:
        if self._memory is not None:
            self._memory.setdefault(key, []).append(packed)
            self._size += len(packed) + 100
            if self._size > self._few:
                self._spill()
            return
        self._waiting.append((key, packed))
        if len(self._waiting) >= AT_ONCE:
            self._flush()

    def take(self, key: str) -> list[str]:
        """The rows of one key, which `groups` then passes over."""
        self._taken.add(key)
        if self._memory is not None:
            return self._memory.get(key, [])[:MOST]
        db = self._ready()
        found = db.execute("SELECT body FROM line WHERE key = ? ORDER BY seq LIMIT ?", (key, MOST))
        return [row for (row,) in found.fetchall()]

    def groups(self) -> Iterator[tuple[str, list[str], int]]:
        """Key, rows (at most MOST) and how many more there were, of all groups that were not taken."""
        if self._memory is not None:
            for key, packed in self._memory.items():
                if key not in self._taken:
                    yield key, packed[:MOST], max(0, len(packed) - MOST)
            return
        yield from self._stored()

    def __len__(self) -> int:
        if self._memory is not None:
            return len(self._memory)
        return int(self._ready().execute("SELECT count(*) FROM first").fetchone()[0])

    def _stored(self) -> Iterator[tuple[str, list[str], int]]:
        query = (
            "SELECT first.key, line.body FROM first JOIN line ON line.key = first.key ORDER BY first.seq, line.seq"
        )
        current: str | None = None
        rows: list[str] = []
        more = 0
        for key, body in self._ready().execute(query):
            if key != current:
                if current is not None and current not in self._taken:
                    yield current, rows, more
                current, rows, more = key, [], 0
            if len(rows) < MOST:
                rows.append(body)
            else:
                more += 1
        if current is not None and current not in self._taken:
            yield current, rows, more

    def _spill(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None, check_same_thread=False)  # a file without a name
        self._db.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA temp_store=FILE; PRAGMA cache_size=-65536;"
        )
        self._db.execute("CREATE TABLE line (seq INTEGER PRIMARY KEY, key TEXT NOT NULL, body TEXT NOT NULL)")
        self._waiting = [(key, row) for key, rows in (self._memory or {}).items() for row in rows]
        self._memory = None
        self._flush()

    def _flush(self) -> None:
        if self._db is not None and self._waiting:
            self._db.execute("BEGIN")
            self._db.executemany("INSERT INTO line (key, body) VALUES (?, ?)", self._waiting)
            self._db.execute("COMMIT")
            self._waiting.clear()

    def _ready(self) -> sqlite3.Connection:
        """With everything written down and in order."""
        self._flush()
        if self._db is None:
            raise RuntimeError("the groups are closed")
        if not self._db.execute("SELECT 1 FROM sqlite_master WHERE name = 'first'").fetchone():
            self._db.execute("CREATE INDEX line_key ON line (key, seq)")
            self._db.execute("CREATE TABLE first (seq INTEGER PRIMARY KEY, key TEXT NOT NULL)")
            self._db.execute("INSERT INTO first SELECT min(seq), key FROM line GROUP BY key")
        return self._db
