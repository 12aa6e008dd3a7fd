"""From the outbox to the phone: in order, once, whatever the provider does; what is not sent has its reason."""

import asyncio
from datetime import timedelta

import pytest

from bot.clock import ManualClock
from tests.stories.shop import Shop, on_both_databases, open_shop
from tests.stories.test_finder import TO_THE_SERUMS

SHIPPING = "Shipping is $4"
ALL = "select status, reason from outbox order by id"


async def work(shop: Shop, seconds: float = 0) -> None:
    """One pass of turns and sends, without waiting for the provider's statuses."""
    shop.clock.set(shop.clock.now() + timedelta(seconds=seconds))
    while await shop.wiring.worker.work_once():
        pass
    await shop.wiring.dispatcher.send_due()


async def reconcile(shop: Shop, seconds: float) -> None:
    shop.clock.set(shop.clock.now() + timedelta(seconds=seconds))
    await shop.wiring.reconciler.settle_due()
    await shop.settles()


@on_both_databases
async def test_the_same_message_five_times_is_one_turn(shop: Shop) -> None:
    """P1: two quizzes' worth of answers, each delivered five times at the same instant."""
    amina = shop.phone()
    for text in ("find a product", "skin care", "serum"):
        before = len(amina.hears)
        await amina.says(text, copies=5)
        await shop.settles()
        assert len(amina.hears) == before + 1
    assert len(await shop.rows("select id from inbox_event")) == 3
    assert (await shop.slots(amina))["skin_kind"] == "serum"


async def test_a_webhook_delivered_again_an_hour_later_is_known(shop: Shop) -> None:
    """P1: not only at the same instant, and also after a restart."""
    amina = shop.phone()
    sid = await amina.says("find a product")
    await shop.settles()
    await shop.passes(hours=1)
    await shop.opens()
    assert await shop.hears(amina, "find a product", fields={"MessageSid": sid, "SmsMessageSid": sid}) == []


async def test_quick_messages_are_one_conversation(shop: Shop) -> None:
    """P4: three answers in a row, before the first reply, are three answers of one person in their order."""
    amina = shop.phone()
    await shop.walks(amina, "find a product")
    for text in ("skin care", "serum", "oily"):
        await amina.says(text)
    await shop.settles()
    slots = await shop.slots(amina)
    assert (slots["department"], slots["skin_kind"], slots["skin_type"]) == ("skincare", "serum", "oily")
    assert "change most" in amina.hears[-1]


@on_both_databases
async def test_answers_come_in_the_order_of_their_questions(shop: Shop) -> None:
    """P6: many contacts at once, each log reads question, answer, question, answer."""
    phones = [shop.phone(f"+1415555{n:04d}") for n in range(20)]
    questions = ("how much is shipping?", "when are you open", "can I return it", "are your products vegan?")
    answers = (SHIPPING, "Our stores", "30 days", "made of")
    for question in questions:
        await asyncio.gather(*(phone.says(question) for phone in phones))
    await shop.settles()
    for phone in phones:
        assert [any(a in text for text in [heard]) for a, heard in zip(answers, phone.hears, strict=True)] == [
            True
        ] * 4
        entries = await shop.rows(
            "select o.event_id from outbox o join handle h on h.contact_id = o.contact_id "
            "where h.value = $1 order by o.id",
            phone.address,
        )
        assert entries == sorted(entries)


@on_both_databases
async def test_text_waits_until_the_picture_before_it_is_sent(shop: Shop) -> None:
    """P5: no fixed sleep; the next goes when WhatsApp has the picture, or after a few seconds."""
    amina = shop.phone()
    await shop.walks(amina, *TO_THE_SERUMS, "redness")
    shop.emulator.faults.statuses = "none"
    await shop.hears(amina, "next")
    await amina.says("how much is shipping?")
    await work(shop)
    assert SHIPPING not in amina.hears[-1], "the picture is accepted, but not yet with WhatsApp"
    picture = shop.bubbles(amina)[-1]
    assert picture.shown.media
    await shop.told(picture, "sent")
    await work(shop)
    assert SHIPPING in amina.hears[-1] or SHIPPING in amina.hears[-2]


async def test_text_does_not_wait_for_ever(shop: Shop) -> None:
    """P5: when the status of a picture never comes."""
    amina = shop.phone()
    await shop.walks(amina, *TO_THE_SERUMS)
    shop.emulator.faults.statuses = "none"
    await shop.hears(amina, "redness")
    await amina.says("how much is shipping?")
    await work(shop)
    assert not [text for text in amina.hears if SHIPPING in text]
    await work(shop, seconds=4)
    assert [text for text in amina.hears if SHIPPING in text]


