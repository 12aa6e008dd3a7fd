"""The product finder on the live catalog: questions, matches that are in stock, cards, coming back after days."""

import json

import pytest

from bot.whatsapp.emulator.handset import Handset
from tests.stories.shop import PUBLIC_URL, Shop, on_both_databases

TO_THE_SERUMS = ("find a product", "skin care", "serum", "sensitive")
CALM = "SKN-301-30"


async def find_a_serum(shop: Shop, phone: Handset) -> list[str]:
    return await shop.walks(phone, *TO_THE_SERUMS, "redness")


@on_both_databases
async def test_a_quiz_of_taps_ends_with_a_product_and_a_lead(shop: Shop) -> None:
    """B1: buttons and lists all the way, a result, and a lead with every answer."""
    amina = shop.phone()
    await shop.hears(amina, "find a product")
    for title in ("🧴 Skin care", "Serum", "Sensitive", "Redness"):
        assert title in shop.offered(amina)
        answers = await shop.taps(amina, title)
    assert "Calm Serum" in answers[-1]
    [(flow, told)] = await shop.rows("select flow, answers from lead")
    assert flow == "product_finder"
    expected = {"department": "skincare", "skin_kind": "serum", "skin_type": "sensitive", "skin_concern": "redness"}
    assert expected.items() <= json.loads(told).items()


async def test_answers_are_remembered_for_the_next_time(shop: Shop) -> None:
    """B1: what she told about her skin is profile data: the next quiz knows it."""
    amina = shop.phone()
    await find_a_serum(shop, amina)
    await shop.passes(days=9)
    asked = await shop.walks(amina, "find a product", "skin care", "moisturiser")
    assert "remember your skin" in asked[-1]
    slots = await shop.slots(amina)
    assert (slots["skin_type"], slots["skin_concern"]) == ("sensitive", "redness")


@on_both_databases
async def test_a_quiz_that_was_left_for_two_days_goes_on_where_it_stood(shop: Shop) -> None:
    """B1, P18: two days of silence restart nothing, and an answer is an answer."""
    amina = shop.phone()
    await shop.walks(amina, "find a product", "skin care", "serum")
    await shop.passes(days=2)
    assert "change most" in (await shop.hears(amina, "sensitive"))[-1]


async def test_a_greeting_after_two_days_offers_to_carry_on(shop: Shop) -> None:
    """P18: a hello is not an answer; the quiz is still there below the menu."""
    amina = shop.phone()
    await shop.walks(amina, "find a product", "skin care", "serum")
    await shop.passes(days=2)
    await shop.hears(amina, "hi")
    assert "▶️ Carry on" in shop.offered(amina)
    assert "How does your skin" in (await shop.taps(amina, "▶️ Carry on"))[-1]


async def test_a_question_that_was_tapped_two_days_late_is_answered(shop: Shop) -> None:
    """P18: the old list is still good."""
    amina = shop.phone()
    await shop.walks(amina, "find a product", "skin care", "serum")
    await shop.passes(days=2)
    assert "change most" in (await shop.taps(amina, "Dry"))[-1]


async def test_the_card_shows_picture_price_and_buttons(shop: Shop) -> None:
    """B2, B5: picture, caption with name and price, what can be done next, and a link that says who came."""
    amina = shop.phone()
    await find_a_serum(shop, amina)
    card = shop.bubbles(amina)[-1].shown
    assert card.media
    assert card.media["url"] == f"{PUBLIC_URL}/media/products/calm-serum.jpg"
    assert "Calm Serum" in card.text
    assert "$28" in card.text
    assert shop.offered(amina) == ["🛒 Add to cart", "Details", "More options …"]
    await shop.taps(amina, "🛒 Add to cart")
    assert shop.offered(amina) == ["30 ml", "50 ml"]
    [added] = await shop.taps(amina, "30 ml")
    assert "Added ✅ *Calm Serum · 30 ml*, $28" in added


async def test_the_picture_of_the_card_is_really_there(shop: Shop) -> None:
    """B5, P28: WhatsApp can fetch what we send."""
    amina = shop.phone()
    await find_a_serum(shop, amina)
    media = shop.bubbles(amina)[-1].shown.media
    assert media
    picture = await shop.fetches(media["url"])
    assert picture.status_code == 200
    assert picture.headers["content-type"] == "image/jpeg"


async def test_only_what_is_in_stock_is_shown(shop: Shop) -> None:
    """B2: sold out in the store, gone from the next answer."""
    amina, bo = shop.phone(), shop.phone("+14155550102", "Bo")
    assert "Calm Serum" in (await find_a_serum(shop, amina))[-1]
    for sku in (CALM, "SKN-301-50"):
        await shop.sells(sku, stock=0)
    assert not [text for text in await find_a_serum(shop, bo) if "Calm Serum" in text]


@on_both_databases
async def test_a_new_price_is_in_the_next_message(shop: Shop) -> None:
    """B2: matches and cards tell today's price; a sale shows the old one struck through."""
    amina = shop.phone()
    await shop.walks(amina, *TO_THE_SERUMS)
    await shop.sells(CALM, sale_price=2100)
    assert "*$21* ~$28~" in (await shop.hears(amina, "redness"))[-1]
    await shop.sells(CALM, sale_price=None, price=3100)
    answers = await shop.taps(amina, "🛒 Add to cart")
    assert "$31" in answers[-1]
    assert "it was $21" in answers[-1]


async def test_the_last_piece_sold_between_card_and_tap(shop: Shop) -> None:
    """B2: nobody is sent to an empty shelf; the nearest thing in stock takes its place."""
    amina = shop.phone()
    await find_a_serum(shop, amina)
    await shop.sells(CALM, stock=0)
    answers = await shop.taps(amina, "🛒 Add to cart")
    assert "sold out" in answers[0]
    assert "🛒 Add to cart" in shop.offered(amina)
    assert "Calm Serum · 50 ml" in (await shop.taps(amina, "🛒 Add to cart"))[-1]


async def test_a_budget_is_kept(shop: Shop) -> None:
    """B2: typed in passing, with its currency."""
    amina = shop.phone()
    await shop.walks(amina, *TO_THE_SERUMS)
    answers = await shop.hears(amina, "redness, at most $20")
    [(told,)] = await shop.rows("select answers from lead")
    assert json.loads(told)["budget"] == 20
    assert "Deep Sea Hyaluron" in answers[-1]


async def test_a_correction_in_the_middle_changes_the_answer(shop: Shop) -> None:
    """B1: “no, dry” is heard as such, and the quiz goes on."""
    amina = shop.phone()
    await shop.walks(amina, "find a product", "skin care", "serum", "oily")
    await shop.hears(amina, "no sorry, dry")
    assert (await shop.slots(amina))["skin_type"] == "dry"
    assert await shop.hears(amina, "redness")


@pytest.mark.parametrize(
    ("words", "product", "price"),
    [
        (
            ["제품 추천해 주세요", "스킨케어", "세럼이요", "민감성", "붉은 기"],
            "캄 세럼",
            "$28",
        ),
        (["제품 추천해 주세요", "1", "4", "4", "2"], "캄 세럼", "$28"),
    ],
    ids=["words", "numbers"],
)
async def test_the_finder_in_korean(shop: Shop, words: list[str], product: str, price: str) -> None:
    """B1, B2: the same in Korean, in words or by number."""
    minji = shop.phone("+821055550101", "민지")
    answers = await shop.walks(minji, *words)
    assert product in answers[-1]
    assert price in answers[-1]
    assert "🛒 장바구니 담기" in shop.offered(minji)
    assert len(await shop.rows("select key from lead")) == 1
