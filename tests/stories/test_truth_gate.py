"""The truth gate through the front door (G3): what changes before a message goes out is not told as it was."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.clock import ManualClock
from bot.inbox.events import EventKind, NewEvent
from bot.journeys.outcomes import count_outcomes
from bot.journeys.readings import Asked, NotTrue, Reading
from bot.storage.transactions import Tx
from tests.stories.shop import Shop, on_both_databases, open_shop
from tests.stories.test_doors import prefilled

SKU = "SKN-301-30"
OWN = """
templates:
  price_now:
    category: utility
    body: The price that you asked us about is known now, {product} costs {price} in our shop today.
    variables: {product: Serum, price: "2800"}
  is_back:
    category: utility
    body: You asked us to tell you when it is back, {product} is here again for {price} in our shop.
    variables: {product: Serum, price: "2800"}
responses:
  utter_price_now: [{text: "{product} costs {price} now.", metadata: {whatsapp: {template: price_now}}}]
  utter_is_back: [{text: "{product} is back for {price}.", metadata: {whatsapp: {template: is_back}}}]
journeys:
  price_now:
    trigger: {event: test.price}
    exit: [{event: order.placed, goal: bought}]
    steps:
      - {id: m1, send: utter_price_now, reads: stock}
      - {id: w1, wait: {for: 3d}}
  back_in_stock:  # instead of the shipped one
    trigger: {event: product.back_in_stock}
    key: event.wish_id
    steps:
      - {id: m1, send: utter_is_back, reads: stock, expires: 20h}
"""


async def read_goods(tx: Tx, asked: Asked) -> Reading:
    """The price of `event.sku`, and that it is there."""
    sku = str(asked.event["sku"])
    [(price, currency, stock)] = await tx.rows("select price, currency, stock from offer where sku = $1", sku)
    if stock <= 0:
        raise NotTrue("it is sold out again")
    facts: list[Mapping[str, Any]] = [
        {"kind": "stock", "sku": sku, "at_least": 1},
        {"kind": "price", "sku": sku, "is": price, "currency": currency},
    ]
    if wish := asked.event.get("wish_id"):
        facts.append({"kind": "wish", "id": wish, "sku": sku})
    return Reading({"product": "Serum", "price": price}, tuple(facts))


def with_readers(shop: Shop) -> None:
    """The reading that these journeys name, without the shelf's words."""
    journeys = shop.wiring.worker._parts.journeys
    assert journeys is not None
    journeys.readers["stock"] = read_goods  # type: ignore[index]


async def tells(shop: Shop, contact_id: int, name: str, **data: Any) -> None:
    """Something happens in the shop."""
    key = f"{name}:{contact_id}:{shop.clock.now()}"
    await shop.wiring.inbox.keep(
        NewEvent(key, EventKind.SHOP, {"name": name, "data": data}, shop.clock.now(), contact_id=contact_id)
    )


async def writes_and_waits(shop: Shop, **data: Any) -> int:
    """A journey has written to Amina, and the provider is busy: her message waits for half a minute."""
    await shop.hears(shop.phone(), "hi")
    [(contact_id,)] = await shop.rows("select id from contact")
    shop.emulator.faults.refuse_next(status=429, retry_after=30)
    await tells(shop, contact_id, "test.price", **data)
    await shop.settles()
    assert await shop.rows("select status from outbox where kind = 'journey'") == [("waiting",)]
    return int(contact_id)


@on_both_databases
async def test_a_price_that_has_changed_is_told_as_it_is(
    database_url: str, clock: ManualClock, tmp_path: Path
) -> None:
    """G3, P40: the price changes 1 ms before the send: the message is written anew, and goes out once."""
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "own.yml").write_text(OWN)
    async with open_shop(database_url, clock, flows_dir=str(tmp_path / "own")) as shop:
        with_readers(shop)
        await shop.sells(SKU, price=2800, sale_price=None, stock=5)
        await writes_and_waits(shop, sku=SKU)
        before = len(shop.phone().hears)
        await shop.passes(seconds=29, milliseconds=999)
        await shop.sells(SKU, price=2500)
        await shop.passes(milliseconds=1)
        assert shop.phone().hears[before:] == ["Serum costs 2500 now."]
        await shop.passes(days=4)
        assert shop.phone().hears[before + 1 :] == []
        told = await shop.rows("select status, reason from outbox where kind = 'journey' order by id")
        assert told == [("dropped", "the price has changed since it was written"), (told[1][0], "")]
        assert await outcomes(shop) == {"sent": 1}


