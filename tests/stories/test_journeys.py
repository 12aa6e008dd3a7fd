"""Journeys through the front door: something happens in the shop, time passes, and one message goes out."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from bot.clock import ManualClock
from bot.inbox.events import EventKind, NewEvent
from bot.whatsapp.emulator.handset import Handset
from tests.catalog.feeds.test_download import server
from tests.stories.shop import Shop, on_both_databases, open_shop

REMINDER = """
responses:
  utter_left_behind: [{text: "{contact_name}, you said “{event.text}”."}]
  utter_last_call: [{text: "Your cart is still here."}]
journeys:
  left_behind:
    trigger: {event: message.in, if: event.text = "remember my cart"}
    exit: [{event: order.placed, goal: recovered}]
    steps:
      - {id: w1, wait: {for: 1h}}
      - {id: m1, send: utter_left_behind}
      - {id: w2, wait: {for: 5h, until: [message.in]}}
      - id: answered
        noop: true
        next:
          - if: context.outcome = "message.in"
            then: END
          - else: m2
      - {id: m2, send: utter_last_call}
"""


async def happens(shop: Shop, contact_id: int, name: str, key: str, **data: Any) -> None:
    """The shop tells of something that concerns a contact."""
    event = NewEvent(key, EventKind.SHOP, {"name": name, "data": data}, shop.clock.now(), contact_id=contact_id)
    await shop.wiring.inbox.keep(event)
    await shop.settles()


@on_both_databases
async def test_time_passes_and_one_message_goes_out(database_url: str, clock: ManualClock, tmp_path: Path) -> None:
    """F5: a trigger, a wait, a send; once, at the minute, and every step has one outcome."""
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "journeys.yml").write_text(REMINDER)
    async with open_shop(database_url, clock, flows_dir=str(tmp_path / "own")) as shop:
        amina = shop.phone()
        await shop.hears(amina, "remember my cart")
        before = len(amina.hears)
        await shop.passes(minutes=59, seconds=59)
        assert len(amina.hears) == before
        await shop.passes(seconds=1)
        assert amina.hears[before:] == ["Amina, you said “remember my cart”."]
        await shop.passes(hours=5)
        assert amina.hears[before + 1 :] == ["Your cart is still here."]
        steps = await shop.rows("select step, outcome from journey_step order by id")
        assert steps == [("m1", "queued"), ("m2", "queued")]
        assert await shop.rows("select stage, reason from enrollment") == [("done", "its last step is behind it")]
        assert await shop.rows("select journeys from conversation where journeys > 0") == []


async def test_what_it_is_for_ends_it(clock: ManualClock, tmp_path: Path) -> None:
    """F5: an order ends the reminder before it is sent, and is counted as its goal."""
    (tmp_path / "journeys.yml").write_text(REMINDER)
    async with open_shop(f"sqlite:///{tmp_path}/shop.db", clock, flows_dir=str(tmp_path)) as shop:
        amina = shop.phone()
        await shop.hears(amina, "remember my cart")
        before = len(amina.hears)
        [(contact_id,)] = await shop.rows("select contact_id from enrollment")
        await happens(shop, contact_id, "order.placed", "order:1", order_id=1)
        await shop.passes(hours=8)
        assert amina.hears[before:] == []
        told = "select stage, goal from enrollment where journey = 'left_behind'"
        assert await shop.rows(told) == [("exited", "recovered")]
        assert await shop.rows("select count(*) from timer where name like 'journey:left%'") == [(0,)]


ASKING = """
responses:
  utter_eta: [{text: "It comes on {context.eta.day}."}]
  utter_no_eta: [{text: "We cannot say yet when it comes."}]
journeys:
  ask_eta:
    trigger: {event: message.in, if: event.text = "tell me when"}
    steps:
      - id: ask
        fetch: {url: "SERVICE/orders/{event.text}", save: eta, timeout: 10s}
        next:
          - if: context.outcome = "ok"
            then: [{id: tell, send: utter_eta, next: END}]
          - else: sorry
      - {id: sorry, send: utter_no_eta}
