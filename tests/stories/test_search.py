"""Search by words in the chat: out of the blue, on a card, with nothing found, in both languages."""

import pytest

from tests.stories.shop import Shop, on_both_databases

PHONES = {"en": "+14155550101", "ko": "+821055550101"}


@on_both_databases
async def test_words_out_of_the_blue_find_products(shop: Shop) -> None:
    """C1: no menu, no quiz: a product with picture, price and what can be done with it."""
    amina = shop.phone()
    answers = await shop.hears(amina, "vitamin c serum")
    assert "First Light Vitamin C" in answers[-1]
    card = shop.bubbles(amina)[-1].shown
    assert card.media
    assert shop.offered(amina) == ["🛒 Add to cart", "Details", "More options …"]


@pytest.mark.parametrize(
    ("language", "words", "found"),
    [
        ("en", "socks", "House Socks"),
        ("en", "viatmin c serm", "First Light Vitamin C"),
        ("en", "mug on sale", "Dot Espresso"),
        ("ko", "양말", "하우스 삭스"),
        ("ko", "세일하는 머그컵", "도트 에스프레소"),
        ("ko", "비타민 새럼", "비타민 C"),
    ],
)
async def test_filters_typos_and_korean(shop: Shop, language: str, words: str, found: str) -> None:
    """C1: sale is a filter, slips are forgiven, Korean finds the same."""
    phone = shop.phone(PHONES[language])
    await shop.hears(phone, "hi" if language == "en" else "안녕하세요")
    assert any(found in text for text in await shop.hears(phone, words))


async def test_many_results_are_a_list_to_leaf_through(shop: Shop) -> None:
    """C1: rows with names; a row opens its card; the price is of now."""
    amina = shop.phone()
    await shop.hears(amina, "skin care under 40")
    rows = shop.offered(amina)
    assert len(rows) == 10
    assert all(len(row) <= 24 for row in rows)
    assert "More" in rows[-1]
    await shop.taps(amina, rows[-1])
    assert set(shop.offered(amina)).isdisjoint(rows[:-1])
    assert rows[0].rstrip("…") in (await shop.taps(amina, rows[0]))[-1]


async def test_a_change_of_stock_and_price_is_in_the_next_search(shop: Shop) -> None:
    """C1: what is sold out comes last and says so; a new price is told."""
    amina = shop.phone()
    await shop.sells("SKN-303-30", sale_price=None, price=3100)
    assert "$31" in (await shop.hears(amina, "first light vitamin c"))[-1]
    await shop.sells("SKN-303-30", stock=0)
    await shop.hears(amina, "cancel")
    assert "Sold out" in (await shop.hears(amina, "first light vitamin c"))[-1]
    assert "🛒 Add to cart" not in shop.offered(amina)
    assert shop.offered(amina)


async def test_what_was_found_is_narrowed_by_words(shop: Shop) -> None:
    """C1, B2: a price, then something cheaper; what is dearer is gone."""
    amina = shop.phone()
    await shop.walks(amina, "serum")
    await shop.hears(amina, "under 25")
    prices = [shop.wiring.shelves.newest().get(sku)[1].to_pay for sku in (await shop.slots(amina))["matches"]]
    assert prices
    assert max(prices) < 2500
    await shop.hears(amina, "cheaper")
    now = [shop.wiring.shelves.newest().get(sku)[1].to_pay for sku in (await shop.slots(amina))["matches"]]
    assert max(now) < prices[0] or now == prices


@pytest.mark.parametrize("language", ["en", "ko"])
async def test_nothing_found_is_no_dead_end(shop: Shop, language: str) -> None:
    """C1, B4: says so, and offers the quiz, another search and a person."""
    phone = shop.phone(PHONES[language])
    await shop.hears(phone, "hi" if language == "en" else "안녕하세요")
    await shop.hears(phone, "a laptop" if language == "en" else "노트북 있어요?")
    assert len(shop.offered(phone)) == 3
    assert await shop.rows("select count(*) from inbox_event where state <> 1") == [(0,)]


async def test_other_questions_are_not_taken_for_searches(shop: Shop) -> None:
    """B4: shipping, coupons and people come first."""
    amina = shop.phone()
    await shop.hears(amina, "hi")
    assert "$" in (await shop.hears(amina, "how much is shipping?"))[0]
    assert "off" in (await shop.hears(amina, "is there a sale"))[0]
    await shop.hears(amina, "cancel")
    await shop.hears(amina, "can I talk to a person about my serum")
    assert await shop.rows("select owner from conversation") == [("queue",)]


@pytest.mark.parametrize(
    ("language", "words", "found", "not_found"),
    [
        ("en", "shirt not white", "Inkwell Oxford Shirt · S · blue", "white"),
        ("ko", "흰색 말고 셔츠", "잉크웰 옥스퍼드 셔츠 · S · 블루", "화이트"),
        ("en", "camp linen shirt", "Camp Linen Shirt · S · sand", "≠"),
    ],
)
async def test_what_it_must_not_be(shop: Shop, language: str, words: str, found: str, not_found: str) -> None:
    """C1: what was not wanted is not shown, and said of a card it leads to another colour or another thing."""
    phone = shop.phone(PHONES[language])
    await shop.hears(phone, "hi" if language == "en" else "안녕하세요")
    said = "\n".join(await shop.hears(phone, words))
    assert found in said
    assert not_found not in said
    if language == "en":
        colour = found.rsplit(" ", 1)[-1]
        said = "\n".join(await shop.hears(phone, f"not {colour}"))
        assert colour not in said.split("The closest one")[-1]
        assert "*$" in said
