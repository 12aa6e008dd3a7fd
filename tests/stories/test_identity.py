"""Who is who: people without a phone number, one person with several addresses, several of our numbers."""

from bot.clock import ManualClock
from tests.stories.shop import SENDER, Shop, on_both_databases, open_shop

BSUID = "KR.13491208655302741918"
OTHER_SENDER = "+15550100001"


@on_both_databases
async def test_a_person_without_a_number_shops(shop: Shop) -> None:
    """P27: known by a BSUID alone; every reply goes to exactly that address."""
    minji = shop.phone(BSUID, "민지")
    answers = await shop.hears(minji, "안녕하세요")
    assert "민지" in answers[0]
    answers = await shop.walks(minji, "제품 추천해 주세요", "리빙", "캔들", "상관없어요", "상관없어요")
    assert answers
    assert {message.sent_to for message in shop.bubbles(minji)} == {BSUID}
    assert await shop.rows("select distinct to_handle from outbox") == [(BSUID,)]
    assert await shop.rows("select kind, value from handle") == [("bsuid", BSUID)]
    assert await shop.rows("select country, language from contact") == [("KR", "ko")]


@on_both_databases
async def test_a_number_that_comes_later_is_the_same_person(shop: Shop) -> None:
    """P27, P18: the quiz goes on, and replies go where she wrote from last."""
    hidden = shop.phone(BSUID, "Minji")
    await shop.walks(hidden, "find a product", "skin care", "serum")
    number = "+821055550101"
    known = shop.phone(number, "Minji").named("Minji", bsuid=BSUID)
    assert "change most" in (await shop.hears(known, "oily"))[-1]
    assert len(await shop.rows("select id from contact")) == 1
    assert sorted(await shop.rows("select value from handle")) == [(number,), (BSUID,)]
    assert await shop.rows("select to_handle from outbox order by id desc limit 1") == [(number,)]
    await shop.hears(hidden, "redness")
    assert await shop.rows("select to_handle from outbox order by id desc limit 1") == [(BSUID,)]
    assert len(await shop.rows("select id from contact")) == 1


async def test_one_coupon_whichever_address_she_uses(shop: Shop) -> None:
    """P27, C3: hiding the number farms no codes."""
    number = shop.phone("+821055550101", "Minji").named("Minji", bsuid=BSUID)
    await shop.walks(number, "coupon", "quality", "a gift")
    assert await shop.hears(shop.phone(BSUID, "Minji"), "coupon please")
    assert len(await shop.rows("select code from coupon")) == 1


async def test_two_people_are_never_mixed_up(shop: Shop) -> None:
    """P4: two quizzes at the same time, each with its own answers."""
    amina, bo = shop.phone(), shop.phone("+14155550102", "Bo")
    for one, two in (("find a product", "find a product"), ("skin care", "clothes"), ("serum", "knitwear")):
        await amina.says(one)
        await bo.says(two)
        await shop.settles()
    assert "How does your skin" in amina.hears[-1]
    assert "Who is it for" in bo.hears[-1]
    assert "skin_kind" not in await shop.slots(bo)


async def test_the_reply_leaves_from_the_number_that_was_written_to(database_url: str, clock: ManualClock) -> None:
    """Several senders: one conversation, each answer from where the question went, each with its own window."""
    async with open_shop(database_url, clock, whatsapp_senders=f"{SENDER},{OTHER_SENDER}") as shop:
        amina = shop.phone()
        await shop.hears(amina, "find a product", to=SENDER)
        await shop.hears(amina, "skin care", to=OTHER_SENDER)
        senders = [message.sender for message in shop.bubbles(amina)]
        assert (senders[0], senders[-1]) == (SENDER, OTHER_SENDER)
        await shop.passes(hours=30)
        assert "How does your skin" in (await shop.hears(amina, "serum", to=SENDER))[-1]
        assert shop.bubbles(amina)[-1].sender == SENDER
        assert not await shop.rows("select reason from outbox where status in ('failed', 'dropped')")


async def test_she_is_called_by_the_name_she_has_now(shop: Shop) -> None:
    """A profile name that changes is followed; one that is absent is no obstacle."""
    amina = shop.phone(name="")
    assert (await shop.hears(amina, "hi"))[0].startswith("Hi there")
    amina.named("Amina B.")
    await shop.hears(amina, "menu")
    assert await shop.rows("select name from contact") == [("Amina B.",)]
