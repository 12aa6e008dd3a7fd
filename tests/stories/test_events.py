"""What happens on the shop's site is told by signed events, and greets the next conversation (B10, P34, P37)."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from bot.clock import ManualClock
from bot.desk.people import erase_contact
from bot.stores import eventdoor
from tests.stories.shop import Shop, on_both_databases, open_shop
from tests.stories.site import SECRET, searched, tells
from tests.stories.stores import when

OFFER = "You were looking for “{}” on our site."
MENU = "How can I help you?"


@pytest.fixture
async def shop(database_url: str, clock: ManualClock) -> AsyncIterator[Shop]:
    """Its site may tell; the secret is being replaced."""
    async with open_shop(database_url, clock, events_secrets=f"the-next,{SECRET}") as opened:
        yield opened


async def greeting(shop: Shop, text: str = "hi", number: str = "+14155550101") -> str:
    """What “hi” is answered with."""
    return "\n".join(await shop.hears(shop.phone(number), text))


@on_both_databases
async def test_a_search_on_the_site_greets_the_next_conversation(shop: Shop) -> None:
    """B10: not the menu, but what was looked for; a yes shows it. What was offered once is not offered again."""
    assert await tells(shop, searched(shop, 1, "waterproof jacket")) == (200, {"kept": 1, "known": 0, "refused": []})
    said = await greeting(shop)
    assert OFFER.format("waterproof jacket") in said
    assert MENU not in said
    shown = "\n".join(await shop.hears(shop.phone(), "yes"))
    assert "Puddle Raincoat" in shown
    assert MENU in await greeting(shop, "hello")
    await tells(
        shop, searched(shop, 2, "Waterproof  Jacket", at=(shop.clock.now() + timedelta(seconds=9)).isoformat())
    )
    assert "Waterproof Jacket" in await greeting(shop, "hey")


async def test_somebody_who_has_written_before(shop: Shop) -> None:
    """B10: by our own id of the contact; the newest search first; the menu for whoever asks for it."""
    await greeting(shop)
    [(contact_id,)] = await shop.rows("select id from contact where name = 'Amina'")
    who = {"id": contact_id}
    early = (shop.clock.now() - timedelta(hours=3)).isoformat()
    await tells(shop, [searched(shop, 1, "fig candle", contact=who), searched(shop, 2, "mug", contact=who, at=early)])
    assert MENU in await greeting(shop, "menu")
    assert "Which of these" in await greeting(shop)
    assert shop.offered(shop.phone()) == ["🔎 fig candle", "🔎 mug"]
    assert "Fig Tree Candle" in "\n".join(await shop.taps(shop.phone(), "🔎 fig candle"))


async def test_a_visitor_becomes_a_contact(shop: Shop) -> None:
    """B10: what an unknown visitor searched for is the contact's once the site says who it is."""
    visitor = {"anonymous_id": "v-17"}
    await tells(shop, searched(shop, 1, "fig candle", contact=visitor))
    assert MENU in await greeting(shop)
    both = {**visitor, "phone": "+14155550101"}
    await tells(shop, searched(shop, 2, "linen shirt", contact=both))
    assert "Which of these" in await greeting(shop)
    assert shop.offered(shop.phone()) == ["🔎 linen shirt", "🔎 fig candle"]
    assert await shop.rows("select distinct subject from search_intent") == [("contact:1",)]


async def test_a_visitor_is_known_by_the_order(shop: Shop) -> None:
    """A9, B10: what a browser searched for, before and after, is the buyer's once an order has named that browser."""
    visitor = {"anonymous_id": "v-17"}
    await tells(shop, searched(shop, 1, "fig candle", contact=visitor))
    bought = {
        "external_id": "78", "number": "78", "placed_at": when(shop.clock.now()), "currency": "USD", "subtotal": 9600,
        "total": 9600, "lines": [{"sku": "KET-1", "quantity": 2, "price": 4800}],
        "who": {"phone": "+14155550101", "anonymous": "v-17"},
    }  # fmt: skip
    await tells(shop, {"id": "t1", "topic": "order", "at": when(shop.clock.now()), "source": "till", "fact": bought})
    await shop.wiring.stores.work_once()
    await tells(shop, searched(shop, 2, "linen shirt", contact=visitor))
    assert "Which of these" in await greeting(shop)
    assert shop.offered(shop.phone()) == ["🔎 linen shirt", "🔎 fig candle"]
    await erase_contact(shop.wiring.settings, "+14155550101")
    assert await shop.rows("select count(*) from search_intent") == [(0,)]


async def test_a_visitor_whom_the_site_has_named_once(shop: Shop) -> None:
    """A9, B11: from then on the visitor's id alone is enough; a shared browser does not beat a number."""
    await greeting(shop)
    both = {"anonymous_id": "v-17", "phone": "+14155550101"}
    await tells(shop, searched(shop, 1, "fig candle", contact=both))
    viewed = {**searched(shop, 2, ""), "topic": "product.viewed", "product": "fig-candle"}
    await tells(shop, {**viewed, "contact": {"anonymous_id": "v-17"}})
    await tells(shop, {**viewed, "id": "e-3", "contact": {**both, "phone": "+14155550177"}, "product": "HOM-104"})
    assert await shop.rows("select contact_id, product_id from product_view") == [(1, "fig-candle")]


