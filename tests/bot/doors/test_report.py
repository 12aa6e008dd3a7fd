"""What doors and ads have brought, on both databases."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.doors.plan import Door, DoorKind, DoorPlan
from bot.doors.queries import ADD_TOUCH, FIND_LINKS, find_touch
from bot.doors.report import Brought, read_report
from bot.doors.visits import count_click, find_visited
from bot.storage.columns import to_micros
from bot.storage.database import Database
from tests.databases import make_tables

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
WEEK = NOW - timedelta(days=7)
PLAN = DoorPlan.of([Door(id="bubble", kind=DoorKind.BUBBLE), Door(id="poster", kind=DoorKind.QR)], [])
DOORS = [("bubble", "bubble"), ("poster", "qr")]
AD = "120211234567890123"


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    url = f"sqlite:///{tmp_path}/x.db"
    if request.param == "postgresql":
        url = str(request.getfixturevalue("postgres_url"))
    await make_tables(url)
    made = Database(url)
    async with made.write() as tx:
        for number in (1, 2, 3):
            await tx.run(
                "insert into contact (id, name, language, country, created_at) values ($1, '', '', '', 0)", number
            )
    yield made
    await made.close()


async def touch(database: Database, contact: int, at: datetime, kind: str, door: str = "", ad: str = "") -> None:
    key = f"{contact}:{at.isoformat()}:{kind}"
    row = (
        key,
        contact,
        to_micros(at),
        kind,
        door,
        "",
        "",
        "",
        ad,
        "",
        "",
        "",
        "Calm Serum" if ad else "",
        "",
        "",
        "{}",
    )
    async with database.write() as tx:
        await tx.run(ADD_TOUCH, *row)


async def coupon(database: Database, contact: int, at: datetime) -> None:
    async with database.write() as tx:
        await tx.run(
            "insert into campaign (id, prefix, budget, issued, valid_for) values ('w', '', 9, 0, 9) "
            "on conflict do nothing"
        )
        await tx.run(
            "insert into coupon (code, campaign_id, contact_id, issued_at, expires_at) values ($1, 'w', $2, $3, $3)",
            f"C{contact}",
            contact,
            to_micros(at),
        )


def line(lines: list[Brought], source: str) -> Brought:
    return next(each for each in lines if each.source == source)


async def test_chats_first_contacts_and_coupons_are_told_apart(database: Database) -> None:
    """A3, A11: the ad that came second has a chat but no first contact; the coupon is the last touch's."""
    await touch(database, 1, NOW - timedelta(days=3), "bubble", "bubble")
    await touch(database, 1, NOW - timedelta(days=1), "ad", ad=AD)
    await touch(database, 2, NOW - timedelta(days=20), "ad", ad=AD)
    await touch(database, 3, NOW - timedelta(days=2), "organic")
    await coupon(database, 1, NOW)
    await coupon(database, 3, NOW)
    lines = await read_report(database, WEEK, DOORS)
    ad, bubble, organic = line(lines, AD), line(lines, "bubble"), line(lines, "")
    assert (ad.chats, ad.first, ad.coupons, ad.headline) == (1, 0, 1, "Calm Serum")
    assert (bubble.chats, bubble.first, bubble.coupons) == (1, 1, 0)
    assert (organic.kind, organic.chats, organic.coupons) == ("organic", 1, 1)
    assert line(lines, "poster").chats == 0
    longer = line(await read_report(database, NOW - timedelta(days=40), DOORS), AD)
    assert (longer.chats, longer.first) == (2, 1)
    async with database.read() as tx:
        first, last = await find_touch(tx, 1, last=False), await find_touch(tx, 1, last=True)
    assert first is not None
    assert last is not None
    assert (first["kind"], last["kind"], last["source_id"]) == ("bubble", "ad", AD)


async def test_clicks_are_summed_over_all_pages_of_a_door(database: Database) -> None:
    """A11: hour by hour, so that the report can look back as far as one likes."""
    now = to_micros(NOW)
    for page, moment in (
        ("/a", now),
        ("/b", now),
        ("/a", now - 3_600_000_000),
        ("/a", to_micros(WEEK) - 7_200_000_000),
    ):
        link = await find_visited(database, PLAN, "bubble", page, "", now)
        assert link is not None
        await count_click(database, link.code, moment)
    assert line(await read_report(database, WEEK, DOORS), "bubble").clicks == 3
    again = await find_visited(database, PLAN, link.code.lower(), "", "", now)
    assert again == link
    async with database.read() as tx:
        assert len(await tx.rows(FIND_LINKS, [link.code, "AAAAA"])) == 1


async def test_orders_are_credited_once_the_shop_has_any(database: Database) -> None:
    """A3: the order goes to what brought its contact last, within thirty days; currencies are kept apart."""
    await touch(database, 1, NOW - timedelta(days=4), "ad", ad=AD)
    await touch(database, 2, NOW - timedelta(days=40), "ad", ad=AD)
    async with database.write() as tx:
        placed = to_micros(NOW - timedelta(days=1))
        orders = [
            (1, 2800, "USD", "paid"),
            (1, 1200, "USD", "paid"),
            (1, 9, "KRW", "paid"),
            (1, 5, "USD", "cancelled"),
        ]
        for number, (contact, total, currency, status) in enumerate([*orders, (2, 700, "USD", "paid")]):
            await tx.run(
                "insert into shop_order (number, contact_id, placed_at, subtotal, discount, shipping, total, "
                "currency, status, coupon, payment) values ($1, $2, $3, $4, 0, 0, $4, $5, $6, '', 'card')",
                str(number),
                contact,
                placed,
                total,
                currency,
                status,
            )
    lines = await read_report(database, WEEK, DOORS)
    assert (line(lines, AD).orders, dict(line(lines, AD).revenue)) == (3, {"USD": 4000, "KRW": 9})
    assert (line(lines, "").orders, dict(line(lines, "").revenue)) == (1, {"USD": 700})
