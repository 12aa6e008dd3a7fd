"""What people ask of the doors from a terminal: what they have brought, their links and codes, a new one."""

import asyncio
import csv
import json
import re
import sys
from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from babel.numbers import format_currency, get_currency_precision
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from bot.actions.shopfile.shop import Shop, read_shop
from bot.clock import SystemClock
from bot.doors.links import keep_door_links
from bot.doors.plan import Door
from bot.doors.queries import LIST_LINKS, find_link
from bot.doors.report import Brought, Opened, read_outgoing, read_report
from bot.doors.routes import draw_code
from bot.errors import BotError, SettingsWrong
from bot.migrations.upgrade import refuse_old
from bot.settings import Settings, read_settings
from bot.storage.columns import to_micros
from bot.storage.database import Database

console = Console(markup=False)

HEAD = ("kind", "door or ad", "clicks", "chats", "first contacts", "coupons", "orders", "revenue")
OUT_HEAD = ("link", "product or campaign", "door or ad", "clicks", "people", "orders", "revenue")
_LENGTH = re.compile(r"(\d+)\s*([hdw])")
_UNITS = {"h": "hours", "d": "days", "w": "weeks"}
Work = Callable[[Settings, Shop, Database], Coroutine[Any, Any, None]]


class NoSuchDoor(BotError):
    """No door of the shop's file is called that."""


def show_report(since: str, *, as_csv: bool) -> None:
    """What each door and each ad has brought. Raises SettingsWrong when `since` is no length of time."""
    _with_shop(partial(_report, since=_length_of(since), as_csv=as_csv))


def show_outgoing(since: str, *, as_csv: bool) -> None:
    """Clicks and orders of the links that left the chat. Raises SettingsWrong when `since` is no length of time."""
    _with_shop(partial(_outgoing, since=_length_of(since), as_csv=as_csv))


def show_doors() -> None:
    """The doors of the shop's file, each with its link."""
    _with_shop(_list)


def show_links() -> None:
    """Every code that there is."""
    _with_shop(_links)


def draw(door: str, file: Path) -> None:
    """A door's QR code in a file. Raises NoSuchDoor, or SettingsWrong when the file is of another kind."""
    _with_shop(partial(_draw, door_id=door, file=file))


def add_door(given: dict[str, Any]) -> None:
    """Put a door into the shop's file. Raises SettingsWrong when it cannot be one."""
    path = Path(read_settings().shop_file)
    shop = read_shop(path)
    made = _make(given)
    if made.id in {known.id for known in shop.doors}:
        raise SettingsWrong(f"there is a door called {made.id} already")
    told = path.read_text("utf-8") if path.exists() else ""
    path.write_text(f"{told.rstrip()}\n\n{_as_toml(made)}".lstrip(), "utf-8")
    console.print(f"{path} has the door {made.id}: /go/{made.id}", soft_wrap=True)


def _make(given: dict[str, Any]) -> Door:
    try:
        return Door.model_validate(given)
    except ValidationError as error:
        raise SettingsWrong(
            "\n".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        ) from error


def _as_toml(door: Door) -> str:
    """Strings of JSON are strings of TOML."""
    lines = ["[[doors]]", f"id = {json.dumps(door.id)}", f"kind = {json.dumps(door.kind.value)}"]
    for name in ("flow", "sku", "campaign"):
        if value := getattr(door, name):
            lines.append(f"{name} = {json.dumps(value, ensure_ascii=False)}")
    if door.text:
        pairs = (f"{json.dumps(code)} = {json.dumps(text, ensure_ascii=False)}" for code, text in door.text.items())
        lines.append(f"text = {{{', '.join(pairs)}}}")
    return "\n".join(lines) + "\n"


def _with_shop(work: Work) -> None:
    """Run on a database that is there, with the doors of the shop's file in it."""
    settings = read_settings()
    shop = read_shop(Path(settings.shop_file))

    async def run() -> None:
        await refuse_old(settings.database_url)
        database = Database(settings.database_url)
        try:
            async with database.write() as tx:
                await keep_door_links(tx, shop.door_plan.doors, to_micros(SystemClock().now()))
            await work(settings, shop, database)
        finally:
            await database.close()

    asyncio.run(run())


