"""Prices that fell and stock that runs short: told to those who have the thing in an open cart or have looked at it
lately, if a journey begins by that. Each is one event for each of them, however many processes look."""

import json
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.doors.queries import SET_HEARD
from bot.inbox.events import EventKind
from bot.inbox.queries import ADD_EVENTS, event_row
from bot.storage.columns import dump_json, to_micros
from bot.storage.database import Database
from bot.storage.transactions import Row, Tx

NAMES = ("product.price_dropped", "product.low_stock")
AT_ONCE = 200
NEWS_FOR = timedelta(days=1)  # later it is none: a journey that is switched on begins by what happens from then on
LOOKED = timedelta(days=30)
LIST_NEWS = (
    "select id, key, name, sku, product_id, body, at from shop_event "
    "where not heard and name = any($1::text[]) and version <= $2 order by id limit $3"
)
CONCERNED = (
    "select e.id, c.contact_id from shop_event e join cart_line l on l.sku = e.sku join cart c on c.id = l.cart_id "
    "where e.id = any($1::bigint[]) and c.status = 'open' "
    "union select e.id, v.contact_id from shop_event e join product_view v on v.product_id = e.product_id "
    "where e.id = any($1::bigint[]) and v.seen_at > $2 order by 1, 2"
)


async def spread_news(database: Database, version: int, listened: Collection[str], now: datetime) -> int:
    """Tell what the shelf of this `version` shows already; how many events that became."""
    told = 0
    async with database.read() as tx:
        rows = await tx.rows(LIST_NEWS, list(NAMES), version, AT_ONCE)
    while rows:
        fresh = {int(row[0]): row for row in rows if row[2] in listened and _moment(row[6]) > now - NEWS_FOR}
        async with database.write() as tx:
            told += await _tell(tx, fresh, now) if fresh else 0
            await tx.run(SET_HEARD, [int(row[0]) for row in rows])
        async with database.read() as tx:
            rows = await tx.rows(LIST_NEWS, list(NAMES), version, AT_ONCE)
    return told


async def _tell(tx: Tx, news: dict[int, Row], now: datetime) -> int:
    concerned = await tx.rows(CONCERNED, list(news), to_micros(now - LOOKED))
    await tx.insert(ADD_EVENTS, [_event(news[int(number)], int(who), to_micros(now)) for number, who in concerned])
    return len(concerned)


def _event(row: Sequence[Any], contact_id: int, now: int) -> tuple[object, ...]:
    _, key, name, sku, product_id, body, _ = row
    said = json.loads(body) if isinstance(body, str) else body
    news = {"name": name, "data": {"sku": sku, "product_id": product_id, **said}, "at": now}
    return event_row(f"{key}:{contact_id}"[:200], EventKind.SHOP, contact_id, dump_json(news), now)


def _moment(told: Any) -> datetime:
    """As either driver gives it."""
    moment = told if isinstance(told, datetime) else datetime.fromisoformat(str(told))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
