"""Questions are answered at once, at any hour, in the middle of anything; what nobody knows goes to a person."""

from pathlib import Path

import pytest

from bot.clock import ManualClock
from tests.stories.checkout import link_to_pay
from tests.stories.shop import Shop, open_shop

QUESTIONS = {
    "en": {
        "how much is shipping?": "$4",
        "when will my parcel arrive": "2–3 working days",
        "where is my order?": "A person will look for you",
        "can i return it": "30 days",
        "Do you take credit cards?": "PayPal",
        "when are you open": "Mallo Seongsu",
        "where is your store": "Share your location",
        "are your products vegan?": "on its card",
        "do the clothes run small?": "true to size",
        "what's your email address": "hello@mallo.example",
    },
    "ko": {
        "배송비 얼마예요?": "$4",
        "배송 얼마나 걸려요?": "2~3",
        "반품하고 싶어요": "30일",
        "어떻게 결제하나요?": "페이팔",
        "몇 시까지 해요?": "말로 성수점",
    },
}
PHONES = {"en": "+14155550101", "ko": "+821055550101"}


@pytest.mark.parametrize("language", ["en", "ko"])
async def test_ten_questions_are_answered_at_once(shop: Shop, language: str) -> None:
    """B4: typed freely, at three in the morning, one answer each."""
    phone = shop.phone(PHONES[language])
    await shop.hears(phone, "hi" if language == "en" else "안녕하세요")
    shop.clock.set(shop.clock.now().replace(hour=3))
    for question, answer in QUESTIONS[language].items():
        answers = await shop.hears(phone, question)
        assert len(answers) == 1, question
        assert answer in answers[0], question


async def test_topics_can_be_tapped(shop: Shop) -> None:
    """B4: from the menu by a list, for people who do not like to type."""
    amina = shop.phone()
    await shop.hears(amina, "hi")
    await shop.taps(amina, "💬 Questions")
    assert len(shop.offered(amina)) == 10
    for topic, answer in {"🚚 Shipping costs": "$4", "↩️ Returns": "30 days", "📏 Size guide": "true to size"}.items():
        assert answer in (await shop.taps(amina, topic))[0]


@pytest.mark.parametrize(
    ("language", "words", "question", "answer", "again", "reply"),
    [
        ("en", ["find a product", "skin care", "serum"], "is shipping free?", "$4", "How does your skin", "oily"),
        ("ko", ["제품 추천해 주세요", "스킨케어", "세럼"], "배송비가 있나요?", "$4", "피부가 어떤 편", "지성"),
    ],
)
async def test_a_question_may_interrupt_the_quiz(
    shop: Shop, language: str, words: list[str], question: str, answer: str, again: str, reply: str
) -> None:
    """B4: answered at once, then the open question comes back, with everything said so far."""
    phone = shop.phone(PHONES[language])
    await shop.walks(phone, *words)
    [text] = await shop.hears(phone, question)
    assert text.index(answer) < text.index(again)
    assert await shop.hears(phone, reply)
    slots = await shop.slots(phone)
    assert (slots["skin_kind"], slots["skin_type"]) == ("serum", "oily")


async def test_what_nobody_knows_is_handed_over(shop: Shop) -> None:
    """B4: an unknown question gets a way to a person, never silence, never an invention."""
    amina = shop.phone()
    await shop.hears(amina, "hi")
    await shop.hears(amina, "do your founders believe in reincarnation")
    assert "Talk to a person" in shop.offered(amina)
    answers = await shop.taps(amina, "Talk to a person")
    assert "colleagues" in answers[0]
    assert await shop.rows("select owner from conversation") == [("queue",)]


async def test_three_things_not_understood_bring_the_offer_of_a_person(shop: Shop) -> None:
    """B4: nobody has to go round in circles."""
    amina = shop.phone()
    await shop.walks(amina, "find a product", "blue elephants", "xyzzy plugh")
    (offer,) = await shop.hears(amina, "qwertz")
    assert "person" in offer
    assert "in the mood for" in offer, "the quiz stays open"
    assert "colleagues" in (await shop.taps(amina, "🙋 A person"))[0]


OTHER_SHOP = """
name = "Haneul"
currency = "KRW"
languages = ["en", "ko", "es"]
timezone = "Asia/Seoul"

[policies]
free_shipping_from = 50000
shipping_fee = 3000
delivery_days = [1, 1]
return_days = 14
refund_days = 3
payment_methods = ["kakao_pay", "bank_transfer"]
"""
GENEROUS_AND_FINAL = """
currency = "EUR"

[policies]
shipping_fee = 0
return_days = 0
"""


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            {
                "how much is shipping?": "Shipping is ₩3,000. From ₩50,000 it's on us",
                "how long does delivery take": "the next working day",
                "can i return it": "14 days",
                "how do refunds work": "within 3 days",
                "payment methods": "Kakao Pay, bank transfer",
            },
        ),
        (
            "ko",
            {
                "배송비 얼마예요?": "배송비는 ₩3,000이고, ₩50,000 이상",
                "배송 얼마나 걸려요?": "다음 영업일",
                "반품 규정이 어떻게 되나요": "14일",
                "어떻게 결제하나요?": "카카오페이, 계좌 이체",
            },
        ),
    ],
)
async def test_the_answers_are_those_of_the_shop_file(
    database_url: str, clock: ManualClock, tmp_path: Path, language: str, told: dict[str, str]
) -> None:
    """B4: whoever changes `[policies]` changes the answers, in the shop's money and the shopper's language."""
    (tmp_path / "shop.toml").write_text(OTHER_SHOP, "utf-8")
    async with open_shop(database_url, clock, shop_file=str(tmp_path / "shop.toml")) as shop:
        phone = shop.phone(PHONES[language])
        await shop.hears(phone, "hi" if language == "en" else "안녕하세요")
        for question, answer in told.items():
            assert answer in (await shop.hears(phone, question))[0], question


async def test_no_fee_and_no_returns_are_said_as_such(database_url: str, clock: ManualClock, tmp_path: Path) -> None:
    """B4: an answer without holes, whatever the shop promises."""
    (tmp_path / "shop.toml").write_text(GENEROUS_AND_FINAL, "utf-8")
    async with open_shop(database_url, clock, shop_file=str(tmp_path / "shop.toml")) as shop:
        amina = shop.phone()
        assert "whatever you order" in (await shop.walks(amina, "hi", "how much is shipping?"))[0]
        assert "can't take back" in (await shop.hears(amina, "return policy"))[0]
        assert shop.offered(amina) == ["Talk to a person"]


async def test_an_answer_in_the_middle_of_a_checkout_changes_nothing_there(
    database_url: str, clock: ManualClock, tmp_path: Path
) -> None:
    """B4, B9: the link stays where it was; the question is answered by the shop's own promises."""
    (tmp_path / "shop.toml").write_text(OTHER_SHOP.replace("KRW", "USD"), "utf-8")
    async with open_shop(database_url, clock, shop_file=str(tmp_path / "shop.toml")) as shop:
        amina = shop.phone()
        await shop.walks(amina, "find a product", "home", "candle", "calm", "no limit")
        await shop.taps(amina, "🛒 Add to cart")
        await link_to_pay(shop, amina)
        before = await shop.slots(amina)
        answers = await shop.hears(amina, "how do refunds work")
        assert "14 days" in answers[0]
        assert (await shop.slots(amina))["cart_count"] == before["cart_count"] == 1
        assert await link_to_pay(shop, amina)
