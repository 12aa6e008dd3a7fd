"""What is changed at this moment, as whoever reads flows wants it."""

import json
from dataclasses import dataclass
from typing import Any

from bot.changes import queries
from bot.storage.transactions import Tx


@dataclass(frozen=True, slots=True)
class Switch:
    """A journey that was switched by hand, by whom and when (µs)."""

    journey: str
    is_on: bool
    by: str
    at: int


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting of the shop's file that somebody has changed: its value as JSON has it, by whom and when (µs)."""

    name: str
    value: Any
    by: str = ""
    at: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of the shop's own: `asked` and `texts` are pairs of language and words."""

    id: int
    asked: tuple[tuple[str, str], ...]
    texts: tuple[tuple[str, str], ...]
    by: str = ""
    at: int = 0

    @property
    def topic(self) -> str:
        """Of the intent `faq/<topic>`."""
        return f"own_{self.id}"


@dataclass(frozen=True, slots=True)
class Changes:
    """All of it. `number` grows with every change."""

    number: int = 0
    switches: tuple[Switch, ...] = ()
    answers: tuple[Answer, ...] = ()
    publication: int = 0  # the newest; 0: there was none yet
    published: tuple[tuple[str, str], ...] = ()  # path and text of the shop's own flow files in it
    settings: tuple[Setting, ...] = ()

    @property
    def set(self) -> dict[str, Any]:
        """The values of the settings by name."""
        return {each.name: each.value for each in self.settings}


NOTHING = Changes()


async def read_changes(tx: Tx) -> Changes:
    """As it is now."""
    row = await tx.row(queries.NEWEST)
    switches = tuple(Switch(row[0], bool(row[1]), row[2], row[3]) for row in await tx.rows(queries.LIST_SWITCHES))
    answers = tuple(_answer(*row) for row in await tx.rows(queries.LIST_ANSWERS))
    published = await tx.row(queries.NEWEST_PUBLICATION) or (0, "[]")
    files = tuple((str(path), str(text)) for path, text in json.loads(published[1]))
    settings = tuple(Setting(row[0], json.loads(row[1]), *row[2:]) for row in await tx.rows(queries.LIST_SETTINGS))
    return Changes(int(row[0]) if row else 0, switches, answers, int(published[0]), files, settings)


async def note_change(tx: Tx, what: str, now: int) -> None:
    """Let every process know, once this transaction is committed; then ring BELL."""
    await tx.run(queries.ADD, now, what)


def _answer(answer_id: int, asked: str, texts: str, by: str, at: int) -> Answer:
    ways = tuple((language, way) for language, ways in json.loads(asked).items() for way in ways)
    return Answer(answer_id, ways, tuple(json.loads(texts).items()), by, at)


BELL = "changes"