@on_both_databases
async def test_what_is_sold_out_meanwhile_is_not_told_at_all(
    database_url: str, clock: ManualClock, tmp_path: Path
) -> None:
    """G3, P40: price and stock change before the send: writing it anew finds an empty shelf, which is its outcome."""
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "own.yml").write_text(OWN)
    async with open_shop(database_url, clock, flows_dir=str(tmp_path / "own")) as shop:
        with_readers(shop)
        await shop.sells(SKU, price=2800, sale_price=None, stock=5)
        await writes_and_waits(shop, sku=SKU)
        before = len(shop.phone().hears)
        await shop.sells(SKU, price=2500)
        await shop.passes_alone(seconds=30)
        await shop.wiring.dispatcher.send_due()
        await shop.sells(SKU, stock=0)
        await shop.settles()
        assert shop.phone().hears[before:] == []
        assert await shop.rows("select outcome, reason from journey_step") == [("suppressed", "it is sold out again")]


async def test_what_ended_the_journey_takes_its_message_back(clock: ManualClock, tmp_path: Path) -> None:
    """G3, P22: the order comes while the reminder waits: the journey ends, and what it had written stays here."""
    (tmp_path / "own.yml").write_text(OWN)
    async with open_shop(f"sqlite:///{tmp_path}/shop.db", clock, flows_dir=str(tmp_path)) as shop:
        with_readers(shop)
        contact_id = await writes_and_waits(shop, sku=SKU)
        before = len(shop.phone().hears)
        await tells(shop, contact_id, "order.placed", order_id=1)
        await shop.passes(seconds=40)
        assert shop.phone().hears[before:] == []
        told = await shop.rows("select status, reason from outbox where kind = 'journey'")
        assert told == [("dropped", "order.placed came")]
        assert await outcomes(shop) == {"suppressed": 1}


async def test_two_events_at_once_make_no_message_wait(clock: ManualClock, tmp_path: Path) -> None:
    """P41: what waits for an event that is not yet handled goes out as soon as it is, not seconds later."""
    (tmp_path / "own.yml").write_text(OWN)
    async with open_shop(f"sqlite:///{tmp_path}/shop.db", clock, flows_dir=str(tmp_path)) as shop:
        with_readers(shop)
        await shop.sells(SKU, price=2800, sale_price=None, stock=5)
        await shop.hears(shop.phone(), "hi")
        before = len(shop.phone().hears)
        await tells(shop, 1, "test.price", sku=SKU)
        await tells(shop, 1, "test.nothing")
        await shop.settles()
        assert shop.phone().hears[before:] == ["Serum costs 2800 now."]


async def outcomes(shop: Shop) -> dict[str, int]:
    """How many steps came to what."""
    async with shop.wiring.database.read() as tx:
        return await count_outcomes(tx)


@on_both_databases
async def test_a_wave_is_told_and_no_more_than_there_are_pieces(
    database_url: str, clock: ManualClock, tmp_path: Path
) -> None:
    """G3, D13: three wait, two come back, one of the two is sold before anybody is told: one hears, two wait on."""
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "own.yml").write_text(OWN)
    async with open_shop(database_url, clock, flows_dir=str(tmp_path / "own")) as shop:
        with_readers(shop)
        people = [shop.phone(f"+1415555010{number}", f"Shopper {number}") for number in (1, 2, 3)]
        await shop.sells(SKU, stock=0)
        for phone in people:
            await shop.hears(phone, await prefilled(shop, f"/go/product?sku={SKU}"))
            await shop.taps(phone, "🔔 Yes, tell me")
            await shop.passes(minutes=1)
        before = [len(phone.hears) for phone in people]
        await shop.sells(SKU, stock=2, price=2800, sale_price=None)
        assert await shop.wiring.doors.restock.look() == 2
        assert await shop.wiring.doors.restock.look() == 0
        await shop.sells(SKU, stock=1)
        await shop.settles()
        heard = [phone.hears[n:] for phone, n in zip(people, before, strict=True)]
        assert sorted(heard) == [[], [], ["Serum is back for 2800."]]
        assert sorted(await shop.rows("select status from restock_wish")) == [("told",), ("waiting",), ("waiting",)]
        assert await outcomes(shop) == {"sent": 1, "suppressed": 1}
        await shop.sells(SKU, stock=2)
        assert await shop.wiring.doors.restock.look() == 1
        await shop.passes(hours=25)
        assert await shop.wiring.doors.restock.look() == 2