async def _report(settings: Settings, shop: Shop, database: Database, *, since: timedelta, as_csv: bool) -> None:  # noqa: ARG001
    doors = [(door.id, door.kind.value) for door in shop.doors]
    lines = await read_report(database, SystemClock().now() - since, doors)
    rows = [_row(line, plain=as_csv) for line in lines]
    if as_csv:
        csv.writer(sys.stdout).writerows([HEAD, *rows])
        return
    _show(HEAD, rows)
    opened = await read_outgoing(database, SystemClock().now() - since)
    if opened:
        console.print("\nLinks that left the chat")
        _show(OUT_HEAD, [_opened(line, plain=False) for line in opened])


async def _outgoing(settings: Settings, shop: Shop, database: Database, *, since: timedelta, as_csv: bool) -> None:  # noqa: ARG001
    rows = [_opened(line, plain=as_csv) for line in await read_outgoing(database, SystemClock().now() - since)]
    if as_csv:
        csv.writer(sys.stdout).writerows([OUT_HEAD, *rows])
    else:
        _show(OUT_HEAD, rows)


def _opened(line: Opened, *, plain: bool) -> tuple[str, ...]:
    counts = (line.clicks, line.people, line.orders)
    return (line.purpose, line.subject, line.door, *map(str, counts), _revenue(line.revenue, plain=plain))


def _revenue(revenue: Mapping[str, int], *, plain: bool) -> str:
    return " + ".join(_money(amount, currency, plain=plain) for currency, amount in sorted(revenue.items()))


def _row(line: Brought, *, plain: bool) -> tuple[str, ...]:
    name = f"{line.source} ({line.headline})" if line.headline and not plain else line.source
    counts = (line.clicks, line.chats, line.first, line.coupons, line.orders)
    return (line.kind, name, *map(str, counts), _revenue(line.revenue, plain=plain))


def _money(amount: int, currency: str, *, plain: bool) -> str:
    precision = get_currency_precision(currency)
    major = amount / 10**precision
    return f"{major:.{precision}f} {currency}" if plain else format_currency(major, currency, locale="en")


async def _list(settings: Settings, shop: Shop, database: Database) -> None:
    rows = []
    async with database.read() as tx:
        for door in shop.doors:
            link = await find_link(tx, door.id, "", "")
            code = link.code if link else ""
            address = f"{settings.base_url}/go/{code}{_utm(door)}"
            rows.append((door.id, door.kind.value, door.begins or "menu", code, address))
    _show(("door", "kind", "begins", "code", "link"), rows)


def _utm(door: Door) -> str:
    """What analytics of the web look for, behind the address."""
    named = {f"utm_{name.removeprefix('utm_')}": value for name, value in door.utm.items()}
    return f"?{urlencode(named)}" if named else ""


async def _links(settings: Settings, shop: Shop, database: Database) -> None:  # noqa: ARG001
    async with database.read() as tx:
        rows = await tx.rows(LIST_LINKS)
    _show(("code", "door", "page", "product", "clicks"), [tuple(map(str, row)) for row in rows])


async def _draw(settings: Settings, shop: Shop, database: Database, *, door_id: str, file: Path) -> None:  # noqa: ARG001
    kind = file.suffix.lstrip(".").lower()
    if kind not in ("svg", "png"):
        raise SettingsWrong("name a file that ends in .svg or .png")
    async with database.read() as tx:
        link = await find_link(tx, door_id, "", "")
    if link is None:
        raise NoSuchDoor(f"there is no door {door_id}: `shopclerk doors list`")
    file.write_bytes(draw_code(f"{settings.base_url}/go/{link.code}", kind))  # noqa: ASYNC240 - nothing else runs
    console.print(f"{file} leads to {settings.base_url}/go/{link.code}", soft_wrap=True)


def _length_of(text: str) -> timedelta:
    found = _LENGTH.fullmatch(text.strip())
    if not found:
        raise SettingsWrong(f"--since: write 24h, 7d or 4w, not {text}")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def _show(names: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """A table; in full width where it is not read on a terminal."""
    if not rows:
        console.print("Nothing.")
        return
    table = Table(*names)
    for row in rows:
        table.add_row(*row)
    (console if console.is_terminal else Console(width=200, markup=False)).print(table)
