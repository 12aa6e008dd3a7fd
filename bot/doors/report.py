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
_SUBJECT = "case when c.purpose in ('product', 'coupon') then c.thing else '' end"
COUPONS = (
    f"select c.kind, c.door, c.source_id, count(*) from ({_COUPONS_OF}) u "  # noqa: S608
    "left join touch c on c.key = u.touch group by c.kind, c.door, c.source_id"
)
ORDERS = (
    f"select c.kind, c.door, c.source_id, u.currency, count(*), sum(u.total) from ({_ORDERS_OF}) u "  # noqa: S608
    "left join touch c on c.key = u.touch where u.status not in ('cancelled', 'canceled', 'draft') "
    "group by c.kind, c.door, c.source_id, u.currency"
)
OUT_CLICKS = (
    f"select purpose, {_SUBJECT}, door, count(*), count(distinct contact_id) from link_click c "  # noqa: S608
    "where c.at >= $1 group by 1, 2, 3"
)
#: Of each purpose the last click before the order; a parcel's link sells nothing.
OUT_ORDERS = (
    f"select c.purpose, {_SUBJECT}, c.door, o.currency, count(*), sum(o.total) "  # noqa: S608
    "from shop_order o join link_click c on c.contact_id = o.contact_id and c.at <= o.placed_at "
    f"and c.at > o.placed_at - {CREDITED} and c.purpose <> 'parcel' "
    "where o.placed_at >= $1 and o.status not in ('cancelled', 'canceled', 'draft') "
    "and not exists (select 1 from link_click l where l.contact_id = c.contact_id and l.purpose = c.purpose "
    "and l.at <= o.placed_at and (l.at > c.at or (l.at = c.at and l.id > c.id))) "
    "group by 1, 2, 3, 4"
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


@dataclass
class Opened:
    """One line about links that left the chat: what for, which product or campaign, by which door."""

    purpose: str
    subject: str
    door: str
    clicks: int = 0
    people: int = 0
    orders: int = 0
    revenue: Counter[str] = field(default_factory=Counter)


async def read_outgoing(database: Database, since: datetime) -> list[Opened]:
    """Clicks since then, and the orders since then that followed one within thirty days.

    An order is credited once for each purpose: to the last product's link, coupon's link and checkout link before it.
    """
    lines: dict[tuple[str, str, str], Opened] = {}
    moment = to_micros(since)
    async with database.read() as tx:
        for purpose, subject, door, clicks, people in await tx.rows(OUT_CLICKS, moment):
            lines[purpose, subject, door] = Opened(purpose, subject, door, int(clicks), int(people))
        for purpose, subject, door, currency, count, total in await tx.rows(OUT_ORDERS, moment):
            line = lines.setdefault((purpose, subject, door), Opened(purpose, subject, door))
            line.orders += int(count)
            line.revenue[currency] += int(total)
    return sorted(
        lines.values(), key=lambda line: (line.purpose, -line.orders, -line.clicks, line.subject, line.door)
    )


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
