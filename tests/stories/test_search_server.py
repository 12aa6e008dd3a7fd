"""A shop with a search server: what it ranks is shown as the shop knows it, and without it the shop goes on (C1)."""

from collections.abc import AsyncIterator

import pytest_asyncio
from prometheus_client import REGISTRY
from starlette.responses import JSONResponse, Response

from bot.actions.serversearches import ServerSearches
from bot.clock import ManualClock
from bot.desk.searchfeed import list_feeds
from bot.whatsapp.emulator.server import serve_app
from tests.fakes.meilisearch import KEY, FakeMeilisearch
from tests.stories.shop import Shop, open_shop


@pytest_asyncio.fixture
async def fake() -> FakeMeilisearch:
    return FakeMeilisearch()


@pytest_asyncio.fixture
async def shop(database_url: str, clock: ManualClock, fake: FakeMeilisearch) -> AsyncIterator[Shop]:
    """Its server knows the demo's products."""
    async with (
        serve_app(fake.app()) as address,
        open_shop(database_url, clock, search_url=address, search_key=KEY) as opened,
    ):
        assert opened.wiring.search_feed is not None
        await opened.wiring.search_feed.work_once()
        await opened.wiring.search_feed.work_once()
        yield opened


def counted(outcome: str) -> float:
    return REGISTRY.get_sample_value("shopclerk_search_server_total", {"outcome": outcome}) or 0.0


def asks_again(shop: Shop) -> None:
    """As if the rest that a failed server is given were over."""
    searches = shop.wiring.searches
    assert isinstance(searches, ServerSearches)
    searches._rests_until = 0.0


async def test_the_server_ranks(shop: Shop, fake: FakeMeilisearch) -> None:
    """C1: filters and words go to the server, ids come back, and the card is the shop's own."""
    phone = shop.phone()
    before = counted("server")
    answers = await shop.hears(phone, "fig candle under 30")
    assert any("Fig" in text and "$21" in text for text in answers)
    assert counted("server") == before + 1
    asked = fake.searched[0]
    assert "low <= 2999" in asked["filter"]
    await shop.hears(phone, "under 5")
    assert counted("server") > before + 1


async def test_what_has_changed_since_is_seen(shop: Shop) -> None:
    """P40: the server still believes in the price and the stock of before."""
    await shop.sells("HOM-102", price=9900, sale_price=None)
    answers = await shop.hears(shop.phone(), "fig candle under 30")
    assert not any("$21" in text for text in answers)
    await shop.drops("fig-candle")
    answers = await shop.hears(shop.phone("+14155550102"), "fig candle")
    assert not any("Fig" in text for text in answers)


async def test_the_shop_goes_on_without_it(shop: Shop, fake: FakeMeilisearch) -> None:
    """P42: slow, busy, broken, keyless: the embedded search answers, quickly, and the reason is counted."""
    for number, (code, fault) in enumerate(
        {
            "too_many_search_requests": None,
            "http_502": Response("<html>", 502),
            "garbage": JSONResponse({"results": [{"hits": [{"title": "no id"}]}]}),
            "invalid_api_key": JSONResponse({"code": "invalid_api_key", "message": "wrong"}, 403),
        }.items()
    ):
        asks_again(shop)
        before = counted(code)
        fake.is_full() if fault is None else fake.answers.append(fault)
        answers = await shop.hears(shop.phone(f"+1415555020{number}"), "fig candle under 30")
        assert any("Fig" in text for text in answers), code
        assert counted(code) == before + 1
    asks_again(shop)
    fake.seconds, before = 3.0, counted("slow")
    answers = await shop.hears(shop.phone("+14155550209"), "fig candle under 30")
    assert any("Fig" in text for text in answers)
    assert counted("slow") == before + 1
    asked = len(fake.asked)
    await shop.hears(shop.phone("+14155550210"), "fig candle under 30")
    assert len(fake.asked) == asked  # it is left alone for a while


async def test_an_index_that_is_lost_comes_back(shop: Shop, fake: FakeMeilisearch) -> None:
    """The server begins again on an empty disk."""
    fake.indexes.clear()
    before = counted("index_not_found")
    assert any("Fig" in text for text in await shop.hears(shop.phone(), "fig candle under 30"))
    assert counted("index_not_found") == before + 1
    await shop.passes_alone(minutes=2)
    feed = shop.wiring.search_feed
    assert feed is not None
    await feed.work_once()
    asks_again(shop)
    before = counted("server")
    await shop.hears(shop.phone("+14155550102"), "fig candle under 30")
    assert counted("server") == before + 1


async def test_the_state_is_told(shop: Shop, fake: FakeMeilisearch) -> None:
    """`catalog status` says how far the server is, and why not further."""
    feed = shop.wiring.search_feed
    assert feed is not None
    fake.answers = [JSONResponse({"code": "invalid_api_key", "message": "wrong"}, 403)]
    await shop.passes_alone(minutes=2)
    await feed.work_once()
    async with shop.wiring.database.read() as tx:
        [line] = await list_feeds(tx)
    assert line.startswith("search server, shopclerk: the server is asked; index shopclerk_1_")
    assert "200 products sent" in line
    assert line.endswith("failed: invalid_api_key: wrong, again at 09:02:05Z")
