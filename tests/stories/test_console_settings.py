"""What an admin changes in the console, as shoppers notice it from their next message on (F1, P17)."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.clock import ManualClock
from tests.bot.console.merchant.house import House
from tests.stories.happened import agrees_to_offers, outcomes, with_journeys
from tests.stories.shop import Shop, open_shop
from tests.stories.test_cart import add_a_candle

OWN = {"quiet": "own", "capped": "own"}
LEFT = "🛒 Your cart is still here"
UK = "+447700900101"


@pytest.fixture
async def shop(database_url: str, clock: ManualClock, tmp_path: Path) -> AsyncIterator[Shop]:
    """Everybody's cart is reminded of; people are always there, as the file says."""
    file = with_journeys(tmp_path, "cart_recovery = {holdout = 0}")
    async with open_shop(database_url, clock, **file) as opened:
        await opened.wiring.templates.submit()
        yield opened


async def test_new_hours_answer_the_next_request_for_a_person(shop: Shop, clock: ManualClock) -> None:
    """F2, P17: somebody is always there, until hours are set; then it is said from when on, and again without."""
    amina, bela, chloe = (shop.phone(f"+1415555010{n}", name) for n, name in enumerate(("Amina", "Bela", "Chloe")))
    assert "right here" in (await shop.walks(amina, "hi", "agent"))[-1]
    day = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[clock.now().weekday()]
    hours = {"always": False, "hours": {day: "00:00-00:01"}, "answer_minutes": 5, "idle_hours": 4, "assign": "off"}
    await _puts(shop, "hours", hours)
    assert "back" in (await shop.walks(bela, "hi", "agent"))[-1]
    await _drops(shop, "hours")
    assert "right here" in (await shop.walks(chloe, "hi", "agent"))[-1]


async def test_new_hours_are_told_by_every_process(shop: Shop, clock: ManualClock) -> None:
    """F2: who changes them and who answers need not be the same: the database tells."""
    day = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[clock.now().weekday()]
    value = f'{{"{day}":"00:00-00:01"}}'
    async with shop.wiring.database.write() as tx:
        await tx.run("insert into shop_setting (name, value, by, at) values ('handoff.hours', $1, 'Joon', 1)", value)
        await tx.run("insert into shop_change (at, what) values (1, 'setting')")
    assert await shop.wiring.keeper.refresh()
    assert "back" in (await shop.walks(shop.phone(), "hi", "agent"))[-1]


async def test_a_new_cap_gates_the_next_step(shop: Shop) -> None:
    """D2, P8: one reminder in six days: the second is put off, and not sent when that would be too late."""
    amina = shop.phone(UK)
    await agrees_to_offers(shop, amina)
    await add_a_candle(shop, amina)
    await shop.passes(hours=1)
    assert sum(text.startswith(LEFT) for text in amina.hears) == 1
    heard = len(amina.hears)
    await _puts(
        shop, "limits", {"marketing": {"quiet": "own", "capped": "set", "caps": ["1 per 6d"]}, "utility": OWN}
    )
    await shop.passes(hours=24)
    await shop.passes(hours=48)
    assert len(amina.hears) == heard
    told = [(step, outcome) for step, outcome, _ in await outcomes(shop, "cart_recovery")]
    assert "suppressed" in {outcome for _, outcome in told}
    assert "the contact has had enough messages of this kind for now" in str(await outcomes(shop, "cart_recovery"))


async def test_new_quiet_hours_put_the_next_step_off(shop: Shop, clock: ManualClock) -> None:
    """P8: the shop says that it is night; the reminder comes in the morning, or once the file's word holds again."""
    amina = shop.phone(UK)
    await agrees_to_offers(shop, amina)
    await add_a_candle(shop, amina)
    heard = len(amina.hears)
    now = clock.now()
    span = f"{(now.hour + 23) % 24:02}:00-{(now.hour + 5) % 24:02}:00"
    await _puts(shop, "limits", {"marketing": {"quiet": "set", "quiet_hours": span, "capped": "own"}, "utility": OWN})
    await shop.passes(hours=1)
    assert amina.hears[heard:] == []
    await _drops(shop, "limits")
    await shop.passes(hours=5)
    assert sum(text.startswith(LEFT) for text in amina.hears) == 1


async def test_a_language_that_is_switched_off_and_on(shop: Shop) -> None:
    """B1: whoever wrote it is answered in the first one; switched on again, in theirs without a word of hers."""
    minji = shop.phone("+821055550101", "Minji")
    assert "안녕하세요" in (await shop.hears(minji, "안녕하세요"))[0]
    await _puts(shop, "languages", {"languages": {"ko": False}})
    assert (await shop.hears(minji, "주문 조회"))[-1].isascii()
    assert "한국어" not in str(await shop.hears(minji, "another language")) + str(shop.offered(minji))
    assert await shop.rows("select language from contact") == [("ko",)]
    await _drops(shop, "languages")
    assert "한국어" in str(await shop.hears(minji, "another language")) + str(shop.offered(minji))


async def _puts(shop: Shop, part: str, body: dict[str, Any]) -> None:
    house = House(shop)
    async with house.browser(await _admin(house)) as browser:
        answer = await browser.put(f"/api/settings/{part}", json=body)
        assert answer.status_code == 200, answer.text


async def _drops(shop: Shop, part: str) -> None:
    house = House(shop)
    async with house.browser(await _admin(house)) as browser:
        assert (await browser.delete(f"/api/settings/{part}")).status_code == 200


async def _admin(house: House) -> Any:
    count = len(await house.shop.rows("select id from agent"))
    return await house.hires(f"Admin{count}", "admin")
