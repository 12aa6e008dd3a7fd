"""Products without a price: “ask us”, a person, never sold, never 0 (issue 4: nothing is guessed)."""

import pytest

from catalog.items import ItemText
from tests.catalog.sync.make import add_source, hear, item, variant
from tests.stories.shop import Shop, on_both_databases


async def makes_on_request(shop: Shop) -> None:
    """A small synced shop beside the demo: two grand pianos, one of them without a price."""
    await add_source(shop.wiring.database)
    texts = {"en": ItemText("Meridian Grand Piano"), "ko": ItemText("메리디안 그랜드 피아노")}
    other = {"en": ItemText("Practice Piano"), "ko": ItemText("연습용 피아노")}
    await hear(
        shop.wiring.database,
        item("p1", variant("v1", price=None), texts=texts),
        item("p2", variant("v2", price=90000), texts=other),
    )
    await shop.wiring.shelves.refresh()


@on_both_databases
@pytest.mark.parametrize(
    ("number", "hello", "words", "price", "button"),
    [
        ("+14155550101", "hi", "meridian grand piano", "Price: ask us", "💬 Ask for the price"),
        ("+821055550101", "안녕하세요", "메리디안 그랜드 피아노", "가격: 문의해 주세요", "💬 가격 문의"),
    ],
)
async def test_what_has_no_price_reads_ask_us(
    shop: Shop, number: str, hello: str, words: str, price: str, button: str
) -> None:
    """C1: it is found by name, shows no price, and one tap asks a person."""
    await makes_on_request(shop)
    phone = shop.phone(number)
    await shop.hears(phone, hello)
    said = "\n".join(await shop.hears(phone, words))
    assert price in said
    assert "$0" not in said
    assert shop.offered(phone)[0] == button
    await shop.taps(phone, button)
    assert await shop.rows("select owner from conversation where owner <> 'bot'")


async def test_it_is_named_beside_what_can_be_bought_and_never_sold(shop: Shop) -> None:
    """C1: a search shows the one with a price, and says that there is one on request; neither costs 0."""
    await makes_on_request(shop)
    amina = shop.phone()
    said = "\n".join(await shop.hears(amina, "piano"))
    assert "*Practice Piano" in said
    assert "Meridian Grand Piano" in said
    assert "ask us" in said
    assert "$0" not in said
    await shop.hears(amina, "put it in my cart")
    assert await shop.rows("select sku from cart_line where price = 0") == []
