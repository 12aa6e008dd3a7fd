"""What people ask about coupons from a terminal."""

import csv
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bot.actions.money import render_money
from bot.actions.shopfile.campaigns import find_plan
from bot.actions.shopfile.shop import Shop, read_shop
from bot.clock import SystemClock
from bot.errors import BotError
from bot.rewards import queries
from bot.rewards.campaigns import NO_BUDGET, keep_campaigns
from bot.rewards.lines import Line, read_lines
from bot.rewards.pool import Filled, add_codes, draw_codes
from bot.rewards.redeem import redeem_coupon, release_redemption
from bot.settings import Settings
from bot.storage.columns import from_micros, to_micros
from bot.storage.database import Database

console = Console(markup=False)

MOST_REFUSED = 50  # lines that are shown; of the rest only the number


class Refused(BotError):
    """What was asked for cannot be done; the message says why."""


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[tuple[Database, Shop]]:
    """The database with the campaigns as the shop's file has them now."""
    shop = read_shop(Path(settings.shop_file))
    database = Database(settings.database_url)
    try:
        async with database.write() as tx:
            await keep_campaigns(tx, shop.campaigns)
        yield database, shop
    finally:
        await database.close()


async def show_campaigns(settings: Settings, campaign: str, limit: int) -> None:
    """Every campaign in a line; of one also its codes. Raises Refused when it is not known."""
    now = SystemClock().now()
    async with _opened(settings) as (database, shop), database.read() as tx:
        rows = await tx.rows(queries.COUNT_CAMPAIGNS, to_micros(now))
        codes = await tx.rows(queries.LIST_CODES, campaign) if campaign else ()
    shown = [row for row in rows if campaign in ("", row[0])]
    if campaign and not shown:
        raise Refused(f"there is no campaign {campaign}; there are: {', '.join(row[0] for row in rows) or 'none'}")
    names = ("campaign", "worth", "state", "budget", "issued", "redeemed", "expired", "left")
    _show(names, [_line(row, shop, now) for row in shown], numbers=names[3:])
    if campaign:
        given = [row for row in codes if row[2] is not None]
        _show(("code", "contact", "issued", "until", "state", "order"), [_code(row, now) for row in given[-limit:]])


async def import_codes(settings: Settings, campaign: str, file: Path) -> None:
    """Read a list into a pool. Raises Refused when the campaign has none or the file is not text."""
    lines = _read(file)
    async with _opened(settings) as (database, shop):
        _prefix_of_pool(shop, campaign)
        _tell(campaign, await add_codes(database, campaign, lines), str(file))


def _read(file: Path) -> list[Line]:
    try:
        return read_lines(file.read_text("utf-8"))
    except UnicodeDecodeError as error:
        raise Refused(f"{file} is not UTF-8 text: save it as “CSV UTF-8”") from error


async def generate_codes(settings: Settings, campaign: str, count: int) -> None:
    """Fill a pool with new codes. Raises Refused when the campaign has none."""
    async with _opened(settings) as (database, shop):
        _tell(campaign, await draw_codes(database, campaign, _prefix_of_pool(shop, campaign), count), "")


async def export_codes(settings: Settings, campaign: str) -> None:
    """All codes with their state, as CSV that `import` understands."""
    now = SystemClock().now()
    async with _opened(settings) as (database, _), database.read() as tx:
        if await queries.find_campaign(tx, campaign) is None:
            raise Refused(f"there is no campaign {campaign}")
        rows = await tx.rows(queries.LIST_CODES, campaign)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("code", "state"))
    writer.writerows((row[0], _state(row, now)) for row in rows)


async def redeem_code(settings: Settings, code: str, order: str) -> None:
    """Write down a use. Raises Refused with the reason."""
    now = SystemClock().now()
    async with _opened(settings) as (database, _), database.write() as tx:
        if not await redeem_coupon(tx, code, None, order, now):
            raise Refused(f"{code} {await _why_not(tx, code)}")
    console.print(f"{code} is used for order {order}.")


async def release_order(settings: Settings, order: str) -> None:
    """Give back what an order has used."""
    async with _opened(settings) as (database, _), database.write() as tx:
        count = await release_redemption(tx, order)
    console.print("The code may be used again." if count else f"Order {order} has used no code.")


async def _why_not(tx: Any, code: str) -> str:
    row = await tx.row(queries.FIND_USE, await queries.find_spelling(tx, code))
    if row is None:
        return "has not been given to anybody"
    return (
        f"was used for order {row[0] or '?'}" if row[1] is not None else f"expired on {from_micros(row[2]):%Y-%m-%d}"
    )


def _prefix_of_pool(shop: Shop, campaign: str) -> str:
    plan = find_plan(shop.coupons, campaign)
    if plan is None:
        known = ", ".join(plan.id for plan in shop.coupons) or "none"
        raise Refused(f"the shop file has no campaign {campaign}; there are: {known}")
    if plan.codes != "pool":
        raise Refused(f'{campaign} makes its codes itself; write codes = "pool" in the shop file to give it a pool')
    return plan.prefix


def _tell(campaign: str, filled: Filled, file: str) -> None:
    for line in filled.refused[:MOST_REFUSED]:
        console.print(f"{file}:{line.number}: {line.code[:80]} {line.wrong}", markup=False, highlight=False)
    if (more := len(filled.refused) - MOST_REFUSED) > 0:
        console.print(f"… and {more} more lines")
    told = f"{campaign}: {len(filled.added)} codes added"
    told += f", {filled.known} there already" if filled.known else ""
    console.print(told + (f", {len(filled.refused)} lines refused" if filled.refused else ""))


def _line(row: Any, shop: Shop, now: datetime) -> tuple[str, ...]:
    name, percent, amount, ships_free, codes, budget, issued, starts_at, ends_at = row[:9]
    redeemed, expired, free, pool = row[9:]
    money = render_money(amount or 0, shop.currency, "en")
    worth = "free shipping" if ships_free else money if percent is None else f"{percent}%"
    if codes != "pool":
        total, left = str(budget), budget - issued
    else:
        total = f"pool {pool}" if budget >= NO_BUDGET else f"{budget} (pool {pool})"
        left = min(budget - issued, free)
    counts = (total, *map(str, (issued, redeemed, expired, max(left, 0))))
    return (name, worth, _season(starts_at, ends_at, to_micros(now)), *counts)


def _season(starts_at: int | None, ends_at: int | None, now: int) -> str:
    if ends_at is not None and ends_at <= now:
        return "ended"
    return "waits" if starts_at is not None and starts_at > now else "runs"


def _code(row: Any, now: datetime) -> tuple[str, ...]:
    code, _, contact, issued_at, expires_at, _, order = row
    days = (f"{from_micros(at):%Y-%m-%d}" for at in (issued_at, expires_at))
    return (code, str(contact), *days, _state(row, now), order or "")


def _state(row: Any, now: datetime) -> str:
    """free, withdrawn (seen at the till before anybody had it), held, used or expired."""
    if row[2] is None:
        return "free" if row[1] is None else "withdrawn"
    if row[5] is not None:
        return "used"
    return "expired" if row[4] <= to_micros(now) else "held"


def _show(names: tuple[str, ...], rows: list[tuple[str, ...]], numbers: tuple[str, ...] = ()) -> None:
    if not rows:
        console.print("Nothing.")
        return
    table = Table()
    for name in names:
        table.add_column(name, justify="right" if name in numbers else "left", overflow="fold")
    for row in rows:
        table.add_row(*row)
    console.print(table)
