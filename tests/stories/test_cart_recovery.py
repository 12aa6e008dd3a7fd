"""A cart that is left alone is reminded of, at most three times, never untruly, and never against an answer (D2)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.clock import ManualClock
from bot.whatsapp.emulator.handset import Handset
from tests.stories.checkout import buys, page_of_link
from tests.stories.happened import agrees_to_offers, happens, outcomes, stages, with_journeys
from tests.stories.shop import Shop, open_shop
from tests.stories.test_cart import CANDLE, add_a_candle

JOURNEY = "cart_recovery"
PLAIN = "cart_recovery = {holdout = 0}"
UK = "+447700900101"  # marketing templates are not delivered to the United States
LEFT = "🛒 Your cart is still here:"


@asynccontextmanager
async def with_cart(
    clock: ManualClock, folder: Path, settings: str = PLAIN, address: str = UK
) -> AsyncIterator[tuple[Shop, Handset]]:
    """Amina, who agreed to offers, has just put a candle into her cart."""
    given = with_journeys(folder, settings)
    async with open_shop(f"sqlite:///{folder}/shop.db", clock, **given) as shop:
        await shop.wiring.templates.submit()
        amina = shop.phone(address)
        await agrees_to_offers(shop, amina)
        await add_a_candle(shop, amina)
        yield shop, amina


async def test_an_hour_a_day_and_three_days_of_silence(clock: ManualClock, tmp_path: Path) -> None:
    """D2, P8: three reminders with the cart in them, the later ones as templates, then nothing more."""
    async with with_cart(clock, tmp_path) as (shop, amina):
        before = len(amina.hears)
        await shop.passes(minutes=59)
        assert amina.hears[before:] == []
        await shop.passes(minutes=1)
        [first] = amina.hears[before:]
        assert first.startswith(LEFT)
        for words in ("• Cedar & Rain Candle · 200 g – $26", "*$26*", "https://bot.example.com/l/k."):
            assert words in first
        assert shop.offered(amina) == ["💬 I have a question", "⏰ Not now"]
        await shop.passes(hours=24)
        await shop.passes(hours=48)
        assert len(amina.hears) == before + 3
        assert [bubble.is_template for bubble in shop.bubbles(amina)[-2:]] == [True, True]
        assert "can still be had" in amina.hears[-2]
        await shop.passes(days=2)
        await shop.passes(days=18)
        assert len(amina.hears) == before + 3
        assert await stages(shop, JOURNEY) == [("done", "END", "")]


async def test_an_order_ends_it(clock: ManualClock, tmp_path: Path) -> None:
    """D2, P22: bought by the reminder's own link: no further word about the cart, and it counts as recovered."""
    async with with_cart(clock, tmp_path) as (shop, amina):
        await shop.passes(hours=1)
        await buys(shop, await page_of_link(shop, amina.hears[-1:]))
        await shop.passes(days=5)
        assert sum("cart" in text.lower() for text in amina.hears if "still" in text) == 1
        assert await stages(shop, JOURNEY) == [("exited", "day", "recovered")]


async def test_an_order_on_another_device_ends_it(clock: ManualClock, tmp_path: Path) -> None:
    """D2, P22: a store tells of an order that knows nothing of the cart."""
    async with with_cart(clock, tmp_path) as (shop, amina):
        before = len(amina.hears)
        await shop.passes(minutes=30)
        await happens(shop, amina, "order.placed", "order.placed:99", order_id=99, source="store", payment="card")
        await shop.passes(days=5)
        assert not any(LEFT in text for text in amina.hears[before:])
        assert await stages(shop, JOURNEY) == [("exited", "hour", "recovered")]


async def test_a_changed_cart_begins_the_hour_anew(clock: ManualClock, tmp_path: Path) -> None:
    """D2, P21: the hour is of silence: neither the cart nor the chat has moved in it."""
    async with with_cart(clock, tmp_path) as (shop, amina):
        await shop.passes(minutes=40)
        await shop.hears(amina, "how much is shipping?")
        await shop.passes(minutes=40)
        await shop.hears(amina, "my cart")
        await shop.taps(amina, "✏️ Change cart")
        before = len(amina.hears)
        await shop.passes(minutes=59)
        assert amina.hears[before:] == []
        await shop.passes(minutes=1)
        assert LEFT in amina.hears[-1]


async def test_an_answer_opens_a_conversation_about_the_cart(clock: ManualClock, tmp_path: Path) -> None:
    """D2: words that mean nothing else are about the cart; what keeps her is asked and answered, reminders end."""
    async with with_cart(clock, tmp_path) as (shop, amina):
        await shop.passes(hours=1)
        await shop.passes(hours=2)
        [asked] = await shop.hears(amina, "qwrtz zzxq")
        assert "What can I do about your cart?" in asked
        assert shop.offered(amina) == ["💬 A question", "📏 The size", "💰 The price", "⏰ Later"]
        assert "A coupon may help" in (await shop.taps(amina, "💰 The price"))[-1]
        assert "Cedar & Rain Candle" in "".join(await shop.taps(amina, "🛒 View cart"))
        before = len(amina.hears)
        await shop.passes(days=8)
        assert amina.hears[before:] == []


async def test_an_answer_to_something_else_ends_the_reminders_too(clock: ManualClock, tmp_path: Path) -> None:
    """D2: what is understood is answered as always; nobody is asked about the cart on top of it."""
    async with with_cart(clock, tmp_path) as (shop, amina):
        await shop.passes(hours=1)
        answers = await shop.hears(amina, "how much is shipping?")
        assert "$4" in answers[0]
        assert not any("What can I do" in text for text in answers)
        before = len(amina.hears)
        await shop.passes(days=8)
        assert amina.hears[before:] == []


