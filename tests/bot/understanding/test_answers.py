"""Typed answers to the open question: title, place, synonym, value, yes or no, number, day, address (P18)."""

# ruff: noqa: E501 (tables of phrases are read by row)

from typing import Any

import pytest

from flows.engine.commands import (
    CannotHandle,
    ChitChat,
    GoBack,
    HumanHandoff,
    KnowledgeAnswer,
    SetSlot,
    ShowMenu,
    ShowPage,
    SkipQuestion,
    StartFlow,
)
from flows.engine.state import Option
from tests.bot.understanding.make import BUDGET, GIFT, SKIN, SKIN_KO, asking, options, read

OILY, DRY, COMBINATION, SENSITIVE = (
    (SetSlot("skin_type", value),) for value in ("oily", "dry", "combination", "sensitive")
)
WRONG = (CannotHandle("invalid_answer"),)


@pytest.mark.parametrize(
    "text",
    [
        *("2", "2.", "2)", "#2", "(2)", "２", "²", "٢", "۲", "२", "2️⃣", " 2 ", "two", "Two.", "number 2", "option 2"),
        *("no. two", "second", "the second", "The second one", "second one please", "2nd", "the 2nd one"),
        *("두번째", "두 번째", "두번째요", "두번째 거요", "둘째", "2번", "2번이요", "2번 할게요", "2번째", "둘", "이번"),
        *("dos", "la segunda", "el segundo", "2da", "a segunda", "dois", "o segundo", "दूसरा", "दो", "doosra"),
        *("الثاني", "الخيار الثاني", "اثنين", "رقم ٢"),
        *("add the second", "Add the second one to my cart, please", "buy number 2", "I'll take the second one", "get the 2nd"),
        *("두 번째 거 담아 주세요", "2번 담아줘", "두번째 살게요", "añade el segundo al carrito", "quiero comprar la segunda"),
        *("dry", "DRY", "Dry!", "“Dry”", "dry skin", "I have dry skin", "mine is dry", "it's quite dry",  "flaky"),
        *("i think dry", "probably dry", "dry please", "건성", "건성이요", "건성이에요", "건성 피부예요", "건성인 것 같아요"),
        *("저는 건성이에요", "건성피부", "건성으로 할게요", "건성 같아요", "건조해요", "seca", "tengo la piel seca", "pele ressecada"),
        *("रूखी", "मेरी त्वचा रूखी है", "meri skin rukhi hai", "جافة", "بشرتي جافة", "البشرة الجافة", "جافّة"),
    ],
)  # fmt: skip
def test_one_option_can_be_named_in_many_ways(text: str) -> None:
    assert read(text, asking("skin_type", SKIN)) == DRY


@pytest.mark.parametrize(
    "text", ["my second order", "the last order", "두 번째 주문", "마지막 주문", "order a second time"]
)
def test_an_order_is_no_place(text: str) -> None:
    """“Order” is what is to be done with the second one, or a thing: a word before it makes it a thing."""
    assert read(text, asking("skin_type", SKIN)) not in (DRY, SENSITIVE)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("복합성이요", COMBINATION),
        ("복합", COMBINATION),
        ("지성 피부", OILY),
        ("지성이에여", OILY),
        ("번들거려요", OILY),
        ("1번", OILY),
        ("첫번째요", OILY),
        ("마지막이요", SENSITIVE),
        ("민감성", SENSITIVE),
        ("민감셩", SENSITIVE),
        ("예민해요", SENSITIVE),
        ("oily", OILY),
        ("음 복합성인 것 같아요", COMBINATION),
    ],
)
def test_korean_answers_carry_endings_and_slips(text: str, answer: Any) -> None:
    assert read(text, asking("skin_type", SKIN_KO, language="ko")) == answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("oiyl", OILY),
        ("combinaton", COMBINATION),
        ("Combinatoin skin", COMBINATION),
        ("sensitve", SENSITIVE),
        ("senstivie", SENSITIVE),
        ("combo", COMBINATION),
        ("last one", SENSITIVE),
        ("Oily 💧", OILY),
    ],
)
def test_misspelt_titles_are_understood(text: str, answer: Any) -> None:
    assert read(text, asking("skin_type", SKIN)) == answer


