"""Filling a campaign's pool: from a list of the shop's, or with new codes for the shop to upload."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.rewards import queries
from bot.rewards.codes import draw_code, place_of
from bot.rewards.lines import Line
from bot.storage.database import Database
from bot.storage.transactions import Tx

BATCH = 1_000  # codes in one transaction: turns need the database, too


@dataclass(frozen=True, slots=True)
class Filled:
    """What came of it: codes that are new, how many were in this pool already, and the lines that were refused."""

    added: tuple[str, ...] = ()
    known: int = 0
    refused: tuple[Line, ...] = ()

    def __add__(self, other: "Filled") -> "Filled":
        return Filled(self.added + other.added, self.known + other.known, self.refused + other.refused)


async def add_codes(database: Database, campaign: str, lines: Sequence[Line]) -> Filled:
    """Put the good lines into the pool. Doing it again adds nothing: what is there already is only counted."""
    good = [line for line in lines if not line.wrong]
    filled = Filled(refused=tuple(line for line in lines if line.wrong))
    for start in range(0, len(good), BATCH):
        async with database.write() as tx:
            filled += await _add_batch(tx, campaign, good[start : start + BATCH])
    return filled


async def draw_codes(database: Database, campaign: str, prefix: str, count: int) -> Filled:
    """Put so many new codes into the pool."""
    drawn = dict.fromkeys(draw_code(prefix) for _ in range(count))
    while len(drawn) < count:
        drawn[draw_code(prefix)] = None
    return await add_codes(database, campaign, [Line(number, code) for number, code in enumerate(drawn, 1)])


async def _add_batch(tx: Tx, campaign: str, lines: Sequence[Line]) -> Filled:
    owners = await queries.find_owners(tx, [line.code.upper() for line in lines])
    new = [line for line in lines if line.code.upper() not in owners]
    foreign = [line for line in lines if owners.get(line.code.upper(), campaign) != campaign]
    refused = tuple(replace(line, wrong=f"belongs to the campaign {owners[line.code.upper()]}") for line in foreign)
    rows = [(line.code.upper(), line.code, campaign, place_of(f"{campaign}:{line.code.upper()}")) for line in new]
    await tx.insert(queries.ADD_POOL_CODES, rows)
    return Filled(tuple(line.code for line in new), len(lines) - len(new) - len(foreign), refused)
