"""Whoever reads along is told at once of what turns do about people, not at the next look."""

import asyncio

import pytest

from bot.hooks.tell import BELL as HOOKS
from bot.live.touch import BELL as LIVE
from tests.bells import rung
from tests.stories.people import People
from tests.stories.shop import Shop


async def test_a_turn_that_says_nothing_and_raises_somebody_is_seen_at_once(shop: Shop) -> None:
    """F2: nobody answered in time, so the console puts them in front; no message says so."""
    amina, coordinator = shop.phone(), shop.wiring.coordinator
    await People(shop).hire("Joon")
    await shop.walks(amina, "hi", "agent")
    await rung(coordinator, LIVE, HOOKS)
    heard = len(amina.hears)
    await shop.passes(minutes=5)
    assert len(amina.hears) == heard
    assert await rung(coordinator, LIVE, HOOKS) == {LIVE, HOOKS}


async def test_what_is_set_aside_is_in_the_queue_at_once(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """P42: people have the conversation before its next turn says a word."""
    amina, coordinator = shop.phone(), shop.wiring.coordinator
    await People(shop).hire("Joon")
    await amina.says("grab the moon")
    await shop.settles()
    for seconds in (1, 4, 15):
        await shop.passes(seconds=seconds)
    await shop.passes_alone(seconds=60)
    woken: list[str] = []
    ring = coordinator.wake
    monkeypatch.setattr(coordinator, "wake", lambda topic: (woken.append(topic), ring(topic)))
    await shop.wiring.worker.work_once()
    await asyncio.gather(*shop.wiring.worker._busy.values())
    assert await shop.rows("select owner from conversation") == [("queue",)]
    assert {LIVE, HOOKS, "turns"} <= set(woken)