@pytest.mark.parametrize(
    "text",
    [
        "only",
        "blah",
        "5",
        "0",
        "22",
        "fifth",
        "not oily",
        "dry or oily?",
        "oily and dry",
        "지성 말고요",
        "neither",
        "🙂",
        "ok",
    ],
)
def test_what_is_no_clear_answer_asks_again(text: str) -> None:
    assert read(text, asking("skin_type", SKIN)) == WRONG


def test_an_option_yields_what_its_button_would() -> None:
    offered = (
        Option("Help me choose", "/find_product"),
        Option("Both", "/SetSlots(skin_type=dry, concern=acne)"),
        Option("Shipping", "/faq/shipping"),
        Option("Skip this", "/skip"),
        Option("A person", "/human"),
    )
    state = asking("skin_type", offered)
    assert read("help me choose", state) == (StartFlow("product_finder", guarded=False),)
    assert read("2", state) == (SetSlot("skin_type", "dry"), SetSlot("concern", "acne"))
    assert read("shipping", state) == (KnowledgeAnswer("shipping"),)
    assert read("4.", state) == (SkipQuestion("product_finder", "ask_skin_type"),)
    assert read("a person", state) == (HumanHandoff(),)


def test_an_option_with_free_text_is_read_as_if_typed() -> None:
    offered = (Option("Where is my parcel", "how long does shipping take"), Option("Dryish", "dry"))
    assert read("1", asking("skin_type", offered)) == (KnowledgeAnswer("shipping"),)
    assert read("dryish", asking("skin_type", offered)) == DRY


def test_an_exact_option_title_beats_a_global_word() -> None:
    offered = options("pick", ("Menu", "menu_card"), ("Back", "back_side"), ("More", "more"))
    for number, text in enumerate(["menu", "BACK", "more"]):
        assert read(text, asking("pick", offered)) == (SetSlot("pick", offered[number].payload[15:-1]),)
    assert read("skip", asking("pick", offered)) == (SkipQuestion(),)


def test_titles_of_emoji_only_are_told_apart() -> None:
    offered = options("rating", ("⭐", "1"), ("⭐⭐", "2"), ("⭐⭐⭐", "3"))
    assert read("⭐⭐", asking("rating", offered)) == (SetSlot("rating", 2.0),)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$1,299.50", 1299.5),
        ("1299.5", 1299.5),
        ("40", 40.0),
        ("under 50", 50.0),
        ("about 35 dollars", 35.0),
        ("up to $45 please", 45.0),
        ("my budget is around 60 dollars", 60.0),
        ("fifty", 50.0),
        ("twenty-five", 25.0),
        ("thirty five dollars", 35.0),
        ("5만원", 50_000.0),
        ("5만원 정도요", 50_000.0),
        ("오만원", 50_000.0),
        ("3만 5천원", 35_000.0),
        ("30,000원 이하", 30_000.0),
        ("٥٠ ريال", 50.0),
        ("५०० रुपये", 500.0),
        ("2 lakh", 200_000.0),
        ("between 30 and 60", 60.0),
        ("30-60", 60.0),
        ("€40", 40.0),
        ("40€", 40.0),
        ("USD 40", 40.0),
        ("1k", 1000.0),
        ("20", 20.0),
        ("2", 50.0),
        ("the second one", 50.0),
        ("under $20", 20.0),
        ("over $50", 1000.0),
        ("3.", 1000.0),
    ],
)
def test_amounts_fill_a_number_slot(text: str, value: float) -> None:
    """A number smaller than anything on offer is the number of an option."""
    assert read(text, asking("budget", BUDGET)) == (SetSlot("budget", value),)


@pytest.mark.parametrize(
    ("text", "value"), [("1.299,50 €", 1299.5), ("1.299", 1299.0), ("cincuenta", 50.0), ("12,5", 12.5)]
)
def test_spanish_amounts(text: str, value: float) -> None:
    assert read(text, asking("budget", language="es")) == (SetSlot("budget", value),)


@pytest.mark.parametrize(
    "text", ["cheap", "010-1234-5678", "12/03/1990", "9" * 60, "1 or 2 or 3", "NaN", "inf", "1e999"]
)
def test_what_is_no_amount_asks_again(text: str) -> None:
    assert read(text, asking("budget")) == WRONG


