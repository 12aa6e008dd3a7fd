"""What each door and each ad has brought: clicks, chats, first contacts, coupons, orders and revenue.

A coupon or an order is credited to the last thing that brought its contact in the thirty days before it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.storage.columns import to_micros
from bot.storage.database import Database

CREDITED = timedelta(days=30) // timedelta(microseconds=1)
CLICKS = (
    "select l.door, sum(c.clicks) from door_click c join door_link l on l.code = c.code where c.hour >= $1 "
    "group by l.door"
)
CHATS = (
    "select t.kind, t.door, t.source_id, max(t.headline), count(distinct t.contact_id), "
    "count(distinct case when not exists (select 1 from touch b where b.contact_id = t.contact_id "
    "and (b.at < t.at or (b.at = t.at and b.key < t.key))) then t.contact_id end) "
    "from touch t where t.at >= $1 group by t.kind, t.door, t.source_id"
)
_LAST = (
    "(select t.key from touch t where t.contact_id = x.contact_id and t.at <= x.{moment} "
    "and t.at > x.{moment} - {credited} order by t.at desc, t.key desc limit 1)"
)
_CREDIT = f"select {_LAST} as touch, x.* from {{table}} x where x.{{moment}} >= $1"  # noqa: S608
_COUPONS_OF = _CREDIT.format(table="coupon", moment="issued_at", credited=CREDITED)
_ORDERS_OF = _CREDIT.format(table="shop_order", moment="placed_at", credited=CREDITED)
COUPONS = (
    f"select c.kind, c.door, c.source_id, count(*) from ({_COUPONS_OF}) u "  # noqa: S608
    "left join touch c on c.key = u.touch group by c.kind, c.door, c.source_id"
)
ORDERS = (
    f"select c.kind, c.door, c.source_id, u.currency, count(*), sum(u.total) from ({_ORDERS_OF}) u "  # noqa: S608
    "left join touch c on c.key = u.touch where u.status not in ('cancelled', 'canceled', 'draft') "
    "group by c.kind, c.door, c.source_id, u.currency"
)
Key = tuple[str, str]  # kind; the door's or the ad's id
_OTHERS = ("organic", "")


@dataclass
class Brought:
    """One line of the report. `revenue` maps currencies to minor units."""

    kind: str
    source: str
    headline: str = ""
    clicks: int = 0
    chats: int = 0
    first: int = 0
    coupons: int = 0
    orders: int = 0
    revenue: Counter[str] = field(default_factory=Counter)


async def read_report(database: Database, since: datetime, doors: Iterable[tuple[str, str]]) -> list[Brought]:
    """A line for every ad and every door, those of the shop's file (id, kind) even when nobody came."""
    kinds = dict(doors)
    lines: dict[Key, Brought] = {(kind, door): Brought(kind, door) for door, kind in kinds.items()}
    moment = to_micros(since)
    async with database.read() as tx:
        for door, clicks in await tx.rows(CLICKS, moment):
            _line(lines, (kinds.get(door, "link"), door)).clicks += int(clicks)
        for kind, door, ad, headline, chats, first in await tx.rows(CHATS, moment):
            line = _line(lines, _key(kind, door, ad))
            line.headline = line.headline or headline
            line.chats, line.first = line.chats + chats, line.first + first
        for kind, door, ad, coupons in await tx.rows(COUPONS, moment):
            _line(lines, _key(kind, door, ad)).coupons += coupons
        for kind, door, ad, currency, count, total in await tx.rows(ORDERS, moment):
            line = _line(lines, _key(kind, door, ad))
            line.orders += count
            line.revenue[currency] += int(total)
    return sorted(lines.values(), key=lambda line: (line.kind, line.source))


def _key(kind: str | None, door: str | None, ad: str | None) -> Key:
    """Ads are told apart by their id (by nothing when they have none), doors by theirs."""
    if kind is None:
        return _OTHERS
    return (kind, (ad if kind in ("ad", "social") and ad else door) or "")


def _line(lines: dict[Key, Brought], key: Key) -> Brought:
    return lines.setdefault(key, Brought(*key))
