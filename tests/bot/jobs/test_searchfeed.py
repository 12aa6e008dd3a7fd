"""The catalog on its way to a search server: whole, then by changes; slow, busy, wrong and lost servers (issue 4)."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
import pytest_asyncio
from starlette.responses import JSONResponse, Response

from bot.clock import ManualClock
from bot.coordination.open import open_coordinator
from bot.jobs import searchfeed
from bot.jobs.searchfeed import SearchFeeder
from bot.storage.database import Database
from catalog.items import Gone
from catalog.search.server.api import SearchServer
from tests.catalog.sync.make import add_source, hear, item, rows, variant
from tests.fakes.meilisearch import KEY, FakeMeilisearch


@pytest.fixture
def fake() -> FakeMeilisearch:
    return FakeMeilisearch()


def feeder_of(fake: FakeMeilisearch, database: Database, clock: ManualClock, key: str = KEY) -> SearchFeeder:
    """Another process."""
    client = httpx.AsyncClient(
        transport=httpx.ASGITransport(fake.app()),
        base_url="http://search",
        headers={"Authorization": f"Bearer {key}"},
    )
    return SearchFeeder(database, open_coordinator(""), clock, SearchServer(client), "shop")


@pytest_asyncio.fixture
async def feeder(
    fake: FakeMeilisearch, database: Database, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[SearchFeeder]:
    """Pages of two; three products are sold."""
    monkeypatch.setattr(searchfeed, "PAGE", 2)
    await add_source(database)
    await hear(database, *(item(str(n), title=f"Mug {n}") for n in (1, 2, 3)))
    made = feeder_of(fake, database, clock)
    yield made
    await made.close()


async def live(database: Database) -> str:
    [(name,)] = await rows(database, "select live from search_feed")
    return str(name)


async def told(fake: FakeMeilisearch, database: Database) -> dict[str, str]:
    """Titles by id, in the index that is asked."""
    documents = fake.indexes[await live(database)].documents
    return {id_: document["title"]["en"] for id_, document in documents.items()}


async def test_all_is_sent_then_what_changes(fake: FakeMeilisearch, feeder: SearchFeeder, database: Database) -> None:
    """B2: new, changed and gone products are known a moment later; what is the same is not sent again."""
    await feeder.work_once()
    assert await told(fake, database) == {"shop-1": "Mug 1", "shop-2": "Mug 2", "shop-3": "Mug 3"}
    await feeder.work_once()
    await hear(database, item("2", title="Cup 2", told=1), item("4", title="Mug 4", told=1), Gone("3"), now=2)
    await feeder.work_once()
    fake.work()
    assert await told(fake, database) == {"shop-1": "Mug 1", "shop-2": "Cup 2", "shop-4": "Mug 4"}
    await feeder.work_once()
    before = len(fake.tasks)
    await feeder.work_once()
    assert len(fake.tasks) == before
    assert list(fake.indexes) == [await live(database)]


async def test_nobody_is_sent_to_an_index_that_is_not_ready(
    fake: FakeMeilisearch, feeder: SearchFeeder, database: Database
) -> None:
    """The server takes its time: until all has arrived the index is not asked."""
    fake.looks = 2
    await feeder.work_once()
    assert await live(database) == ""
    await feeder.work_once()
    assert await live(database) == ""
    await feeder.work_once()
    assert len(await told(fake, database)) == 3


async def test_another_process_goes_on_where_one_died(
    fake: FakeMeilisearch, feeder: SearchFeeder, database: Database, clock: ManualClock
) -> None:
    """P23: the page that was written down is not sent again, and the lease of the dead ends by itself."""
    fake.answers = [_accepted(0), _accepted(1), _accepted(2), Response("", 500)]
    await feeder.work_once()
    async with database.write() as tx:
        await tx.run("update search_feed set runner = 'dead', leased_until = $1", _micros(clock, minutes=1))
    other = feeder_of(fake, database, clock)
    assert await other.work_once() == 0
    clock.set(clock.now() + timedelta(minutes=3))
    await other.work_once()
    documents = [task.body for task in fake.tasks if task.kind == "documentAdditionOrUpdate"]
    assert [[each["id"] for each in body] for body in documents][:1] == [["shop-3"]]


async def test_a_busy_server_is_left_alone_as_long_as_it_wants(
    fake: FakeMeilisearch, feeder: SearchFeeder, database: Database, clock: ManualClock
) -> None:
    """P15: Retry-After is heeded; then it goes on."""
    fake.answers = [JSONResponse({"code": "too_many_requests", "message": "slow down"}, 429, {"retry-after": "60"})]
    await feeder.work_once()
    asked = len(fake.asked)
    clock.set(clock.now() + timedelta(seconds=55))
    assert await feeder.work_once() == 0
    assert len(fake.asked) == asked
    clock.set(clock.now() + timedelta(seconds=6))
    await feeder.work_once()
    assert len(await told(fake, database)) == 3
    await feeder.work_once()
    assert await rows(database, "select attempts, error from search_feed") == [(0, "")]


@pytest.mark.parametrize(
    "answer", [Response("<html>", 200), JSONResponse([1]), JSONResponse({}, 202), Response("", 502)]
)
async def test_garbage_changes_nothing(
    fake: FakeMeilisearch, feeder: SearchFeeder, database: Database, clock: ManualClock, answer: Response
) -> None:
    fake.answers = [answer]
    await feeder.work_once()
    [(attempts, error)] = await rows(database, "select attempts, error from search_feed")
    assert attempts == 1
    assert error
    clock.set(clock.now() + timedelta(minutes=1))
    await feeder.work_once()
    assert len(await told(fake, database)) == 3


async def test_a_wrong_key_is_told(fake: FakeMeilisearch, database: Database, clock: ManualClock) -> None:
    feeder = feeder_of(fake, database, clock, key="another")
    await feeder.work_once()
    [(error,)] = await rows(database, "select error from search_feed")
    assert error.startswith("invalid_api_key")
    assert fake.tasks == []


async def test_what_the_server_refuses_later_is_no_index(
    fake: FakeMeilisearch, feeder: SearchFeeder, database: Database, clock: ManualClock
) -> None:
    """P3: accepted is not done. Why a page was refused is told, and all is tried again."""
    fake.refuses = {"shop-2"}
    await feeder.work_once()
    [(name, error)] = await rows(database, "select live, error from search_feed")
    assert name == ""
    assert error == "not_built: 1 of 3 products have arrived: Document identifier `shop-2` is invalid."
    fake.refuses = set()
    clock.set(clock.now() + timedelta(minutes=1))
    await feeder.work_once()
    await feeder.work_once()
    fake.work()
    assert len(await told(fake, database)) == 3
    assert len(fake.indexes) == 1


@pytest.mark.parametrize("is_emptied", [True, False])
async def test_a_lost_index_is_built_anew(
    fake: FakeMeilisearch, feeder: SearchFeeder, database: Database, clock: ManualClock, *, is_emptied: bool
) -> None:
    """The server begins again on an empty disk, or made an index of its own of what was told since."""
    await feeder.work_once()
    lost = await live(database)
    if is_emptied:
        fake.indexes[lost].documents.clear()
    else:
        del fake.indexes[lost]
    clock.set(clock.now() + timedelta(minutes=2))
    await feeder.work_once()
    assert await live(database) != lost
    assert len(await told(fake, database)) == 3


async def test_settings_of_another_release_are_built_beside(
    fake: FakeMeilisearch, feeder: SearchFeeder, database: Database
) -> None:
    """The index of before is asked until the next is whole."""
    await feeder.work_once()
    before = await live(database)
    async with database.write() as tx:
        await tx.run("update search_feed set kind = 'of before'")
    fake.looks = 1
    await feeder.work_once()
    assert await live(database) == before
    await feeder.work_once()
    assert await live(database) != before
    await feeder.work_once()
    fake.work()
    assert list(fake.indexes) == [await live(database)]


async def test_variants_become_bounds(fake: FakeMeilisearch, feeder: SearchFeeder, database: Database) -> None:
    """What a filter lets through is never too little: every price that may hold, every code."""
    sizes = [variant("s", 900, options=(("Size", "S"),)), variant("l", 1500, 0, options=(("Size", "L"),))]
    await hear(database, item("5", *sizes, title="Tee"), now=1)
    await feeder.work_once()
    document = fake.indexes[await live(database)].documents["shop-5"]
    assert (document["low"], document["high"], document["in_stock"], document["on_sale"]) == (900, 1500, 1, False)
    assert {code.lower() for code in document["codes"]} >= {"size=s", "size=l"}


def _accepted(number: int) -> Response:
    told = {
        "taskUid": number,
        "indexUid": "x",
        "status": "enqueued",
        "type": "x",
        "enqueuedAt": "2026-11-27T09:00:00Z",
    }
    return JSONResponse(told, 202)


def _micros(clock: ManualClock, **more: float) -> int:
    return int((clock.now() + timedelta(**more)).timestamp() * 1_000_000)