@pytest.mark.parametrize(
    "text",
    [
        *("yes", "Yes!", "yep", "yeah", "sure", "ok", "y", "yes please", "yes it is", "Yes I do", "👍", "👍🏽", "✅", "of course"),
        *("네", "넵", "네!", "응", "ㅇㅇ", "ㅇㅋ", "예", "네네", "맞아요", "좋아요", "네 맞아요", "그럼요", "당연하죠"),
        *("sí", "si", "claro", "sim", "pode ser", "हाँ", "हां जी", "ji haan", "haan", "نعم", "أيوه", "ايوا", "طبعًا"),
        *("yes, a gift", "1", "a gift", "true"),
    ],
)  # fmt: skip
def test_yes_in_every_language(text: str) -> None:
    assert read(text, asking("gift", GIFT)) == (SetSlot("gift", True),)


@pytest.mark.parametrize(
    "text",
    [
        *("no", "No.", "nope", "nah", "no thanks", "No, thank you", "not really", "👎", "no it isn't", "never"),
        *("아니요", "아니오", "아뇨", "아니", "ㄴㄴ", "싫어요", "괜찮아요", "아니에요", "아니요 괜찮아요", "필요없어요"),
        *("no gracias", "não", "nao", "नहीं", "nahi", "जी नहीं", "لا", "لا شكرا", "كلا"),
        *("no, for me", "for me", "2", "false"),
    ],
)  # fmt: skip
def test_no_in_every_language(text: str) -> None:
    assert read(text, asking("gift", GIFT)) == (SetSlot("gift", False),)
    assert read(text, asking("gift")) == (SetSlot("gift", False),) or text in {"no, for me", "for me", "2"}


@pytest.mark.parametrize(("text", "value"), [("네", "yes"), ("nope", "no"), ("sí", "yes"), ("👍", "yes")])
def test_buttons_that_say_yes_and_no_in_one_language_take_the_words_of_another(text: str, value: str) -> None:
    offered = options("pick", ("Yes", "yes"), ("No", "no"))
    assert read(text, asking("pick", offered)) == (SetSlot("pick", value),)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-04-01", "2026-04-01"),
        ("tomorrow", "2026-03-12"),
        ("Tomorrow morning", "2026-03-12"),
        ("the day after tomorrow", "2026-03-13"),
        ("내일", "2026-03-12"),
        ("내일이요", "2026-03-12"),
        ("모레요", "2026-03-13"),
        ("3월 15일", "2026-03-15"),
        ("3월 5일", "2027-03-05"),
        ("March 15", "2026-03-15"),
        ("15th of March", "2026-03-15"),
        ("on friday", "2026-03-13"),
        ("다음 금요일", "2026-03-13"),
        ("금요일에", "2026-03-13"),
        ("mañana", "2026-03-12"),
        ("el viernes", "2026-03-13"),
        ("15 de marzo", "2026-03-15"),
        ("amanhã", "2026-03-12"),
        ("sexta-feira", "2026-03-13"),
        ("غدا", "2026-03-12"),
        ("कल", "2026-03-12"),
    ],
)
def test_days_become_iso_dates(text: str, day: str) -> None:
    assert read(text, asking("delivery_day", flow="coupon")) == (SetSlot("delivery_day", day),)


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("12/03/1990", "en", "1990-12-03"),
        ("12/03/1990", "es", "1990-03-12"),
        ("12.3.90", "pt", "1990-03-12"),
        ("1990년 3월 12일", "ko", "1990-03-12"),
        ("90.03.12", "ko", "1990-03-12"),
        ("March 12th, 1990", "en", "1990-03-12"),
        ("कल", "hi", "2026-03-10"),
        ("June 5", "en", "2025-06-05"),
    ],
)
def test_birthdays_lie_in_the_past(text: str, language: str, day: str) -> None:
    assert read(text, asking("birthday", language=language)) == (SetSlot("birthday", day),)


@pytest.mark.parametrize("text", ["31/02/2020", "soon", "99/99/9999", "12345"])
def test_what_is_no_day_asks_again(text: str) -> None:
    assert read(text, asking("birthday")) == WRONG


@pytest.mark.parametrize(
    ("slot", "text", "value"),
    [
        ("email", "it's Amina.K+shop@Example.COM, thanks", "Amina.K+shop@example.com"),
        ("phone", "010-1234-5678", "+821012345678"),
        ("phone", "my number is +1 650 253 0000", "+16502530000"),
    ],
)
def test_addresses_are_found_in_a_sentence(slot: str, text: str, value: str) -> None:
    assert read(text, asking(slot)) == (SetSlot(slot, value),)


