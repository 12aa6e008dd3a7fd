"""The catalog's page: sources, what came of each reading, and reading again."""

from datetime import timedelta
from pathlib import Path

from catalog.sync.tables import Picture, Source
from tests.bot.console.merchant.house import House
from tests.stories.shop import on_both_databases

FEED = "id\ttitle\tdescription\tlink\timage_link\tavailability\tprice\n{}"
GOOD = "A1\tLamp\tA lamp\thttps://shop.example/a1\thttps://shop.example/a1.jpg\tin stock\t20.00 USD\n"
BAD = "A2\tLamp 2\tA lamp\thttps://shop.example/a2\thttps://shop.example/a2.jpg\tin stock\tmuch\n"


@on_both_databases
async def test_a_source_is_read_when_asked_and_tells_what_it_refused(house: House, tmp_path: Path) -> None:
    """With the row and the reason; audited; the demo's own products are counted apart."""
    feed = tmp_path / "feed.tsv"
    feed.write_text(FEED.format(GOOD + BAD), "utf-8")
    wiring = house.shop.wiring
    now = house.shop.clock.now()
    async with wiring.database.session() as session:
        later = now + timedelta(days=1)
        given = {"address": str(feed), "currency": "USD", "added_at": now, "next_at": later, "every": 86_400}
        session.add(Source(name="feed", kind="google_table", **given))
    async with house.browser(await house.hires("Joon", "lead")) as browser:
        assert (await browser.post("/api/catalog/feed/sync", json={"what": "full"})).json()["asked"] == "full"
        assert await wiring.syncs.work_once() == 1
        [source] = (await browser.get("/api/catalog/status")).json()["sources"]
        assert (source["products"], source["last"]["added"], source["last"]["refused"]) == (1, 1, 1)
        assert "much" in source["last"]["refusals"][0][1] or "A2" in source["last"]["refusals"][0][0]
        page = await browser.get("/console/catalog")
        assert "1 refused: which, and why" in page.text
        assert (await browser.post("/api/catalog/nothing/sync", json={})).status_code == 404
        assert (await browser.post("/api/catalog/feed/confirm", json={})).status_code == 409
    assert await house.shop.rows("select action, target from audit") == [("catalog.sync", "feed")]


async def test_keys_in_addresses_are_nobodys_to_see(house: House) -> None:
    """A viewer sees where products come from, not with which name, password or key."""
    now = house.shop.clock.now()
    async with house.shop.wiring.database.session() as session:
        given = {"currency": "USD", "added_at": now, "next_at": now + timedelta(days=1), "every": 86_400}
        address = "https://shop:geheim@feeds.example/all.tsv?token=geheim#geheim"
        session.add(Source(name="feed", kind="google_table", address=address, **given))
        url = "https://shop:geheim@cdn.example/a1.gif?sig=geheim"
        session.add(Picture(url=url, status="refused", why="a film", checked_at=now))
    async with house.browser(await house.hires(role="viewer")) as browser:
        answer = await browser.get("/api/catalog/status")
        page = await browser.get("/console/catalog")
    told = answer.json()
    assert told["sources"][0]["address"] == "https://feeds.example/all.tsv"
    assert told["pictures"]["newest"] == [{"url": "https://cdn.example/a1.gif", "why": "a film"}]
    assert "geheim" not in answer.text + page.text


async def test_a_shop_without_sources_is_told_how_to_get_one(house: House) -> None:
    """The page teaches; what is sold out is counted."""
    async with house.browser(await house.hires(role="viewer")) as browser:
        page = (await browser.get("/console/catalog")).text
        told = (await browser.get("/api/catalog/status")).json()
    assert "shopclerk catalog add" in page
    assert told["totals"]["products"] == told["own"]["products"] > 100