@pytest.mark.parametrize("button", ["⏰ Not now", "💬 I have a question"])
async def test_its_buttons_answer(clock: ManualClock, tmp_path: Path, button: str) -> None:
    """D2: “not now” is taken at its word; “I have a question” is asked what it is."""
    async with with_cart(clock, tmp_path) as (shop, amina):
        await shop.passes(hours=1)
        told = (await shop.taps(amina, button))[-1]
        assert ("I won't remind you again" if button == "⏰ Not now" else "What can I do about your cart?") in told
        before = len(amina.hears)
        await shop.passes(days=8)
        assert amina.hears[before:] == []


async def test_what_is_sold_out_or_emptied_is_not_reminded_of(clock: ManualClock, tmp_path: Path) -> None:
    """G3: nothing of it can be bought: silence, with its reason."""
    async with with_cart(clock, tmp_path) as (shop, amina):
        before = len(amina.hears)
        await shop.sells(CANDLE, stock=0)
        await shop.passes(hours=1)
        assert amina.hears[before:] == []
        assert await outcomes(shop, JOURNEY) == [
            ("first", "suppressed", "nothing of the cart can be bought now"),
        ]


async def test_todays_price_is_told(clock: ManualClock, tmp_path: Path) -> None:
    """G3: not the price of the day on which it was put in."""
    async with with_cart(clock, tmp_path) as (shop, amina):
        await shop.sells(CANDLE, price=2000, sale_price=None)
        await shop.passes(hours=1)
        assert "– $20" in amina.hears[-1]


async def test_nobody_who_has_not_agreed_is_reminded(shop: Shop) -> None:
    """D2, F9: reminders are offers; without a yes to these there are none, and the reason is written down."""
    amina = shop.phone()
    await add_a_candle(shop, amina)
    before = len(amina.hears)
    await shop.passes(hours=1)
    await shop.passes(days=5)
    assert amina.hears[before:] == []
    assert {reason for _, _, reason in await outcomes(shop, JOURNEY)} <= {
        "the contact has not agreed to offers",
        "the contact is held out, so that the journey can be judged",
    }


async def test_an_incentive_is_dealt_to_its_share_and_issued_once(clock: ManualClock, tmp_path: Path) -> None:
    """D18, P36: all of them get the coupon in this test; it is theirs, it counts, and it is one of the budget."""
    settings = 'cart_recovery = {holdout = 0, incentive = "welcome", incentive_share = 100}'
    async with with_cart(clock, tmp_path, settings) as (shop, amina):
        await shop.passes(hours=1)
        await shop.passes(hours=24)
        [(code,)] = await shop.rows("select code from coupon")
        assert code in amina.hears[-1]
        assert "10% off with your code" in amina.hears[-1]
        assert await shop.rows("select issued from campaign where id = 'welcome'") == [(1,)]
        assert await shop.rows("select arm from exposure where split = 'arm'") == [("incentive",)]
        assert code in "".join(await shop.hears(amina, "my cart"))


async def test_who_is_held_out_hears_nothing_and_is_counted(clock: ManualClock, tmp_path: Path) -> None:
    """D18: half are held out; each of them walks along in silence, the others hear the reminder."""
    settings = "cart_recovery = {holdout = 50}"
    async with with_cart(clock, tmp_path, settings, "+447700900110") as (shop, amina):
        people = [amina]
        for number in range(111, 119):
            people.append(phone := shop.phone(f"+447700900{number}"))
            await agrees_to_offers(shop, phone)
            await add_a_candle(shop, phone)
        await shop.passes(hours=1)
        heard = sum(LEFT in phone.hears[-1] for phone in people)
        arms = dict(await shop.rows("select arm, count(*) from exposure where split = 'holdout' group by arm"))
        assert arms["treated"] == heard
        assert arms["held out"] == len(people) - heard
        assert 0 < heard < len(people)


async def test_a_stores_cart_is_reminded_of_with_its_own_way_back(clock: ManualClock, tmp_path: Path) -> None:
    """D2, P22: a checkout left at the store: its goods, its prices, its address; paid there, it is over."""
    async with with_cart(clock, tmp_path) as (shop, amina):
        await happens(shop, amina, "cart.emptied", "cart.emptied:1", cart_id=1)
        async with shop.wiring.database.write() as tx:
            row = await tx.row(
                "insert into cart (contact_id, status, created_at, changed_at, source, external_id, url) "
                "values (1, 'open', 5, 5, 'shopify', 'tok', 'https://store.example/recover/tok') returning id"
            )
            assert row is not None
            await tx.run(
                "insert into cart_line (cart_id, sku, quantity, price, currency, added_at, changed_at, title) "
                "values ($1, 'ELSEWHERE-1', 2, 1500, 'USD', 5, 5, 'Linen Scarf')",
                row[0],
            )
        before = len(amina.hears)
        await happens(shop, amina, "checkout.started", f"checkout.started:{row[0]}", cart_id=row[0], total=3000)
        await shop.passes(hours=1)
        [told] = amina.hears[before:]
        for words in ("• Linen Scarf × 2 – $30", "*$30*", "https://store.example/recover/tok"):
            assert words in told
        await happens(shop, amina, "order.placed", "order.placed:98", order_id=98, source="shopify", payment="card")
        await shop.passes(days=5)
        assert [goal for _, _, goal in await stages(shop, JOURNEY)] == ["", "recovered"]