@pytest.mark.parametrize(
    ("slot", "text"), [("email", "amina at example"), ("email", "a@b"), ("phone", "12"), ("phone", "no idea man")]
)
def test_what_is_no_address_asks_again(slot: str, text: str) -> None:
    assert read(text, asking(slot)) == WRONG


@pytest.mark.parametrize(
    "text",
    ["Loved it, thanks!", "thanks", "It stopped working", "너무 좋아요 재구매할게요", "😍😍", "2", "yes", "bye"],
)
def test_a_text_slot_takes_the_words_as_they_are(text: str) -> None:
    assert read(f" {text} ", asking("review", flow="review_flow")) == (SetSlot("review", text),)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("menu", ShowMenu()),
        ("skip", SkipQuestion()),
        ("back", GoBack()),
        ("agent", HumanHandoff()),
        ("how long does shipping take?", KnowledgeAnswer("shipping")),
        ("How long does the shipping take?", KnowledgeAnswer("shipping")),
        ("do you have a coupon", StartFlow("coupon")),
    ],
)
def test_a_text_slot_leaves_clear_wishes_alone(text: str, command: Any) -> None:
    assert read(text, asking("review", flow="review_flow")) == (command,)


@pytest.mark.parametrize(
    "text", ["menu", "skip", "how long does shipping take?", "I wanted to talk to a person and nobody came"]
)
def test_a_forced_question_takes_everything_as_its_answer(text: str) -> None:
    assert read(text, asking("review", flow="review_flow", forced=True)) == (SetSlot("review", text),)


def test_a_forced_question_still_lets_people_reach_a_person() -> None:
    assert read("agent", asking("review", forced=True)) == (HumanHandoff(),)
    assert read("what?", asking("skin_type", SKIN, forced=True)) == WRONG


def test_a_text_slot_with_buttons_for_all_answers_takes_no_others() -> None:
    """Gibberish must not become a product's id."""
    offered = options("nickname", ("Red dress", "DRS-01"), ("Blue dress", "DRS-02"))
    assert read("green hat", asking("nickname", offered)) == WRONG
    assert read("blue", asking("nickname", offered)) == (SetSlot("nickname", "DRS-02"),)
    assert read("blue dress please", asking("nickname", offered)) == (SetSlot("nickname", "DRS-02"),)


def test_a_text_slot_with_a_mere_skip_button_takes_any_words() -> None:
    offered = (Option("Skip", "/skip"),)
    assert read("Mina", asking("nickname", offered)) == (SetSlot("nickname", "Mina"),)
    assert read("skip", asking("nickname", offered)) == (SkipQuestion("product_finder", "ask_nickname"),)


def test_a_list_slot_takes_several_answers() -> None:
    offered = options("likes", ("Red", "red"), ("Blue", "blue"), ("Green", "green"))
    assert read("red and blue", asking("likes", offered)) == (SetSlot("likes", ["red", "blue"]),)
    assert read("green", asking("likes", offered)) == (SetSlot("likes", ["green"]),)
    assert read("tea, coffee", asking("likes")) == (SetSlot("likes", ["tea", "coffee"]),)


def test_more_turns_the_page_only_where_there_is_one() -> None:
    long = options("pick", *((f"Thing {letter}", letter) for letter in "abcdefghijklmnopq"))
    assert read("more", asking("pick", long)) == (ShowPage("product_finder", "ask_pick", 1),)
    assert read("다음", asking("pick", long)) == (ShowPage("product_finder", "ask_pick", 1),)
    assert read("more", asking("skin_type", SKIN)) == WRONG


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("how long does shipping take?", KnowledgeAnswer("shipping")),
        ("wait, how much is delivery?", KnowledgeAnswer("shipping")),
        ("배송 얼마나 걸려요?", KnowledgeAnswer("shipping")),
        ("can I get a refund", KnowledgeAnswer("returns")),
        ("thanks", ChitChat("thanks")),
        ("I want a discount code", StartFlow("coupon")),
    ],
)
def test_a_clear_question_may_interrupt(text: str, command: Any) -> None:
    assert read(text, asking("skin_type", SKIN)) == (command,)
    assert read(text, asking("budget", BUDGET)) == (command,)
