"""An outage from end to end: the phone writes, the shop is away, the provider's list brings it all back."""

from datetime import timedelta

from bot.whatsapp.missed import take_in_missed
from tests.bot.whatsapp.emulator.shop_side import AMINA, MESSAGES, NOW, SENDER


class Lister:
    """The provider's list over plain HTTP, with the files of each message."""

    def __init__(self, client):
        self.client = client

    async def list_inbound(self, sender, since):
        query = {"To": f"whatsapp:{sender}", "DateSent>": since.isoformat()}
        rows = (await self.client.get(f"{MESSAGES}.json", params=query)).json()["messages"]
        for row in rows:
            row["media"] = (await self.client.get(row["subresource_uris"]["media"])).json()["media_list"]
        return rows


async def test_what_was_written_during_an_outage_is_taken_in_once_and_in_order(town):
    """P1, P6, P28: nothing lost, files included; what did arrive keeps its key and is not doubled."""
    await town.phone().says("before")
    town.faults.lose_inbound = 2
    town.clock.set(NOW + timedelta(minutes=1))
    await town.phone().says("first")
    town.clock.set(NOW + timedelta(minutes=2))
    await town.phone("KR.1").shares("image", b"picture", "image/png", text="second")
    assert [event.body["text"] for event in town.shop.events] == ["before"]

    town.clock.set(NOW + timedelta(hours=1))
    lister = Lister(town.client)
    offered = await take_in_missed(lister, town.shop, [SENDER], NOW - timedelta(minutes=5), town.clock)

    assert offered == 3
    by_key = {event.key: event for event in town.shop.events}
    assert [event.body["text"] for event in by_key.values()] == ["before", "first", "second"]
    picture = town.shop.events[-1]
    assert (picture.handles[0].value, picture.received_at) == ("KR.1", NOW + timedelta(minutes=2))
    assert picture.body["kind"] == "image"
    path = picture.body["media"]["url"].removeprefix("https://api.twilio.com")
    assert (await town.client.get(path)).content == b"picture"
    assert AMINA in {event.handles[0].value for event in town.shop.events}
