"""The phone's live events: in order, resumable, and honest when too much was missed."""

import asyncio
import json

import httpx
import pytest

from bot.clock import SystemClock
from bot.whatsapp.emulator.emulator import Emulator
from bot.whatsapp.emulator.server import serve_emulator
from bot.whatsapp.emulator.store import MAX_NEWS
from tests.bot.whatsapp.emulator.shop_side import ACCOUNT, AMINA, SENDER


async def events(town, count, headers=None, address=AMINA):
    """The first `count` events of a stream: (id, event, data)."""
    found, current = [], {}
    async with asyncio.timeout(5), town.client.stream("GET", f"/phones/{address}/stream", headers=headers) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        async for line in stream.aiter_lines():
            name, _, value = line.partition(": ")
            if name:
                current[name] = value
            elif "data" in current:
                found.append((int(current["id"]), current.get("event", ""), json.loads(current["data"])))
                current = {}
                if len(found) == count:
                    return found
    return found


async def test_everything_that_happens_is_told_in_order(town):
    watching = asyncio.create_task(events(town, 5, {"Last-Event-ID": "0"}))
    sid = await town.phone().says("hi")
    await town.client.post("/v2/Indicators/Typing.json", data={"channel": "whatsapp", "messageId": sid})
    await town.sends("Hello")
    told = await watching
    assert [number for number, _, _ in told] == sorted({number for number, _, _ in told})
    assert [each["type"] for _, _, each in told] == ["message", "status", "typing", "message", "status"]
    assert told[0][2]["message"]["text"] == "hi"
    assert told[4][2]["status"] == "sent"


async def test_a_broken_stream_goes_on_where_it_was(town):
    """Nothing is lost between two connections, nothing is told twice."""
    await town.phone().says("one")
    [(first, _, _)] = await events(town, 1, {"Last-Event-ID": "0"})
    await town.phone().says("two")
    await town.phone().says("three")
    later = await events(town, 2, {"Last-Event-ID": str(first)})
    assert [each["message"]["text"] for _, _, each in later] == ["two", "three"]


async def test_other_phones_are_not_overheard(town):
    await town.phone("+8222222222").says("private")
    await town.phone().says("mine")
    [(_, _, told)] = await events(town, 1, {"Last-Event-ID": "0"})
    assert told["message"]["text"] == "mine"


async def test_a_stream_of_another_life_is_told_to_start_anew(town):
    """The emulator forgot everything when it was restarted."""
    [(_, event, _)] = await events(town, 1, {"Last-Event-ID": "99999"})
    assert event == "reset"


async def test_a_stream_that_missed_too_much_is_told_to_start_anew(town):
    for number in range(MAX_NEWS + 5):
        town.emulator.store.tell("+8299999999", {"type": "typing", "sid": str(number)})
    [(_, event, _)] = await events(town, 1, {"Last-Event-ID": "1"})
    assert event == "reset"


async def test_a_server_of_its_own_can_be_had():
    """What other rooms' tests use; leaving it ends open streams too."""
    emulator = Emulator(
        account_sid=ACCOUNT, auth_token="t", senders=[SENDER], webhook_url="http://127.0.0.1:9/", clock=SystemClock()
    )
    async with httpx.AsyncClient(verify=False) as client:
        async with serve_emulator(emulator) as base:
            assert base.endswith("/emulator")
            stream = await client.send(client.build_request("GET", f"{base}/phones/{AMINA}/stream"), stream=True)
            assert stream.status_code == 200
        assert [line async for line in stream.aiter_lines()] == ["retry: 1000", ""]


async def test_closing_ends_the_streams(town):
    watching = asyncio.create_task(events(town, 1))
    await asyncio.sleep(0.05)
    await town.emulator.close()
    assert await watching == []


@pytest.mark.parametrize("after", ["x", "-1", "1" * 20])
async def test_nonsense_is_refused(town, after):
    assert (await town.client.get(f"/phones/{AMINA}/stream?after={after}")).status_code == 400
    assert (await town.client.get(f"/phones/{AMINA}/messages?after={after}")).status_code == 400


async def test_bubbles_are_listed_after_a_number(town):
    await town.phone().says("one")
    first = (await town.client.get(f"/phones/{AMINA}/messages")).json()
    await town.phone().says("two")
    later = (await town.client.get(f"/phones/{AMINA}/messages?after={first['seq']}")).json()
    assert [bubble["text"] for bubble in later["messages"]] == ["two"]
    assert later["seq"] > first["seq"]
    assert (await town.client.get("/phones/KR.nobody/messages")).json()["messages"] == []