"""
SORRY = "We cannot say yet when it comes."


@asynccontextmanager
async def asked(
    clock: ManualClock, folder: Path, service: str, asking: str = ASKING, text: str = "tell me when"
) -> AsyncIterator[tuple[Shop, Handset]]:
    """A shop that has just been asked when the order comes, and has not asked the service yet."""
    (folder / "journeys.yml").write_text(asking.replace("SERVICE", service))
    async with open_shop(f"sqlite:///{folder}/shop.db", clock, flows_dir=str(folder)) as shop:
        await shop.hears(amina := shop.phone(), text)
        yield shop, amina


def _service(path: str, headers: dict[str, str]) -> bytes:
    found = path == "/orders/tell%20me%20when"
    body = b'{"day": "Friday"}' if found else b"{"
    return b"HTTP/1.1 200 OK\r\nContent-Length: " + str(len(body)).encode() + b"\r\n\r\n" + body


async def test_a_service_is_asked_and_its_answer_used(clock: ManualClock, tmp_path: Path) -> None:
    """F6: what comes back is said."""
    async with server(_service) as address, asked(clock, tmp_path, address) as (shop, amina):
        shop.wiring.fetches.own_network = True
        assert await shop.wiring.fetches.work_once() == 1
        await shop.settles()
        assert amina.hears[-1] == "It comes on Friday."
        assert await shop.wiring.fetches.work_once() == 0


async def test_a_private_address_is_not_asked(clock: ManualClock, tmp_path: Path) -> None:
    """F6: the journey takes the other way; the service never hears of it."""
    heard: list[str] = []

    def service(path: str, headers: dict[str, str]) -> bytes:
        heard.append(path)
        return _service(path, headers)

    async with server(service) as address, asked(clock, tmp_path, address) as (shop, amina):
        await shop.wiring.fetches.work_once()
        await shop.settles()
        assert amina.hears[-1] == SORRY
        assert heard == []
        [(error,)] = await shop.rows("select error from journey_fetch")
        assert "private network" in error


async def test_a_service_that_says_nothing_holds_nobody_up(clock: ManualClock, tmp_path: Path) -> None:
    """F6: the time-out is the journey's own timer; what comes later changes nothing."""
    async with server(_service) as address, asked(clock, tmp_path, address) as (shop, amina):
        shop.wiring.fetches.own_network = True
        before = len(amina.hears)
        await shop.passes(seconds=10)
        assert amina.hears[before:] == [SORRY]
        await shop.wiring.fetches.work_once()
        await shop.settles()
        assert len(amina.hears) == before + 1


async def test_a_slow_service_holds_up_no_other_journey(clock: ManualClock, tmp_path: Path) -> None:
    """F6, P41: while one answer drips, whoever asks later is answered."""
    calls: list[str] = []

    def service(path: str, headers: dict[str, str]) -> bytes:
        calls.append(path)
        answer = _service(path, headers)
        return answer if len(calls) > 1 else answer[:-3]

    async with server(service, drips=True) as address, asked(clock, tmp_path, address) as (shop, amina):
        shop.wiring.fetches.own_network = True
        fetching = asyncio.create_task(shop.wiring.fetches.run())
        async with asyncio.timeout(5):
            while not calls:
                await asyncio.sleep(0.01)
            await shop.hears(ben := shop.phone("+14155550188"), "tell me when")
            while await shop.rows("select 1 from journey_fetch where done_at is not null") == []:
                await asyncio.sleep(0.01)
        await shop.settles()
        assert ben.hears[-1] == "It comes on Friday."
        assert not {"It comes on Friday.", SORRY} & {*amina.hears}
        fetching.cancel()
        with suppress(asyncio.CancelledError):
            await fetching


@pytest.mark.parametrize("text", ["..", "."])
async def test_what_a_contact_writes_climbs_out_of_no_folder(clock: ManualClock, tmp_path: Path, text: str) -> None:
    """F6: an address leads where its author meant it to."""
    heard: list[str] = []

    def service(path: str, headers: dict[str, str]) -> bytes:
        heard.append(path)
        return b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"

    told = ASKING.replace('event.text = "tell me when"', f'event.text = "{text}"')
    async with server(service) as address, asked(clock, tmp_path, address, told, text) as (shop, amina):
        shop.wiring.fetches.own_network = True
        assert await shop.wiring.fetches.work_once() == 1
        await shop.settles()
        assert amina.hears[-1] == SORRY
        assert heard == []
        [(error,)] = await shop.rows("select error from journey_fetch")
        assert "climbs" in error
