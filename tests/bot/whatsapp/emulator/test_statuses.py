"""Status callbacks: signed, with our reference, in every order that the real ones come in."""

import asyncio

from bot.whatsapp.emulator.account import Pace
from tests.bot.whatsapp.emulator.shop_side import AMINA, open_town


async def test_a_message_is_sent_delivered_and_read_when_looked_at(town):
    """G2: each callback brings the reference back."""
    await town.phone().says("hi")
    sid = (await town.sends("Hello")).json()["sid"]
    await town.emulator.settled()
    assert town.shop.statuses == ["sent", "delivered"]
    await town.client.post(f"/phones/{AMINA}/read")
    await town.emulator.settled()
    assert town.shop.statuses == ["sent", "delivered", "read"]
    assert {(update.provider_id, update.reference) for update in town.shop.updates} == {(sid, "our|reference")}


async def test_reading_twice_tells_once(town):
    await town.phone().says("hi")
    await town.sends("Hello")
    await town.emulator.settled()
    for _ in range(3):
        town.phone().looks()
    await town.emulator.settled()
    assert town.shop.statuses.count("read") == 1


async def test_what_is_on_its_way_to_an_open_phone_is_read_on_arrival():
    async with open_town(status=Pace(sent=0.02, delivered=0.02)) as town:
        await town.phone().says("hi")
        await town.sends("Hello")
        town.phone().looks()
        await town.emulator.settled()
        assert town.shop.statuses == ["sent", "delivered", "read"]


async def test_what_comes_after_looking_away_stays_unread(town):
    await town.phone().says("hi")
    town.phone().looks()
    await town.sends("Hello")
    await town.emulator.settled()
    assert town.shop.statuses == ["sent", "delivered"]


async def test_statuses_can_come_backwards(town):
    """P14: a late "sent" must not overwrite "delivered"."""
    town.faults.statuses = "reversed"
    await town.phone().says("hi")
    await town.sends("Hello")
    await town.emulator.settled()
    assert town.shop.statuses == ["delivered", "sent"]


async def test_statuses_can_come_twice(town):
    town.faults.statuses = "doubled"
    await town.phone().says("hi")
    await town.sends("Hello")
    await town.emulator.settled()
    assert town.shop.statuses == ["sent", "sent", "delivered", "delivered"]


async def test_statuses_can_stay_away(town):
    """The provider's own record moves on all the same: that is what reconciliation reads."""
    town.faults.statuses = "none"
    await town.phone().says("hi")
    message = (await town.sends("Hello")).json()
    await town.emulator.settled()
    assert town.shop.updates == []
    assert (await town.client.get(message["uri"])).json()["status"] == "delivered"


async def test_a_failure_carries_its_code(town):
    """P13"""
    town.faults.fail_next(code=63024)
    await town.phone().says("hi")
    message = (await town.sends("Hello")).json()
    await town.emulator.settled()
    [update] = town.shop.updates
    assert (update.status, update.error_code) == ("failed", 63024)
    fetched = (await town.client.get(message["uri"])).json()
    assert (fetched["error_code"], fetched["error_message"]) == (63024, "Invalid message recipient")
    assert town.phone().hears == []


async def test_without_a_callback_url_nobody_is_told(town):
    await town.phone().says("hi")
    await town.sends("Hello", StatusCallback=None)
    await town.emulator.settled()
    assert town.shop.updates == []


async def test_a_shop_that_refuses_statuses_does_not_stop_messages(town):
    town.shop.base = "http://127.0.0.1:9"
    await town.phone().says("hi")
    await town.sends("Hello")
    await town.emulator.settled()
    assert town.phone().hears == ["Hello"]


async def test_closing_ends_what_is_on_its_way():
    async with open_town(status=Pace(sent=60, delivered=60)) as town:
        await town.phone().says("hi")
        await town.sends("Hello")
        async with asyncio.timeout(2):
            await town.emulator.close()
        assert town.shop.updates == []
