"""D13, the half that the chat does: who waits is told when it is back, in turn, and never against the rules."""

from tests.catalog.sync.make import add_source, hear, item, variant
from tests.stories.shop import Shop, on_both_databases
from tests.stories.test_doors import prefilled

SKU = "SKN-301-30"


async def wait_for(shop: Shop, address: str, name: str) -> None:
    """A contact who wants to hear when it is back."""
    phone = shop.phone(address, name)
    await shop.hears(phone, await prefilled(shop, f"/go/product?sku={SKU}"))
    await shop.taps(phone, "🔔 Yes, tell me")


async def looks(shop: Shop) -> int:
    """What the loop does every few seconds."""
    told = await shop.wiring.doors.restock.look()
    await shop.settles()
    return told


@on_both_databases
async def test_who_waits_is_told_once_when_it_is_back(shop: Shop) -> None:
    """D13: the store has it again → one message with the price of now; its button leads to the card."""
    await shop.sells(SKU, stock=0)
    await wait_for(shop, "+14155550101", "Amina")
    assert await looks(shop) == 0
    await shop.sells(SKU, stock=4)
    amina = shop.phone()
    before = len(amina.hears)
    await looks(shop)
    await looks(shop)
    [told] = amina.hears[before:]
    assert "Good news" in told
    assert await shop.rows("select status from restock_wish") == [("told",)]
    answers = await shop.taps(amina, "Show me")
    assert any("*Calm Serum" in answer for answer in answers)


@on_both_databases
async def test_no_more_people_are_called_than_there_are_pieces(shop: Shop) -> None:
    """D13: three wait, two pieces come: the first two hear of it; the third when more come."""
    await shop.sells(SKU, stock=0)
    people = [f"+1415555010{number}" for number in range(1, 4)]
    for address in people:
        await wait_for(shop, address, f"Shopper {address[-1]}")
        await shop.passes(minutes=1)
    await shop.sells(SKU, stock=2)
    await looks(shop)
    await shop.sells(SKU, stock=2, price=2500)
    await looks(shop)
    told = ["Good news" in shop.phone(address).hears[-1] for address in people]
    assert told == [True, True, False]
    await shop.sells(SKU, stock=3)
    await looks(shop)
    assert "Good news" in shop.phone(people[2]).hears[-1]


async def test_after_a_day_of_silence_the_news_is_a_template_or_waits_for_the_next_hello(shop: Shop) -> None:
    """D13, P8: nobody may write freely after 24 hours; without an approval the news waits for her next message."""
    await shop.sells(SKU, stock=0)
    await wait_for(shop, "+14155550101", "Amina")
    await shop.passes(hours=30)
    await shop.sells(SKU, stock=4)
    amina = shop.phone()
    before = len(amina.hears)
    assert await looks(shop) == 1
    assert amina.hears[before:] == []
    await shop.hears(amina, "hi")
    await shop.passes(hours=1)
    assert sum("Good news" in text for text in amina.hears[before:]) == 1
    assert await shop.rows("select status from restock_wish") == [("told",)]
    assert not await shop.rows("select reason from outbox where status in ('failed', 'dropped')")


async def test_nobody_is_told_against_their_will_or_over_a_persons_head(shop: Shop) -> None:
    """D13, P34: after STOP nothing; while a colleague has the chat, later."""
    await shop.sells(SKU, stock=0)
    await wait_for(shop, "+14155550101", "Amina")
    await wait_for(shop, "+14155550102", "Bo")
    await shop.hears(shop.phone(), "STOP")
    await shop.hears(shop.phone("+14155550102", "Bo"), "talk to a person")
    await shop.sells(SKU, stock=4)
    assert await looks(shop) == 0
    assert set(await shop.rows("select status from restock_wish")) == {("waiting",)}


async def test_what_is_gone_again_is_not_announced(shop: Shop) -> None:
    """D13: between the news and its turn the last piece is sold: nobody is called for nothing, and all wait on."""
    await shop.sells(SKU, stock=0)
    await wait_for(shop, "+14155550101", "Amina")
    await shop.sells(SKU, stock=1)
    await shop.wiring.doors.restock.look()
    await shop.sells(SKU, stock=0)
    before = len(shop.phone().hears)
    await shop.settles()
    assert shop.phone().hears[before:] == []
    assert await shop.rows("select status from restock_wish") == [("waiting",)]


async def test_the_news_does_not_disturb_an_open_question(shop: Shop) -> None:
    """D13: she is in the middle of a quiz: the news comes, and her next answer is the quiz's."""
    await shop.sells(SKU, stock=0)
    await wait_for(shop, "+14155550101", "Amina")
    amina = shop.phone()
    await shop.walks(amina, "find a product", "skin care", "toner")
    await shop.sells(SKU, stock=4)
    await looks(shop)
    assert "How does your skin" in amina.hears[-2]
    assert "Good news" in amina.hears[-1]  # one thing at a time: the question above it stays open
    assert "dry skin" in (await shop.hears(amina, "dry"))[-1]


@on_both_databases
async def test_who_waits_hears_at_once_when_a_source_says_it_is_back(shop: Shop) -> None:
    """D13: the store's own news (`product.back_in_stock`) is looked at as soon as the shelf shows it, once."""
    database = shop.wiring.database

    async def tells(stock: int, told: float) -> None:
        piece = variant("v1", 2800, stock, sku="NEW-1")
        await hear(database, item("1", piece, title="Calm Cloud", paths=("Skincare > Serum",), told=told), now=told)
        await shop.wiring.shelves.refresh()

    await add_source(database)
    await tells(0, 1)
    amina = shop.phone()
    await shop.hears(amina, await prefilled(shop, "/go/product?sku=NEW-1"))
    await shop.taps(amina, "🔔 Yes, tell me")
    restock = shop.wiring.doors.restock
    assert not await restock.is_news()
    await tells(3, 2)
    assert await restock.is_news()
    assert await looks(shop) == 1
    assert not await restock.is_news()
    assert "Calm Cloud" in amina.hears[-1]
    assert await shop.rows("select heard from shop_event where name = 'product.back_in_stock'") in ([(1,)], [(True,)])