@on_both_databases
async def test_a_number_in_another_form(shop: Shop) -> None:
    """A9: WhatsApp knows some Brazilians without their ninth digit; the site does not. STOP holds for both forms."""
    told = {"phone": "+55 11 99999-0000"}
    await tells(shop, searched(shop, 1, "fig candle", contact=told))
    assert "“fig candle”" in await greeting(shop, number="+551199990000")
    await tells(shop, searched(shop, 2, "linen shirt", contact=told))
    assert "“linen shirt”" in await greeting(shop, number="+551199990000")
    await shop.hears(shop.phone("+551199990000"), "STOP")
    await erase_contact(shop.wiring.settings, "+551199990000")
    await tells(shop, searched(shop, 3, "mug", contact=told))
    assert await shop.rows("select count(*) from search_intent") == [(0,)]


async def test_only_what_there_is_is_offered(shop: Shop) -> None:
    """B10: a promise of nothing is worse than the menu; the department stands in for words that find nothing."""
    await tells(shop, searched(shop, 1, "zeppelin"))
    assert MENU in await greeting(shop)
    await tells(shop, searched(shop, 2, "zxqv glow", category="candles"))
    assert OFFER.format("zxqv glow") in await greeting(shop)
    assert "Candle" in "\n".join(await shop.taps(shop.phone(), "🔎 Yes, show me"))


async def test_a_place_leads_to_its_store(shop: Shop) -> None:
    """B10: “salon near me”: nothing in the catalog, but a store in that city; beside goods it is one tap more."""
    await tells(shop, searched(shop, 1, "make-up salon near me zxqv", place="Busan"))
    said = await greeting(shop)
    assert OFFER.format("make-up salon near me zxqv") in said
    assert shop.offered(shop.phone()) == [title := "📍 Busan"]
    assert "Busan" in "\n".join(await shop.taps(shop.phone(), title))
    await tells(shop, searched(shop, 2, "fig candle", place="busan"))
    await greeting(shop)
    assert shop.offered(shop.phone()) == ["🔎 Yes, show me", "Menu", title]


async def test_a_long_search_fits_the_buttons(shop: Shop) -> None:
    """P20: titles are cut, payloads are not."""
    long = "a fig candle that smells like late summer in the south of France"
    await tells(shop, [searched(shop, 1, long), searched(shop, 2, "vitamin c serum")])
    said = await greeting(shop)
    assert said
    for choice in await shop.every_choice():
        assert len(choice.id.encode()) <= 128


async def test_an_old_search_is_forgotten(shop: Shop) -> None:
    """B10: what was wanted last week says nothing about today."""
    age = timedelta(days=8)
    await tells(shop, searched(shop, 1, "fig candle", at=(shop.clock.now() - age).isoformat()))
    assert MENU in await greeting(shop)


async def test_consent_is_heeded(shop: Shop) -> None:
    """P34: not for whoever said no to the site or to offers, or STOP; STOP outlives being erased."""
    await tells(shop, searched(shop, 1, "fig candle", consented=False))
    assert await shop.rows("select count(*) from search_intent") == [(0,)]
    await greeting(shop)
    await shop.hears(shop.phone(), "STOP")
    await tells(shop, searched(shop, 2, "fig candle"))
    assert OFFER.format("fig candle") not in await greeting(shop)
    await erase_contact(shop.wiring.settings, "+14155550101")
    assert await shop.rows("select count(*) from search_intent") == [(0,)]
    await tells(shop, searched(shop, 3, "fig candle"))
    assert await shop.rows("select count(*) from search_intent") == [(0,)]


@on_both_databases
async def test_an_event_counts_once(shop: Shop) -> None:
    """P37: told again, in another batch or in the same, changes nothing; late ones do not overwrite newer ones."""
    first = searched(shop, 1, "fig candle")
    assert (await tells(shop, [first, first]))[1] == {"kept": 1, "known": 1, "refused": []}
    assert (await tells(shop, first))[1] == {"kept": 0, "known": 1, "refused": []}
    await greeting(shop)
    early = (shop.clock.now() - timedelta(hours=1)).isoformat()
    await tells(shop, searched(shop, 2, "FIG candle", at=early))
    assert MENU in await greeting(shop)


