"""Stock by place: a variant's stock is the sum of its places, as far as that is newer than what its item said."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.items import StockLevel
from catalog.sync import queries
from catalog.sync.clean import moment
from catalog.sync.tables import InventoryLevel
from catalog.sync.upserts import upsert

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sum:
    """What all places of an inventory item have together, and when the newest of them said so."""

    left: int | None
    at: datetime


async def keep_levels(
    connection: AsyncConnection, source: str, told: Sequence[StockLevel], now: datetime
) -> tuple[list[str], int]:
    """Write down the levels that are news; answers whose they are, and how many were late."""
    newest: dict[tuple[str, str], Row] = {}
    for level in told:
        row = _row(source, level, now)
        kept = newest.get((level.inventory_id, level.place))
        if kept is None or row["at"] >= kept["at"]:
            newest[level.inventory_id, level.place] = row
    ids = sorted({row["inventory_id"] for row in newest.values()})
    known = {(r["inventory_id"], r["place"]): r["at"] for r in await queries.list_levels(connection, source, ids)}
    fresh = [row for key, row in sorted(newest.items()) if key not in known or row["at"] >= known[key]]
    await upsert(connection, InventoryLevel, fresh)
    return sorted({row["inventory_id"] for row in fresh}), len(newest) - len(fresh)


async def sums_of(connection: AsyncConnection, source: str, inventory_ids: Iterable[str]) -> Mapping[str, Sum]:
    """The sums of these inventory items, for those of which any level is known."""
    asked = sorted({each for each in inventory_ids if each})
    by_item: dict[str, list[Row]] = defaultdict(list)
    for row in await queries.list_levels(connection, source, asked):
        by_item[row["inventory_id"]].append(row)
    return {item: _sum(rows) for item, rows in by_item.items()}


def _sum(rows: Sequence[Row]) -> Sum:
    counted = [row["available"] for row in rows if row["available"] is not None]
    return Sum(max(sum(counted), 0) if counted else None, max(row["at"] for row in rows))


def _row(source: str, level: StockLevel, now: datetime) -> Row:
    return {
        "source": source,
        "inventory_id": level.inventory_id[:200],
        "place": level.place[:200],
        "available": level.available,
        "at": moment(level.at) or now,
    }
