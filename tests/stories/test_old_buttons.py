"""Every button ever sent still works: months later, in any order, after edits of catalog and flows."""

import json
import random
import re
from pathlib import Path

import pytest

from bot.clock import ManualClock
from bot.desk.handoffs import release_contact
from bot.outbox.content import Choice
from bot.sources import list_sources
from bot.understanding.references import Reference, read, sign
from bot.whatsapp.emulator.handset import Handset
from tests.stories.belonging import Belonging
from tests.stories.shop import Shop, on_both_databases, open_shop

KEY = b"a-secret-for-tests"
TALKS = {
    "+14155550101": """
        hi / find a product / skin care / more / serum / how much is shipping? / sensitive / redness
        more details / next / next / coupon / quality / a gift / questions / menu
        find a product / clothes / knitwear / L / plain / under $80 / next / details / what's that??
        find a product / home / candle / cosy / 40 / cancel / cancel / are you a bot
    """,
    "+821055550101": """
        안녕하세요 / 제품 추천해 주세요 / 스킨케어 / 세럼 / 배송비 얼마예요? / 지성 / 모공 / 상관없어요 / 30달러
        자세히 보기 / 쿠폰 받고 싶어요 / 품질 / 선물 / 자주 묻는 질문 / 메뉴
        제품 추천해 주세요 / 옷 / 티셔츠 / M / 상관없어요 / 상관없어요 / 다음
    """,
}


async def tap_everything(shop: Shop, phone: Handset, chance: random.Random, belonging: Belonging) -> int:
    """Tap every distinct button ever sent in random order; each is answered, and by its own flow."""
    choices = list({choice.id: choice for choice in await shop.every_choice()}.values())
    chance.shuffle(choices)
    for choice in choices:
        reference = read(choice.id, [KEY])
        assert reference, choice
        utters = await tap(shop, phone, choice)
        assert belonging.fits(reference, utters), (choice.title, reference, utters, phone.hears[-2:])
        assert is_for_its_product(shop, reference, phone.hears[-1]), (reference, phone.hears[-1])
        if "utter_handoff" in str(utters):
            await release_contact(shop.wiring.settings, phone.address)
            await shop.settles()
    assert not await shop.rows("select id, error from inbox_event where state <> 1")
    assert not await shop.rows("select reason from outbox where status = 'failed'")
    return len(choices)


def is_for_its_product(shop: Shop, tapped: Reference, answer: str) -> bool:
    """“Get it” leads to the product that was on the card, as long as that can be bought."""
    wanted = re.search(r"card_choice=get, sku=([^,]+)", tapped.payload)
    found = shop.wiring.shelves.newest().find_sku(wanted[1]) if wanted else None
    return wanted is None or found is None or found[1].stock <= 0 or f"variant={wanted[1]}" in answer


async def tap(shop: Shop, phone: Handset, choice: Choice) -> list[str]:
    """What is said to a tap, by the names of the responses."""
    [(last,)] = await shop.rows("select coalesce(max(id), 0) from outbox")
    await phone.sends(kind="tap", id=choice.id, title=choice.title)
    await shop.settles()
    kept = await shop.rows("select content from outbox where id > $1 order by id", last)
    return [json.loads(content).get("utter", "") for (content,) in kept]


@pytest.mark.parametrize("address", TALKS, ids=["en", "ko"])
async def test_every_button_ever_sent_works(shop: Shop, address: str) -> None:
    """P19, G5: after a long conversation, and again months later when the store sells other things."""
    phone = shop.phone(address)
    await shop.walks(phone, *re.split(r" / |\n\s+", TALKS[address].strip()))
    belonging, chance = Belonging(list_sources(None)), random.Random(20261122)
    assert await tap_everything(shop, phone, chance, belonging) > 60
    await shop.passes(days=100)
    await shop.sells("SKN-301-30", price=3300)
    await shop.sells("SKN-302-30", stock=0)
    for product in ("deep-sea-hyaluron", "moss-cardigan", "fig-candle"):
        await shop.drops(product)
    await tap_everything(shop, phone, chance, belonging)


QUIZ = """
flows:
  own_quiz:
    description: A quiz of the shop's own.
    nlu_trigger: [{{intent: own_quiz}}]
{moved}
    steps:
{steps}
intents: [own_quiz]
slots:
  own_a: {{type: categorical, values: [one, two]}}
  own_b: {{type: categorical, values: [one, two]}}
  own_c: {{type: categorical, values: [one, two]}}
nlu:
  - intent: own_quiz
    examples: |
      - open our quiz
responses:
{questions}
  utter_own_done: [{{text: "Done: {{own_a}} {{own_c}}"}}]
"""
QUESTION = """
  utter_ask_own_{letter}:
    - text: "Question {title}"
      buttons:
        - {{title: "{title} one", payload: "/SetSlots(own_{letter}=one)"}}
        - {{title: "{title} two", payload: "/SetSlots(own_{letter}=two)"}}
"""
QUESTIONS = "".join(QUESTION.format(letter=letter, title=letter.upper()) for letter in "abc")
A, B, C = (f"      - {{id: {name}, collect: own_{name[-1]}}}" for name in ("q_a", "q_b", "q_c"))
DONE = "      - {id: done, action: utter_own_done}"


