"""Several answers in one message, and corrections of earlier ones."""

from dataclasses import replace
from typing import Any

import pytest

from bot.understanding.heard import Heard
from bot.understanding.understand import LexicalUnderstanding
from flows.engine.commands import SetSlot, StartFlow
from flows.engine.flowset import Slot
from tests.bot.understanding.make import GIFT, SKIN, asking, flow, flow_set, idle, read

DRY, OILY = SetSlot("skin_type", "dry"), SetSlot("skin_type", "oily")


@pytest.mark.parametrize(
    ("text", "language", "commands"),
    [
        ("dry skin, under 30", "en", (DRY, SetSlot("budget", 30.0))),
        ("dry, acne, up to $45", "en", (DRY, SetSlot("concern", "acne"), SetSlot("budget", 45.0))),
        ("건성이고 여드름 있어요", "ko", (DRY, SetSlot("concern", "acne"))),
        ("지성이고 3만원 이하요", "ko", (OILY, SetSlot("budget", 30_000.0))),
        ("seca, menos de 30 euros", "es", (DRY, SetSlot("budget", 30.0))),
        ("dry, 30", "en", (DRY,)),
    ],
)
def test_what_else_a_message_says_is_kept(text: str, language: str, commands: Any) -> None:
    """A bare number could mean anything: only one with a currency or a bound is believed."""
    assert read(text, asking("skin_type", SKIN, language=language)) == commands


def test_slots_that_are_filled_already_are_not_touched_by_the_way() -> None:
    state = asking("skin_type", SKIN, slots={"budget": 100.0})
    assert read("dry skin, under 30", state) == (DRY,)


def test_a_wish_brings_its_details_along() -> None:
    assert read("recommend something for dry skin under $30") == (
        StartFlow("product_finder"),
        DRY,
        SetSlot("budget", 30.0),
    )


@pytest.mark.parametrize(
    ("text", "language", "command"),
    [
        ("no, under 50", "en", SetSlot("budget", 50.0)),
        ("Actually, dry", "en", DRY),
        ("sorry I meant dry skin", "en", DRY),
        ("no wait, make it $70", "en", SetSlot("budget", 70.0)),
        ("아니 건성이요", "ko", DRY),
        ("아 참, 건성이에요", "ko", DRY),
        ("아니요 5만원 이하로요", "ko", SetSlot("budget", 50_000.0)),
        ("no, mejor menos de 50", "es", SetSlot("budget", 50.0)),
        ("na verdade, seca", "pt", DRY),
        ("नहीं, रूखी", "hi", DRY),
        ("لا، أقصد جافة", "ar", DRY),
    ],
)
def test_a_correction_goes_to_the_slot_that_it_is_about(text: str, language: str, command: Any) -> None:
    state = asking("gift", GIFT, language=language, slots={"skin_type": "oily", "budget": 100.0})
    assert read(text, state) == (command,)


def test_a_correction_word_before_an_answer_is_an_answer() -> None:
    assert read("oh sorry, oily", asking("skin_type", SKIN)) == (OILY,)
    assert read("no, oily", asking("skin_type", SKIN)) == (OILY,)


def test_a_plain_no_is_no_correction() -> None:
    assert read("no", asking("gift", GIFT, slots={"skin_type": "oily"})) == (SetSlot("gift", False),)


def test_details_without_a_wish_start_nothing() -> None:
    assert not [c for c in read("dry", idle()) if isinstance(c, SetSlot)]


def test_yes_no_and_any_answer_only_the_question_that_is_open() -> None:
    """`yes, dry` must not say yes to a question that nobody has asked."""
    shop = LexicalUnderstanding(
        replace(
            flow_set(),
            slots={
                **flow_set().slots,
                "same": Slot("same", "categorical", ("yes", "no")),
                "texture": Slot("texture", "categorical", ("light", "any")),
            },
            flows={"quiz": flow("skin_type", "same", "texture")},
        )
    )
    said = shop.commands_for(Heard("yes, dry, anything goes"), asking("skin_type", SKIN, flow="quiz"))
    assert said == (DRY,)