async def test_rows_are_refused_one_by_one(shop: Shop) -> None:
    """JSON lines: good rows are kept, each other one has its reason."""
    good = searched(shop, 1, "fig candle")
    rows: list[Any] = [
        good,
        {**good, "id": "e-2", "topic": "search.dreamt"},
        {**good, "id": "e-3", "contact": {}},
        {**good, "id": "e-4", "contact": {"phone": "415 555"}},
        {**good, "id": "e-5", "at": "yesterday"},
        {**good, "id": "e-6", "at": (shop.clock.now() + timedelta(hours=1)).isoformat()},
        {name: value for name, value in good.items() if name != "query"} | {"id": "e-7"},
        [1],
    ]
    body = "\n".join([*map(json.dumps, rows), "{broken", ""]).encode()
    status, told = await tells(shop, body)
    assert (status, told["kept"]) == (207, 1)
    assert [(each["row"], each["id"], each["status"]) for each in told["refused"]] == [
        *((row, f"e-{row}", 422) for row in range(2, 8)),
        (8, "", 400),
        (9, "", 400),
    ]
    why = [each["why"] for each in told["refused"]]
    assert why[0].startswith("topic: must be one of search.performed, product.viewed, ")
    assert why[1] == "contact: needs id, phone or anonymous_id"
    assert why[2] == "contact.phone: must be a phone number that begins with + and its country"
    assert why[4] == "at: lies in the future"
    assert why[5] == "query: Field required"
    assert (await tells(shop, rows[1]))[0] == 422


async def test_nobody_else_is_believed(shop: Shop) -> None:
    """Any secret of the ring signs; an old signature, another body and no signature do not."""
    event = searched(shop, 1, "fig candle")
    assert (await tells(shop, event, secret="the-next"))[0] == 200
    assert await tells(shop, event, secret="another") == (401, {"error": "wrong signature"})
    assert (await tells(shop, event, age=301))[0] == 401
    assert (await tells(shop, event, age=-301))[0] == 401
    for header in ("", "t=1", "v1=00", "t=-1,v1=00", "t=x,v1=é", "t=1,v1=00," * 500):
        assert (await tells(shop, event, header=header))[0] == 401
    await shop.opens(events_secrets="")
    assert await tells(shop, event) == (401, {"error": "no secret is set"})


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"[]", 400),
        (b"\xff\xfe{}", 400),
        (b"nonsense", 422),
        (b"[" * 100_000, 422),
        (b'{"id": 1e999}', 422),
        (b"null", 422),
        (b" " * (5 << 20) + b"{}", 413),
        (json.dumps([{}] * (eventdoor.MOST_ROWS + 1)).encode(), 413),
    ],
)
async def test_garbage_is_refused(shop: Shop, body: bytes, status: int) -> None:
    assert (await tells(shop, body))[0] == status


async def test_a_product_that_was_looked_at_counts(shop: Shop) -> None:
    """B11: like a card in the chat, by product id or SKU; of strangers nothing is kept."""
    await greeting(shop)
    viewed = {**searched(shop, 1, ""), "topic": "product.viewed"}
    other = {"phone": "+14155550177"}
    events = [
        {**viewed, "id": "v-1", "product": "fig-candle"},
        {**viewed, "id": "v-2", "product": "HOM-102"},
        {**viewed, "id": "v-3", "product": "no-such-thing"},
        {**viewed, "id": "v-4", "product": "fig-candle", "contact": other},
    ]
    assert (await tells(shop, events))[1]["kept"] == 4
    assert await shop.rows("select contact_id, product_id from product_view") == [(1, "fig-candle")]
    assert await shop.rows("select count(*) from contact") == [(1,)]


@on_both_databases
async def test_a_till_tells_its_orders(shop: Shop) -> None:
    """F3: an order, its parcel and its refund in JSON lines, in the wrong order; a redelivery counts once."""
    at = when(shop.clock.now())
    paid = {
        "external_id": "77", "number": "77", "placed_at": at, "currency": "USD", "subtotal": 9600, "total": 9600,
        "payment_state": "paid", "lines": [{"sku": "KET-1", "quantity": 2, "price": 4800}],
        "who": {"phone": "+14155550777"},
    }  # fmt: skip
    rows = [
        {
            "id": "t3",
            "topic": "refund",
            "fact": {"external_id": "r", "order": "77", "amount": 100, "currency": "USD"},
        },
        {"id": "t2", "topic": "shipment", "fact": {"external_id": "p", "order": "77", "numbers": ["1Z7"]}},
        {"id": "t1", "topic": "order", "fact": paid},
    ]
    told = [{**row, "at": at, "source": "till"} for row in rows]
    assert await tells(shop, told) == (200, {"kept": 3, "known": 0, "refused": []})
    assert await tells(shop, told[2]) == (200, {"kept": 0, "known": 1, "refused": []})
    await shop.wiring.stores.work_once()
    assert await shop.rows("select source, number, status, refunded from shop_order where source = 'till'") == [
        ("till", "77", "paid", 100)
    ]
    assert await shop.rows("select count(*) from shipment where source = 'till'") == [(1,)]
    rows = await shop.rows("select body from inbox_event where kind = 'shop' order by id")
    assert [json.loads(row[0])["name"] for row in rows] == [
        "order.placed", "order.paid", "shipment.created", "order.refunded",
    ]  # fmt: skip
    wrong = {**told[2], "id": "t4", "fact": {**paid, "total": -5, "currency": "???"}}
    status, answer = await tells(shop, wrong)
    assert status == 422
    assert "fact.currency" in answer["refused"][0]["why"] or "fact.total" in answer["refused"][0]["why"]
