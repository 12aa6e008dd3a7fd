"""What every look at a fact is made of: the fact, the rows that it is about, and what it means when it fails."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.storage.transactions import Row, Tx

Fact = Mapping[str, Any]


class How(StrEnum):
    """What is to be done about a message whose fact fails."""

    GONE = "gone"  #: there is nothing to say any more
    ANEW = "anew"  #: it can be said with the values of now
    WAIT = "wait"  #: somebody is changing it at this moment


@dataclass(frozen=True, slots=True)
class Untrue:
    """Why a message must not go out as it is, in words for people."""

    reason: str
    how: How = How.GONE


@dataclass(frozen=True, slots=True)
class Stated:
    """One fact of one entry."""

    entry_id: int
    fact: Fact


#: Looks at all facts of its kind at once (`now` in µs); answers those entries for which one fails.
Check = Callable[[Tx, Sequence[Stated], int], Awaitable[dict[int, Untrue]]]
BUSY = Untrue("what it is about is being changed at this moment", How.WAIT)


async def read_held(tx: Tx, sql: str, lock: str, names: Sequence[Any]) -> dict[Any, Row | None]:
    """Rows by their first column, locked until the transaction ends; None for one that somebody else has locked.

    What is absent is not there.
    """
    held: dict[Any, Row | None] = {row[0]: row for row in await tx.rows(f"{sql} {lock}", list(names))}
    if missing := [name for name in names if name not in held]:
        held.update({row[0]: None for row in await tx.rows(sql, missing)})
    return held


def judge_each(
    stated: Sequence[Stated],
    held: Mapping[Any, Row | None],
    name_of: Callable[[Fact], Any],
    judge: Callable[[Stated, Row], Untrue | None],
    absent: str,
) -> dict[int, Untrue]:
    """What is wrong with each; the first fault of an entry counts."""
    found: dict[int, Untrue] = {}
    for each in stated:
        name = name_of(each.fact)
        if name not in held:
            found.setdefault(each.entry_id, Untrue(absent))
            continue
        row = held[name]
        wrong = BUSY if row is None else judge(each, row)
        if wrong is not None:
            found.setdefault(each.entry_id, wrong)
    return found


def id_of(fact: Fact) -> int:
    """What the fact is about, by its number; 0 when it names none."""
    try:
        return int(fact.get("id") or 0)
    except (TypeError, ValueError):
        return 0
