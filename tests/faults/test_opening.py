"""Real processes: after an outage a new message, right at the opening, does not overtake what was missed; and files
that were sent meanwhile are fetched."""

import asyncio
import sqlite3
from pathlib import Path

import pytest

from tests.bot.media.made import JPEG
from tests.faults.processes import Processes, processes

pytestmark = pytest.mark.faults

AMINA = "+14155550101"


def rows(database_url: str, sql: str) -> list[tuple[str, ...]]:
    connection = sqlite3.connect(database_url.removeprefix("sqlite:///"))
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


async def can_be_reached(town: Processes) -> None:
    """Returns as soon as somebody listens."""
    async with asyncio.timeout(60):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", town.port)
            except OSError:
                await asyncio.sleep(0.002)
            else:
                writer.close()
                return


async def test_what_was_missed_comes_before_what_is_new(own_sqlite: str, tmp_path: Path) -> None:
    """P1, P6, P28: `kill -9`, three messages into the void, one of them a photo, and a fourth at the opening."""
    folder = tmp_path / "media"
    async with processes(own_sqlite, SHOPCLERK_MEDIA_DIR=str(folder)) as town:
        run = ("run", "--port", str(town.port))
        amina = town.emulator.phone(AMINA)
        await town.start("shop", *run)
        await amina.says("zero")
        await amina.waits_for(1)
        await town.kill("shop")
        await amina.says("one")
        message_id = await amina.shares("image", JPEG, "image/jpeg", text="two")
        await amina.says("three")
        town.emulator.faults.slow_list(1)
        starting = asyncio.create_task(town.start("shop", *run))
        await can_be_reached(town)
        await amina.says("four")
        await starting
        kept = rows(own_sqlite, "select json_extract(body, '$.text') from inbox_event order by id")
        assert [text for (text,) in kept] == ["zero", "one", "two", "three", "four"]
        async with asyncio.timeout(10):
            while not (
                found := rows(own_sqlite, "select sha256, message_id from inbound_media where status = 'kept'")
            ):
                await asyncio.sleep(0.05)
    [(name, of)] = found
    assert of == message_id
    assert (folder / name[:2] / name).read_bytes() == JPEG
