"""After an outage nothing is lost: what Twilio could not deliver is asked for and taken in, once."""

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
