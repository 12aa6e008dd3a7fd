"""What a site tells at `POST /events` reaches journeys: events of the shop's own, searches and looks (F3, B10)."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from bot.clock import ManualClock
from tests.stories.shop import Shop, on_both_databases, open_shop
from tests.stories.site import SECRET, searched, tells


@pytest.fixture
async def shop(database_url: str, clock: ManualClock) -> AsyncIterator[Shop]:
    """Its site may tell; the secret is being replaced."""
    async with open_shop(database_url, clock, events_secrets=f"the-next,{SECRET}") as opened:
        yield opened


async def heard(shop: Shop) -> list[tuple[str, dict[str, Any]]]:
    """What contacts' inboxes have been told of the shop, oldest first."""
    await shop.wiring.stores.work_once()
    rows = await shop.rows("select body from inbox_event where kind = 'shop' order by id")
    return [(told["name"], told["data"]) for told in (json.loads(row[0]) for row in rows)]


@on_both_databases
async def test_an_event_of_the_shops_own_is_the_contacts(shop: Shop) -> None:
    """F3: the name is the shop's; it counts once; an unknown number becomes somebody; old news are none."""
    booked = {**searched(shop, 1, ""), "topic": "salon.booked", "data": {"booking_id": "B1", "seats": 2, "vip": True}}
    old = (shop.clock.now() - timedelta(days=3)).isoformat()
    assert (await tells(shop, [booked, booked, {**booked, "id": "e-2", "at": old}]))[1]["kept"] == 2
    told = {"source": "events", "booking_id": "B1", "seats": 2, "vip": True}
    assert await heard(shop) == [("salon.booked", told)]
    assert await shop.rows("select value from handle where kind = 'phone'") == [("+14155550101",)]


async def test_an_event_of_a_visitor_is_theirs_once_they_are_known(shop: Shop) -> None:
    """A9: told of a browser, it is the contact's who was named beside it; without consent it is nobody's."""
    visitor = {**searched(shop, 1, ""), "topic": "loyalty.level", "contact": {"anonymous_id": "v-1"}}
    await tells(shop, [{**visitor, "consented": False}, {**visitor, "id": "e-2", "data": {"level": "gold"}}])
    assert await heard(shop) == [("loyalty.level", {"source": "events", "level": "gold"})]
    await shop.hears(shop.phone(), "hi")
    known = {**visitor, "id": "e-3", "contact": {"phone": "+14155550101", "anonymous_id": "v-2"}}
    await tells(shop, [known, {**visitor, "id": "e-4", "contact": {"anonymous_id": "v-2"}}])
    await heard(shop)
    [(amina,)] = await shop.rows("select id from contact where name = 'Amina'")
    assert await shop.rows(
        "select key from inbox_event where kind = 'shop' and contact_id = $1 order by id", amina
    ) == [("loyalty.level:e-3",), ("loyalty.level:e-4",)]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"topic": "order.payed"}, "topic: must be one of"),
        ({"topic": "booked"}, "topic: must be one of"),
        ({"topic": "salon.Booked"}, "topic: must be one of"),
        ({"data": {"a b": 1}}, "data.a b"),
        ({"data": {"a": [1]}}, "data.a"),
        ({"data": {"a": "x" * 1001}}, "data.a"),
        ({"data": {f"a{n}": n for n in range(51)}}, "data"),
        ({"contact": {}}, "contact"),
    ],
)
async def test_an_event_that_is_wrong_is_told_so(shop: Shop, wrong: dict[str, Any], why: str) -> None:
    status, answer = await tells(shop, {**searched(shop, 1, ""), "topic": "salon.booked", **wrong})
    assert status == 422
    assert answer["refused"][0]["why"].startswith(why)


async def test_searches_and_looks_of_the_known_begin_journeys(shop: Shop) -> None:
    """B10, B11: of somebody whom the shop knows; a look a day is news once, and of strangers nothing is kept."""
    await shop.hears(shop.phone(), "hi")
    looked = {**searched(shop, 2, ""), "topic": "product.viewed", "product": "fig-candle"}
    stranger = {"phone": "+14155550177"}
    rows = [
        searched(shop, 1, "salon near me", category="hair", place="Busan"),
        looked,
        {**looked, "id": "e-3", "product": "HOM-102"},
        searched(shop, 4, "mug", contact=stranger),
        {**looked, "id": "e-5", "contact": stranger},
    ]
    await tells(shop, rows)
    assert sorted(await heard(shop), key=lambda each: each[0]) == [
        ("product.viewed", {"source": "events", "product_id": "fig-candle", "products": "fig-candle",
                            "categories": "home/candle"}),
        ("search.performed", {"source": "events", "query": "salon near me", "category": "hair", "place": "Busan"}),
    ]  # fmt: skip
