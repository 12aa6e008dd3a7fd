"""Sources as durable jobs: due, one at a time, taken over from the dead, tried again, reported (B2, decision 12)."""

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.clock import ManualClock
from bot.coordination.open import open_coordinator
from bot.jobs.access import Access
from bot.jobs.clerk import SyncClerk
from bot.jobs.sync import SyncJob
from bot.storage.database import Database
from catalog.feeds.terms import Columns
from catalog.sync.lease import take_lease
from catalog.sync.run import begin_run
from catalog.sync.take import UnknownSource
from tests.catalog.sync.make import add_source, rows

HOUR = 3600


def write(path: Path, *ids: int, price: str = "10.00 USD") -> Path:
    lines = [
        json.dumps({"id": str(n), "title": f"Mug {n}", "variants": [{"id": f"v{n}", "price": price, "stock": 3}]})
        for n in ids
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    return write(tmp_path / "feed.jsonl", 1, 2, 3)


@pytest.fixture
def job(database: Database, clock: ManualClock, tmp_path: Path) -> SyncJob:
    return SyncJob(database, clock, tmp_path / "fetched", lambda: None)


async def add(database: Database, clock: ManualClock, feed: Path | str, **more: Any) -> None:
    facts = {"kind": "json_lines", "address": str(feed), "every": HOUR, "next_at": clock.now()} | more
    await add_source(database, **facts)


async def test_a_source_is_read_when_it_is_due_and_again_after_its_time(
    database: Database, clock: ManualClock, feed: Path, tmp_path: Path
) -> None:
    await add(database, clock, feed)
    clerk = SyncClerk(database, open_coordinator(""), clock, tmp_path / "fetched")
    assert await clerk.work_once() == 1
    assert await clerk.work_once() == 0
    clock.set(clock.now() + timedelta(minutes=50))
    assert await clerk.work_once() == 0  # jitter is a tenth
    clock.set(clock.now() + timedelta(minutes=17))
    assert await clerk.work_once() == 1
    told = await rows(database, "select state, added, same from catalog_run order by id")
    assert told == [("done", 3, 0), ("done", 0, 3)]


async def test_what_may_pass_is_tried_again_soon_then_later(
    database: Database, clock: ManualClock, job: SyncJob, tmp_path: Path
) -> None:
    await add(database, clock, tmp_path / "not-there.jsonl")
    ended = await job.run("shop")
    assert ended is not None
    assert ended.state == "failed"
    assert "not-there.jsonl cannot be read" in ended.report.why
    assert await rows(database, "select failures from catalog_source") == [(1,)]


async def test_two_processes_never_read_one_source(database: Database, clock: ManualClock, feed: Path) -> None:
    await add(database, clock, feed)
    async with database.session() as session:
        assert await take_lease(await session.connection(), "shop", "another", clock.now())
    job = SyncJob(database, clock, feed.parent, lambda: None)
    assert await job.run("shop") is None
    clock.set(clock.now() + timedelta(minutes=2))  # the other has died
    ended = await job.run("shop")
    assert ended is not None
    assert ended.state == "done"


async def test_a_run_that_a_dead_process_left_is_gone_on_with_by_another(
    database: Database, clock: ManualClock, feed: Path, tmp_path: Path
) -> None:
    await add(database, clock, feed, next_at=None)
    async with database.session() as session:
        connection = await session.connection()
        await take_lease(connection, "shop", "dead", clock.now())
        begun = await begin_run(connection, "shop", is_full=True, now=clock.now())
    clerk = SyncClerk(database, open_coordinator(""), clock, tmp_path / "fetched")
    assert await clerk.work_once() == 0
    clock.set(clock.now() + timedelta(minutes=2))
    assert await clerk.work_once() == 1
    assert await rows(database, "select id, state, added from catalog_run") == [(begun.id, "done", 3)]


async def test_whoever_lost_the_lease_writes_nothing_more(
    database: Database, clock: ManualClock, tmp_path: Path
) -> None:
    await add(database, clock, write(tmp_path / "big.jsonl", *range(900)))
    stolen = asyncio.Event()

    def heard(_: Any) -> None:
        stolen.set()

    job = SyncJob(database, clock, tmp_path, lambda: None, heard)
    running = asyncio.create_task(job.run("shop"))
    await stolen.wait()
    async with database.session() as session:
        assert await take_lease(await session.connection(), "shop", "thief", clock.now() + timedelta(minutes=5))
    written = await rows(database, "select count(*) from product")
    assert await running is None
    assert await rows(database, "select count(*) from product") == written
    assert await rows(database, "select state, runner from catalog_run, catalog_source") == [("running", "thief")]


async def test_a_stopped_process_gives_the_source_back_at_once(
    database: Database, clock: ManualClock, tmp_path: Path
) -> None:
    await add(database, clock, write(tmp_path / "big.jsonl", *range(900)))
    begun = asyncio.Event()
    job = SyncJob(database, clock, tmp_path, lambda: None, lambda _: begun.set())
    running = asyncio.create_task(job.run("shop"))
    await begun.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    ended = await SyncJob(database, clock, tmp_path, lambda: None).run("shop")
    assert ended is not None
    assert ended.state == "done"
    assert await rows(database, "select count(*) from catalog_run") == [(1,)]
    assert await rows(database, "select count(*) from product") == [(900,)]


async def test_nothing_is_read_from_a_source_that_is_not_there(job: SyncJob) -> None:
    with pytest.raises(UnknownSource):
        await job.run("shop")


async def test_a_feed_that_has_not_changed_is_not_read(
    database: Database, clock: ManualClock, job: SyncJob, feed: Path, serve: Callable[[Path], str]
) -> None:
    await add(database, clock, serve(feed), settings={"own_network": True})
    first, second = await job.run("shop"), await job.run("shop")
    assert first is not None
    assert second is not None
    assert (first.report.added, second.state, second.report.done) == (3, "done", 0)
    assert "nothing has changed" in second.report.notes[0][1]
    assert len(await rows(database, "select id from product where active")) == 3


async def test_another_mapping_reads_the_same_file_again(
    database: Database, clock: ManualClock, job: SyncJob, tmp_path: Path, serve: Callable[[Path], str]
) -> None:
    """A server's “nothing has changed” is about the file, not about how we read it."""
    (tmp_path / "t.csv").write_text("id,title,net,gross\n1,Mug,10,12\n", "utf-8")
    await add(database, clock, serve(tmp_path / "t.csv"), kind="file", settings={"own_network": True})
    for column, price in (("net", 1000), ("gross", 1200)):
        job.access = Access(columns={"": Columns(fields={"id": "id", "title": "title", "price": column})})
        await job.run("shop")
        assert [each[0] for each in await rows(database, "select price from offer")] == [price]


async def test_a_feed_in_a_private_network_is_not_fetched(
    database: Database, clock: ManualClock, job: SyncJob, feed: Path, serve: Callable[[Path], str]
) -> None:
    await add(database, clock, serve(feed))
    ended = await job.run("shop")
    assert ended is not None
    assert "private network" in ended.report.why


@pytest.fixture
def serve() -> Any:
    """Serve one file with an ETag on this machine."""
    import threading
    from http.server import BaseHTTPRequestHandler, HTTPServer

    servers: list[HTTPServer] = []

    def start(path: Path) -> str:
        class Feed(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                known = self.headers.get("If-None-Match") == '"one"'
                body = b"" if known else path.read_bytes()
                self.send_response(304 if known else 200)
                self.send_header("ETag", '"one"')
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                return

        server = HTTPServer(("127.0.0.1", 0), Feed)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/feed.jsonl"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()