@on_both_databases
@pytest.mark.parametrize("mode", ["normal", "doubled", "reversed"])
async def test_statuses_may_come_in_any_order(shop: Shop, mode: str) -> None:
    """P14: late, twice, backwards, before our own commit: a status never goes back."""
    shop.emulator.faults.statuses = mode
    amina = shop.phone()
    await shop.walks(amina, "hi", "find a product", "skin care")
    assert await shop.rows(ALL) == [("delivered", "")] * 3
    amina.looks()
    await shop.settles()
    assert await shop.rows(ALL) == [("read", "")] * 3
    for message in shop.bubbles(amina):
        for late in ("sent", "failed", "delivered", "queued"):
            await shop.told(message, late)
    assert await shop.rows(ALL) == [("read", "")] * 3


async def test_delivery_beats_an_earlier_failure(shop: Shop) -> None:
    """P14, P13: failed with a code and its meaning; then the other device has it after all."""
    shop.emulator.faults.fail_next(code=63024)
    amina = shop.phone()
    await shop.hears(amina, "hi")
    [(status, reason, code)] = await shop.rows("select status, reason, error_code from outbox")
    assert (status, code) == ("failed", 63024)
    assert reason
    [message] = [each for each in shop.emulator.store.messages.values() if each.from_shop]
    await shop.told(message, "delivered")
    assert (await shop.rows(ALL))[0][0] == "delivered"


async def test_a_busy_provider_delays_and_loses_nothing(shop: Shop) -> None:
    """P15: 429 with Retry-After is honoured, the order stays, each message comes once."""
    amina = shop.phone()
    shop.emulator.faults.refuse_next(status=429, times=1, retry_after=30)
    await amina.says("hi")
    await amina.says("how much is shipping?")
    await shop.settles()
    assert amina.hears == []
    await shop.passes(seconds=20)
    assert amina.hears == [], "not before the time that the provider asked for"
    for _ in range(4):
        await shop.passes(seconds=10)
    assert len(amina.hears) == 2
    assert "Welcome" in amina.hears[0]
    assert SHIPPING in amina.hears[1]


@on_both_databases
async def test_a_hundred_and_fifty_contacts_in_a_storm_of_429(shop: Shop) -> None:
    """P15: the first 60 sends are refused; everybody is answered once in the end."""
    shop.emulator.faults.refuse_next(status=429, times=60, retry_after=2)
    phones = [shop.phone(f"+1415555{n:04d}") for n in range(150)]
    await asyncio.gather(*(phone.says("how much is shipping?") for phone in phones))
    for _ in range(40):
        await shop.passes(seconds=5)
        if all(phone.hears for phone in phones):
            break
    assert [len(phone.hears) for phone in phones] == [1] * 150


async def test_a_server_error_is_tried_again(shop: Shop) -> None:
    """P3, P15: 503 twice, then it goes out; once."""
    amina = shop.phone()
    shop.emulator.faults.refuse_next(status=503, times=2)
    await shop.hears(amina, "hi")
    for _ in range(8):
        await reconcile(shop, seconds=30)
    assert len(amina.hears) == 1
    assert (await shop.rows(ALL))[0][0] == "delivered"


@on_both_databases
async def test_an_answer_that_got_lost_is_not_sent_twice(shop: Shop) -> None:
    """P2, G2: sent, but the connection broke: the provider's list tells, nothing is sent blindly again."""
    amina = shop.phone()
    shop.emulator.faults.statuses = "none"
    shop.emulator.faults.swallow_next()
    await shop.hears(amina, "hi")
    for _ in range(10):
        await reconcile(shop, seconds=30)
    assert len(amina.hears) == 1
    assert (await shop.rows(ALL))[0][0] in {"accepted", "sent", "delivered"}


async def test_outside_the_window_nothing_is_sent_and_the_reason_is_kept(shop: Shop) -> None:
    """P7: an answer that comes a day late is not thrown at the provider; why is written down."""
    amina = shop.phone()
    await amina.says("hi")
    shop.clock.set(shop.clock.now() + timedelta(hours=25))
    await shop.settles()
    assert amina.hears == []
    [(status, reason)] = await shop.rows(ALL)
    assert status == "dropped"
    assert "24 hours" in reason
    assert "Welcome" not in (await shop.hears(amina, "menu"))[0]


async def test_rates_hold_back_and_lose_nothing(database_url: str, clock: ManualClock) -> None:
    """P15: one contact gets what the pair rate allows; the rest follows in time and order."""
    async with open_shop(database_url, clock, pair_rate="2/1s+2") as shop:
        amina = shop.phone()
        for question in ("hi", "how much is shipping?", "can I return it", "when are you open"):
            await amina.says(question)
        await shop.wiring.worker.work_once()
        await shop.settles()
        assert len(amina.hears) < 4
        async with asyncio.timeout(25):
            while len(amina.hears) < 4:
                await asyncio.sleep(0.2)
                await shop.passes(seconds=1)
        assert [any(w in text for w in ("Welcome", SHIPPING, "30 days", "Our stores")) for text in amina.hears] == [
            True
        ] * 4
        assert "Our stores" in amina.hears[-1]