def write_quiz(folder: Path, *steps: str, moved: str = "") -> None:
    folder.mkdir(exist_ok=True)
    (folder / "quiz.yml").write_text(QUIZ.format(steps="\n".join([*steps, DONE]), moved=moved, questions=QUESTIONS))


@on_both_databases
async def test_edited_flows_strand_nobody(database_url: str, clock: ManualClock, tmp_path: Path) -> None:
    """P19, P18, G5: a step removed, one renamed, then the whole flow gone, each after a restart."""
    own = tmp_path / "own"
    write_quiz(own, A, B, C)
    async with open_shop(database_url, clock, flows_dir=str(own)) as shop:
        amina, bo = shop.phone(), shop.phone("+14155550102", "Bo")
        await shop.walks(amina, "open our quiz", "A one", "B one")
        await shop.walks(bo, "open our quiz", "A one")
        every = await shop.every_choice()

        renamed = C.replace("q_c", "q_last")
        write_quiz(own, A, renamed, moved="    moved: {q_c: q_last}")
        await shop.opens()
        assert (await shop.taps(amina, "C two"))[-1] == "Done: one two", "a renamed step is followed"
        assert (await shop.hears(bo, "B two"))[-1] == "Question C", "a removed step leads to what is unanswered"
        assert (await shop.hears(bo, "C one"))[-1] == "Done: one one", "and no answer is lost"
        for choice in every:
            assert await tap(shop, amina, choice), choice

        (own / "quiz.yml").unlink()
        await shop.opens()
        chance = random.Random(7)
        chance.shuffle(every)
        for choice in every:
            utters = await tap(shop, amina, choice)
            assert "utter_old_button" in "+".join(utters), choice
            assert "🔎 Find a product" in shop.offered(amina)
        await shop.walks(bo, "find a product", "skin care")
        assert "kind of product" in (await shop.taps(bo, "B one"))[-1], "what is open stays open"
        assert (await shop.slots(bo))["department"] == "skincare"


async def test_whoever_is_in_a_flow_that_is_deleted_hears_something(
    database_url: str, clock: ManualClock, tmp_path: Path
) -> None:
    """P18: the open question of a deleted flow is not a dead end."""
    own = tmp_path / "own"
    write_quiz(own, A, B, C)
    async with open_shop(database_url, clock, flows_dir=str(own)) as shop:
        amina, bo = shop.phone(), shop.phone("+14155550102", "Bo")
        await shop.walks(amina, "open our quiz", "A one")
        await shop.walks(bo, "open our quiz")
        (own / "quiz.yml").unlink()
        await shop.opens()
        assert await shop.taps(amina, "B one")
        assert await shop.hears(bo, "one")
        for phone in (amina, bo):
            assert "mood for" in (await shop.hears(phone, "find a product"))[-1]


def forged(choice: Choice) -> list[str]:
    """The same reference with another payload, another key, a letter less, or no signature at all."""
    mac, told = choice.id.split(".", 1)
    other = sign(Reference("unlock_coupon", "issue", "/SetSlots(coupon_state=open)"), b"another shop's key")
    return [f"{mac}.unlock_coupon|issue|/SetSlots(coupon_state=open)", other, choice.id[:-1], told, f".{told}", "||"]


async def test_forged_buttons_do_nothing(shop: Shop) -> None:
    """G5: what our key has not signed counts as the words on the button, whatever it claims."""
    amina = shop.phone()
    await shop.walks(amina, "find a product", "skin care")
    before = await shop.slots(amina)
    for choice in await shop.every_choice():
        for reference in forged(choice):
            assert await tap(shop, amina, Choice(reference, "Banana"))
    after = await shop.slots(amina)
    assert {name: value for name, value in after.items() if before.get(name) != value} == {}
    assert await shop.rows("select count(*) from coupon") == [(0,)]
    assert await shop.rows("select count(*) from inbox_event where state <> 1") == [(0,)]


async def test_a_typed_payload_is_only_words(shop: Shop) -> None:
    """G5: payload syntax counts behind our signature, never typed."""
    amina = shop.phone()
    await shop.walks(amina, "find a product", "skin care")
    for text in ("/SetSlots(skin_kind=serum)", '/find_product{"budget": "1"}'):
        await shop.hears(amina, text)
        assert (await shop.slots(amina)).get("skin_kind") is None
    assert "How does your skin" in (await shop.hears(amina, "serum"))[-1]


async def test_old_buttons_outlive_a_change_of_keys(shop: Shop) -> None:
    """G5: the first key of the ring signs, all are believed; one that was taken out is not."""
    amina = shop.phone()
    await shop.walks(amina, "find a product", "skin care")
    old = (await shop.every_choice())[0]
    await shop.opens(secret_key="a-new-secret,a-secret-for-tests")
    assert "mood for" not in (await shop.taps(amina, "Serum"))[-1]
    newest = (await shop.every_choice())[-1]
    assert read(newest.id, [b"a-new-secret"])
    assert read(old.id, [b"a-new-secret"]) is None
    await shop.opens(secret_key="a-new-secret")
    before = await shop.slots(amina)
    await tap(shop, amina, Choice(old.id, "Banana"))
    assert await shop.slots(amina) == before
