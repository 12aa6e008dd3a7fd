"""Where a parcel is, told by itself: each stage once, in order, nothing after it was delivered (E3)."""

import itertools
import random
from typing import Any

from bot.orders.progress import STAGES, add_step
from bot.storage.columns import to_micros
from bot.whatsapp.emulator.handset import Handset
from tests.stories.happened import happens, has_order, outcomes
from tests.stories.shop import Shop, on_both_databases

JOURNEY = "shipping_updates"
NAMES = {
    "label_made": "shipment.created",
    "picked_up": "shipment.moved",
    "in_transit": "shipment.moved",
    "out_for_delivery": "shipment.out_for_delivery",
    "ready_for_pickup": "shipment.moved",
    "delivered": "shipment.delivered",
    "exception": "shipment.failed",
}
WORDS = {
    "picked_up": "handed to the carrier",
    "in_transit": "on its way",
    "out_for_delivery": "it comes today",
    "ready_for_pickup": "at the pick-up point",
    "delivered": "was delivered on",
    "exception": "held up",
}
_COUNT = itertools.count()


async def has_parcel(shop: Shop, phone: Handset, number: str = "7001") -> dict[str, Any]:
    """A parcel of a fresh order, of which nothing is known yet; what its events tell."""
    await shop.hears(phone, "hi")
    order = await has_order(shop, phone, number)
    async with shop.wiring.database.write() as tx:
        row = await tx.row(
            "insert into shipment (order_id, carrier, tracking_number, tracking_url) "
            "values ($1, 'Mallo Post', $2, 'https://track.example/MP') returning id",
            order["order_id"],
            number,
        )
        assert row is not None
    return {"shipment_id": row[0], "order_id": order["order_id"], "number": order["number"]}


async def comes_to(shop: Shop, phone: Handset, parcel: dict[str, Any], stage: str, hours: float = 0) -> None:
    """The carrier tells of a stage, which was reached so many hours ago."""
    at = to_micros(shop.clock.now()) - int(hours * 3.6e9)
    async with shop.wiring.database.write() as tx:
        await add_step(tx, parcel["shipment_id"], (stage, "Oakland", at))
    await happens(shop, phone, NAMES[stage], f"{NAMES[stage]}:{next(_COUNT)}", **parcel, stage=stage, place="Oakland")


def told(phone: Handset, before: int) -> list[str]:
    """The stages that a phone has heard of, in order."""
    news = [text for text in phone.hears[before:] if "our order *700" in text]
    return [next(stage for stage, words in WORDS.items() if words in text) for text in news]


@on_both_databases
async def test_each_stage_is_told_once_in_order(shop: Shop) -> None:
    """E3: every change of place is a short message with the way to follow it; the last one is the delivery."""
    amina = shop.phone()
    parcel = await has_parcel(shop, amina)
    before = len(amina.hears)
    for stage in ("picked_up", "in_transit", "in_transit", "out_for_delivery", "delivered", "delivered"):
        await comes_to(shop, amina, parcel, stage)
        await shop.passes(hours=2)
    assert told(amina, before) == ["picked_up", "in_transit", "out_for_delivery", "delivered"]
    assert "Mallo Post 👉 https://bot.example.com/l/o." in amina.hears[before]
    assert "on its way (Oakland)" in amina.hears[before + 1]
    assert shop.offered(amina) == ["📦 My order", "🙋 Ask a person"]


async def test_late_news_says_nothing_and_nothing_follows_the_delivery(shop: Shop) -> None:
    """E3, P37: however the carrier mixes it up, what is said only goes forward and ends with the delivery."""
    for seed in range(4):
        amina = shop.phone(f"+1415555020{seed}")
        parcel = await has_parcel(shop, amina, f"700{seed}")
        before = len(amina.hears)
        stages = [*STAGES[1:], "exception", *STAGES[1:]]
        random.Random(seed).shuffle(stages)
        for stage in stages:
            await comes_to(shop, amina, parcel, stage, hours=30 - 5 * [*STAGES, "exception"].index(stage))
            await shop.passes(minutes=10)
        heard = told(amina, before)
        ways = [stage for stage in heard if stage != "exception"]
        assert ways == sorted(set(ways), key=STAGES.index), stages
        assert heard[-1] == "delivered", stages
        await shop.passes(days=1)


async def test_two_stages_within_minutes_are_one_message(shop: Shop) -> None:
    """E3, D19: the message says how far it is when it goes out."""
    amina = shop.phone()
    parcel = await has_parcel(shop, amina)
    before = len(amina.hears)
    await comes_to(shop, amina, parcel, "picked_up")
    await shop.passes(minutes=2)
    await comes_to(shop, amina, parcel, "in_transit")
    await shop.passes(hours=1)
    assert told(amina, before) == ["in_transit"]
    assert [(step, outcome) for step, outcome, _ in await outcomes(shop, JOURNEY)] == [("tell", "queued")]


async def test_a_parcel_that_is_held_up_is_told_and_goes_on(shop: Shop) -> None:
    """E3: trouble is told once for each time; then the way goes on."""
    amina = shop.phone()
    parcel = await has_parcel(shop, amina)
    before = len(amina.hears)
    for stage in ("in_transit", "exception", "out_for_delivery", "exception", "delivered"):
        await comes_to(shop, amina, parcel, stage)
        await shop.passes(hours=3)
    assert told(amina, before) == ["in_transit", "exception", "out_for_delivery", "exception", "delivered"]


async def test_a_cancelled_order_and_somebody_elses_parcel_say_nothing(shop: Shop) -> None:
    """F9, G3: every silence has its reason."""
    amina, bo = shop.phone(), shop.phone("+14155550102", "Bo")
    parcel = await has_parcel(shop, amina)
    await shop.hears(bo, "hi")
    before = len(amina.hears), len(bo.hears)
    await happens(shop, bo, "shipment.moved", "stray", **parcel, stage="in_transit")
    async with shop.wiring.database.write() as tx:
        await tx.run("update shop_order set status = 'cancelled'")
    await comes_to(shop, amina, parcel, "in_transit")
    await shop.passes(hours=1)
    assert (len(amina.hears), len(bo.hears)) == before
    reasons = sorted(reason for _, _, reason in await outcomes(shop, JOURNEY))
    assert reasons == ["the order is cancelled", "the parcel is not known"]


async def test_a_day_after_the_last_word_it_is_a_template(shop: Shop) -> None:
    """E3, P8: days later, the approved template; a tap on it shows the order."""
    await shop.wiring.templates.submit(["parcel_update", "parcel_delivered"])
    amina = shop.phone()
    parcel = await has_parcel(shop, amina)
    await shop.passes(days=2)
    await comes_to(shop, amina, parcel, "delivered")
    await shop.passes(minutes=3)
    bubble = shop.bubbles(amina)[-1]
    assert bubble.is_template
    assert "Your order 7001 was delivered on" in bubble.shown.text
    assert "Order *7001*" in (await shop.taps(amina, "My order"))[0]
