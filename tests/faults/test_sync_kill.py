"""`kill -9` while a source is read: another process goes on with the same run, and nothing is lost or told twice."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

import pytest

from bot.storage.database import Database
from tests.stories.shop import ROOT

pytestmark = pytest.mark.faults

PRODUCTS = 3000


def _command(*words: str) -> list[str]:
    return [sys.executable, "-m", "bot", "catalog", *words]


async def _rows(url: str, sql: str) -> list[tuple[object, ...]]:
    database = Database(url)
    try:
        async with database.read() as tx:
            return [tuple(row) for row in await tx.rows(sql)]
    finally:
        await database.close()


async def _let_a_minute_pass(url: str) -> None:
    """The lease of the dead ends."""
    database = Database(url)
    try:
        async with database.write() as tx:
            await tx.run("update catalog_source set leased_until = null")
    finally:
        await database.close()


async def test_a_killed_run_is_finished_by_another_process(own_sqlite: str, tmp_path: Path) -> None:
    await _is_finished_by_another(own_sqlite, tmp_path)


async def test_a_killed_run_is_finished_by_another_process_on_postgres(own_postgres: str, tmp_path: Path) -> None:
    await _is_finished_by_another(own_postgres, tmp_path)


async def _is_finished_by_another(database_url: str, tmp_path: Path) -> None:
    feed = tmp_path / "feed.jsonl"
    lines = [
        {"id": str(n), "title": f"Mug {n}", "variants": [{"id": f"v{n}", "price": "10 USD", "stock": 3}]}
        for n in range(PRODUCTS)
    ]
    feed.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SHOPCLERK_")}
    environment |= {"SHOPCLERK_DATABASE_URL": database_url, "SHOPCLERK_MEDIA_DIR": str(tmp_path / "media")}

    async def run(*words: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(*_command(*words), env=environment, cwd=ROOT)

    assert await (await run("add", "shop", "json_lines", str(feed), "--currency", "USD")).wait() == 0
    victim = await run("sync", "shop")
    async with asyncio.timeout(60):
        while not (found := await _rows(database_url, "select done from catalog_run")) or not found[0][0]:
            await asyncio.sleep(0.05)
    victim.send_signal(signal.SIGKILL)
    await victim.wait()
    [(state, done)] = await _rows(database_url, "select state, done from catalog_run")
    assert state == "running"
    assert isinstance(done, int)
    assert done < PRODUCTS
    await _let_a_minute_pass(database_url)
    assert await (await run("sync", "shop")).wait() == 0
    assert await _rows(database_url, "select state, added from catalog_run") == [("done", PRODUCTS)]
    assert await _rows(database_url, "select count(*), count(distinct external_id) from product") == [
        (PRODUCTS, PRODUCTS)
    ]
    assert await _rows(database_url, "select count(*) from shop_event") == [(0,)]
