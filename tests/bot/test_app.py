"""What an operator sees of a running process, and what a rehearsal beside a real account may reach."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from bot.app import HotPath, create_app, hot_doors
from bot.clock import ManualClock, SystemClock
from bot.joining import join_parts
from bot.orders.demo import PEOPLE, load_demo_orders
from bot.settings import read_settings
from bot.storage.database import Database
from catalog.demo.load import read_products
from tests.databases import make_tables
from tests.stories.shop import ROOT, Shop, open_shop, shop_settings


@pytest.fixture
async def shop(tmp_path: Path, clock: ManualClock) -> AsyncIterator[Shop]:
    async with open_shop(f"sqlite:///{tmp_path}/shop.db", clock) as opened:
        yield opened


def client(app: object) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1")  # type: ignore[arg-type]


async def test_metrics_tell_what_waits_and_for_how_long(shop: Shop) -> None:
    await shop.phone().says("hi")
    async with client(create_app(shop.wiring)) as http:
        before = (await http.get("/metrics")).text
        await shop.settles()
        after = (await http.get("/metrics")).text
    assert "shopclerk_inbox_waiting 1.0" in before
    assert "shopclerk_inbox_waiting 0.0" in after
    for name in ("inbox_oldest_seconds", "inbox_set_aside", 'outbox_open{status="unknown"}'):
        assert f"shopclerk_{name} 0.0" in after
    assert "+1415" not in before + after


async def test_a_process_whose_worker_has_died_is_not_ready(shop: Shop) -> None:
    """Otherwise nobody restarts it and its contacts wait for ever."""

    async def dies() -> None:
        raise SystemError

    async with client(create_app(shop.wiring)) as http:
        assert "TurnWorker" not in (await http.get("/readyz")).text
        dead = asyncio.create_task(dies())
        await asyncio.wait([dead])
        assert dead.exception()
        shop.wiring.loops["TurnWorker"] = dead
        answer = await http.get("/readyz")
        told = (await http.get("/metrics")).text
    assert answer.status_code == 503
    assert "TurnWorker has stopped" in answer.text
    assert 'shopclerk_loop_running{loop="TurnWorker"} 0.0' in told


@pytest.mark.parametrize("path", ["/webhooks/twilio/messages", "/shop/webhooks/twilio/messages"])
async def test_the_door_is_found_with_and_without_the_public_path(tmp_path: Path, path: str) -> None:
    url = f"sqlite:///{tmp_path}/shop.db"
    await make_tables(url)
    wiring = await join_parts(shop_settings(url, "http://127.0.0.1:1", public_url="https://bot.example.com/shop"))
    async with client(HotPath(create_app(wiring), hot_doors(wiring))) as http:
        assert (await http.post(path, data={"MessageSid": "SM1"})).status_code == 403
    await wiring.close()


async def test_a_rehearsal_reaches_no_real_account(tmp_path: Path) -> None:
    """DEMO beside real credentials: whatever the simulated phone sets off goes to the emulator."""
    url = f"sqlite:///{tmp_path}/shop.db"
    await make_tables(url)
    given = {"local_url": "http://127.0.0.1:8123"}
    rehearsal = await join_parts(shop_settings(url, "", demo=True, **given))
    real = await join_parts(shop_settings(url, "", **given))
    assert rehearsal.settings.twilio_api_url == "http://127.0.0.1:8123/emulator"
    assert rehearsal.emulator_app is not None
    assert real.settings.twilio_api_url == ""
    assert real.emulator_app is None
    async with client(create_app(rehearsal)) as http:
        assert (await http.get("/phone")).status_code == 200
        assert (await http.get("/phone", headers={"host": "bot.example.com"})).status_code == 404
        assert (await http.get("/emulator/log", headers={"host": "bot.example.com"})).status_code == 404
    async with client(create_app(real)) as http:
        assert (await http.get("/phone")).status_code == 404
    await rehearsal.close()
    await real.close()


async def test_processes_that_start_at_the_same_moment_stock_the_demo_once(postgres_url: str) -> None:
    await make_tables(postgres_url)
    settings = read_settings(_env_file=None, database_url=postgres_url, shop_file=str(ROOT / "shop.toml"))
    opened = await asyncio.gather(*(join_parts(settings) for _ in range(3)))
    assert {len(wiring.shelves.newest().products) for wiring in opened} == {len(read_products())}
    async with opened[0].database.read() as tx:
        orphans = "select count(*) from contact c where not exists (select 1 from handle h where h.contact_id = c.id)"
        assert [tuple(row) for row in await tx.rows(orphans)] == [(0,)]
        assert [tuple(row) for row in await tx.rows("select count(*) from contact")] == [(len(PEOPLE),)]
        orders = sum(len(plans) for *_, plans in PEOPLE)
        assert [tuple(row) for row in await tx.rows("select count(*) from shop_order")] == [(orders,)]
    for wiring in opened:
        await wiring.close()


async def test_whoever_loses_the_race_for_a_sample_person_leaves_nothing_behind(postgres_url: str) -> None:
    """Three at once, each in the middle of its transaction: one contact for each person."""
    await make_tables(postgres_url)
    database = Database(postgres_url)

    async def loads() -> None:
        async with database.write() as tx:
            await tx.row("select count(*) from contact")
            await asyncio.sleep(0.05)
            await load_demo_orders(tx, SystemClock().now(), sender="+15550001111")

    await asyncio.gather(*(loads() for _ in range(3)))
    async with database.read() as tx:
        counts = "select (select count(*) from contact), (select count(*) from conversation)"
        assert [tuple(row) for row in await tx.rows(counts)] == [(len(PEOPLE), len(PEOPLE))]
    await database.close()
