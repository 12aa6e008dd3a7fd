"""A campaign of 1,000 codes, 1,200 contacts, processes that are killed: never 1,001, never two for one, never one for
two (C3, P36)."""

import asyncio
import random
import sys
from collections import defaultdict
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot.rewards.campaigns import CampaignPlan, keep_campaigns
from bot.rewards.lines import read_lines
from bot.rewards.pool import add_codes
from bot.storage.database import Database
from tests.stories.shop import ROOT

CODES, CONTACTS, PROCESSES, KILLS = 1_000, 1_200, 3, 3
COUNT = """
    select (select issued from campaign), (select count(*) from coupon),
      (select count(distinct contact_id) from coupon),
      (select count(*) from pool_code where taken_at is not null)
"""


async def open_campaign(url: str) -> Database:
    database = Database(url)
    plan = CampaignPlan(id="sun", prefix="", budget=2**31 - 1, valid_for=timedelta(days=7), percent=10, codes="pool")
    async with database.write() as tx:
        if not database.is_sqlite:  # processes die here, not machines
            await tx.run(f'alter database "{urlsplit(url).path[1:]}" set synchronous_commit = off')
        await keep_campaigns(tx, [plan])
    await add_codes(database, "sun", read_lines("\n".join(f"SUN-{number:04d}" for number in range(CODES))))
    return database


class Workers:
    """Processes that give coupons away; what they have told is kept in files, whatever becomes of them."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder
        self.running: list[asyncio.subprocess.Process] = []
        self.started = 0

    async def start(self) -> None:
        self.started += 1
        with (self.folder / f"told-{self.started}").open("wb") as told:
            self.running.append(
                await asyncio.create_subprocess_exec(
                    *(sys.executable, "-m", "tests.faults.coupon_worker"),
                    *(self.url, str(CONTACTS), str(self.started)),
                    stdout=told,
                    cwd=ROOT,
                )
            )

    async def kill(self, number: int) -> None:
        """`kill -9`, and another one in its place."""
        process = self.running.pop(number)
        process.kill()
        await process.wait()
        await self.start()

    def told(self) -> list[tuple[int, str, int]]:
        """Contact, code, tries. A line that death has cut short was told to nobody."""
        lines = [
            line.split()
            for path in self.folder.glob("told-*")
            for line in path.read_text().splitlines(keepends=True)
            if line.endswith("\n")
        ]
        return [(int(contact), code, int(tries)) for contact, code, tries in lines]


async def counts(database: Database) -> tuple[int, int, int, int]:
    async with database.read() as tx:
        row = await tx.row(COUNT)
    assert row
    return (row[0], row[1], row[2], row[3])


async def give_all_away(database: Database, workers: Workers) -> None:
    """Kill one process after the other while coupons are being given away; the last ones come to their end."""
    chance = random.Random(7)
    for _ in range(PROCESSES):
        await workers.start()
    for kill in range(1, KILLS + 1):
        while (await counts(database))[1] < CODES * kill // (KILLS + 1):
            assert all(process.returncode in (None, 0) for process in workers.running)
            await asyncio.sleep(0.02)
        issued, coupons, contacts, taken = await counts(database)
        assert issued == coupons == contacts == taken <= CODES
        await workers.kill(chance.randrange(PROCESSES))
    async with asyncio.timeout(60):
        assert [await process.wait() for process in workers.running] == [0] * PROCESSES


async def campaign_holds(url: str, folder: Path) -> None:
    database, workers = await open_campaign(url), Workers(url, folder)
    try:
        await give_all_away(database, workers)
        assert await counts(database) == (CODES, CODES, CODES, CODES)
        async with database.read() as tx:
            kept = {row[0]: row[1] for row in await tx.rows("select contact_id, code from coupon")}
        assert len(set(kept.values())) == CODES
        promised: dict[int, set[str]] = defaultdict(set)
        for contact, code, _ in workers.told():
            promised[contact].add(code)
        assert len(promised) == CONTACTS
        assert {contact: codes for contact, codes in promised.items() if codes != {"-"}} == {
            contact: {code} for contact, code in kept.items()
        }
        tries = sorted(tries for _, _, tries in workers.told())
        assert tries[len(tries) * 95 // 100] <= 3, tries[-100:]
        assert tries[-1] <= 25
    finally:
        for process in workers.running:
            if process.returncode is None:
                process.kill()
                await process.wait()
        await database.close()


@pytest.mark.faults
async def test_a_campaign_survives_kills_on_sqlite(own_sqlite: str, tmp_path: Path) -> None:
    """C3, P36: three processes on one file, each with fifty contacts at once, every contact in each of them."""
    await campaign_holds(own_sqlite, tmp_path)


@pytest.mark.faults
@pytest.mark.servers
async def test_a_campaign_survives_kills_on_postgresql(own_postgres: str, tmp_path: Path) -> None:
    """C3, P36: the same on PostgreSQL, where the processes really write side by side."""
    await campaign_holds(own_postgres, tmp_path)
