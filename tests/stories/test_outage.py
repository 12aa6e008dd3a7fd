"""After an outage nothing is lost: what Twilio could not deliver is asked for and taken in, once."""

import asyncio
import json

from bot.whatsapp.emulator.handset import Handset
from tests.stories.shop import Shop, on_both_databases


async def catch_up(shop: Shop) -> None:
    await shop.wiring.catch_up.look()
    await shop.settles()


@on_both_databases
async def test_missed_messages_are_taken_in(shop: Shop) -> None:
    """P1, P28: lost on the way, found in the provider's list, answered once and in order."""
    amina = shop.phone()
    await shop.hears(amina, "find a product")
    await catch_up(shop)
    shop.emulator.faults.lose_inbound = 2
    assert await shop.hears(amina, "skin care") == []
    assert await shop.hears(amina, "serum") == []
    await shop.passes(minutes=10)
    await catch_up(shop)
    assert "How does your skin" in amina.hears[-1]
    count = len(amina.hears)
    for _ in range(3):
        await catch_up(shop)
    assert len(amina.hears) == count
    assert len(await shop.rows("select id from inbox_event")) == 3


@on_both_databases
async def test_while_the_process_was_down(shop: Shop) -> None:
    """P1: closed for an hour; a stranger, a quiz and a picture were not lost, whichever of our numbers."""
    amina, bo, mina = shop.phone(), shop.phone("+14155550102", "Bo"), shop.phone("+821055550101", "민지")
    await shop.hears(amina, "find a product")
    await catch_up(shop)
    await shop.closes()
    await amina.says("skin care")
    await bo.says("how much is shipping?")
    await mina.shares("image", b"a picture", "image/jpeg", text="배송비 얼마예요?")
    await shop.opens()
    await shop.passes(hours=1)
    await catch_up(shop)
    assert "kind of product" in amina.hears[-1]
    assert "$4" in bo.hears[-1]
    assert "$4" in mina.hears[-1]
    [(body,)] = await shop.rows("select body from inbox_event where body like '%image/jpeg%'")
    assert "https://api.twilio.com/" in body


async def test_what_did_arrive_is_not_taken_twice(shop: Shop) -> None:
    """P1: the list holds everything, also what the webhook brought."""
    amina = shop.phone()
    await catch_up(shop)
    for text in ("find a product", "skin care", "serum"):
        await shop.hears(amina, text)
    count = len(amina.hears)
    await catch_up(shop)
    assert len(amina.hears) == count


async def opens_as_a_server_does(shop: Shop) -> asyncio.Task[None]:
    """The door is open, and what was missed is being looked for."""
    await shop.opens()
    shop.wiring.catch_up.hold_new()
    looking = asyncio.create_task(shop.wiring.catch_up.run())
    shop.wiring.catch_up.listening()
    return looking


async def turns_in_order(shop: Shop) -> list[str]:
    """The words of every message, as they got their turns."""
    rows = await shop.rows("select body from inbox_event order by id")
    return [json.loads(body)["text"] for (body,) in rows]


async def misses_three(shop: Shop) -> Handset:
    """Closed while she writes three messages."""
    amina = shop.phone()
    await shop.hears(amina, "find a product")
    await shop.wiring.catch_up.look()
    await shop.closes()
    for text in ("skin care", "serum", "oily"):
        await shop.passes_alone(seconds=20)
        await amina.says(text)
    await shop.passes_alone(minutes=10)
    return amina


@on_both_databases
async def test_older_missed_messages_get_their_turn_before_a_new_one(shop: Shop) -> None:
    """P1, P6: her fourth message comes right at the opening, while the provider still looks for the three."""
    amina = await misses_three(shop)
    shop.emulator.faults.slow_list(0.3)
    looking = await opens_as_a_server_does(shop)
    await amina.says("under 50")
    await shop.settles()
    looking.cancel()
    assert await turns_in_order(shop) == ["find a product", "skin care", "serum", "oily", "under 50"]
    assert (await shop.slots(amina))["skin_type"] == "oily"


async def test_a_tap_that_waits_at_the_door_is_taken_from_there_not_from_the_list(shop: Shop) -> None:
    """P1: the list has it, too, by its label alone."""
    amina = await misses_three(shop)
    shop.emulator.faults.slow_list(0.3)
    looking = await opens_as_a_server_does(shop)
    await amina.picks(shop.offered(amina)[0])
    await shop.settles()
    looking.cancel()
    rows = await shop.rows("select body from inbox_event order by id")
    assert [json.loads(body)["kind"] for (body,) in rows] == ["text"] * 4 + ["list"]


async def test_a_provider_that_does_not_answer_holds_nobody_up_for_long(shop: Shop) -> None:
    """P1: the door opens all the same; the three are taken in as soon as they can be listed."""
    amina = await misses_three(shop)
    shop.emulator.faults.slow_list(60)
    looking = await opens_as_a_server_does(shop)
    async with asyncio.timeout(3.9):  # what Twilio waits
        await amina.says("how much is shipping?")
    await shop.settles()
    looking.cancel()
    assert "$4" in amina.hears[-2] + amina.hears[-1]
    await catch_up(shop)
    assert len(await turns_in_order(shop)) == 5


@on_both_databases
async def test_a_missed_tap_is_understood_like_a_tap(shop: Shop) -> None:
    """P1: the list knows its label alone; she gets the same answers as if nothing had been lost."""
    amina, bo = shop.phone(), shop.phone("+14155550102", "Bo")
    for phone in (amina, bo):
        await shop.hears(phone, "hi")
    await shop.wiring.catch_up.look()
    for _ in range(6):
        label = shop.offered(bo)[0]
        heard = len(bo.hears)
        shop.emulator.faults.lose_inbound = 1
        assert await shop.taps(bo, label) == []
        expected = await shop.taps(amina, label)
        await shop.passes(minutes=2)
        await catch_up(shop)
        assert [text.replace("Bo", "Amina") for text in bo.hears[heard:]] == expected, label
        assert shop.offered(bo) == shop.offered(amina), label
