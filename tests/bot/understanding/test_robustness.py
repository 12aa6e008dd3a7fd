"""Any text in any state gets commands, in bounded time."""

# ruff: noqa: E501 (tables of phrases are read by row)

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understanding.heard import Heard
from bot.understanding.references import Reference
from flows.engine.commands import CannotHandle, OptOut
from flows.engine.state import ConversationState, Option, Question
from tests.bot.understanding.make import BUDGET, CODES, GIFT, SKIN, SKIN_KO, SLOTS, asking, languages, understanding

ANYTHING = st.text(st.characters(), max_size=80)
FAMILIAR = st.lists(
    st.sampled_from(
        [
            *("2", "no", "yes", "dry", "under", "50", "$", ",", "stop", "menu", "건성이요", "아니", "5만원", "네", "جافة", "لا"),
            *("रूखी", "नहीं", "?", "talk to a person", "tomorrow", "march 5", "\u200d", "\ud800", "\0", "👍", "how long does shipping take"),
        ]
    ),
    max_size=7,
).map(" ".join)  # fmt: skip
TEXTS = ANYTHING | FAMILIAR
OPTIONS = st.sampled_from([(), SKIN, SKIN_KO, BUDGET, GIFT]) | st.lists(
    st.builds(
        Option,
        TEXTS,
        st.sampled_from(["", "/", "/x", "/SetSlots(", "/SetSlots(a=b)", "/human", "/SetSlots()"]) | TEXTS,
    ),
    max_size=12,
).map(tuple)
QUESTIONS = st.none() | st.builds(
    Question,
    st.sampled_from(["product_finder", "gone"]),
    st.just("ask"),
    st.sampled_from([*(slot.name for slot in SLOTS), "gone"]),
    st.just("f1"),
    OPTIONS,
    page=st.integers(0, 3),
    forced=st.booleans(),
)
STATES = st.builds(
    ConversationState,
    slots=st.fixed_dictionaries(
        {"language": st.sampled_from([*CODES, "xx", "pt-BR", "", None])},
        optional={"skin_type": st.sampled_from(["oily", None, 7]), "budget": st.sampled_from([1.0, None, "x"])},
    ),
    question=QUESTIONS,
)
HEARD = st.builds(
    Heard,
    TEXTS,
    st.sampled_from(["text", "text", "text", "button", "list", "image", "location", "unsupported", "?"]),
    st.none() | st.builds(Reference, st.just("product_finder"), st.just("ask"), TEXTS | st.just("/SetSlots(a=1)")),
    st.sampled_from(["", "", "", "STOP", "START", "HELP", "odd"]),
)


@settings(max_examples=400, deadline=None)
@given(HEARD, STATES)
def test_any_message_in_any_state_gets_at_least_one_command(heard: Heard, state: ConversationState) -> None:
    commands = understanding().commands_for(heard, state)
    assert commands
    assert commands == understanding().commands_for(heard, state)


LONG = {
    "one word": "a" * 5_000,
    "words": "dry skin " * 1_000,
    "digits": "1" * 5_000,
    "grouped": "1,1." * 1_500,
    "spaced digits": "1 111 " * 900,
    "korean": "건성이요" * 1_200,
    "endings": "이에요" * 1_500,
    "marks": "e" + "\u0301\u0316" * 2_500,
    "ligatures": "ﷺ" * 5_000,
    "spaces": " " * 5_000 + "x",
    "at signs": "a@" * 2_500,
    "dots": "a." * 2_500 + "@b",
    "agents": "talk to a " * 500,
    "emoji": "👨‍👩‍👧‍👦" * 700,
    "surrogates": "\ud83d" * 5_000,
    "no": "no " * 2_000,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
@pytest.mark.parametrize("slot", ["skin_type", "budget", "review", "email", "phone", "birthday", "likes", "gift"])
def test_a_huge_message_is_read_in_bounded_time(text: str, slot: str) -> None:
    """Processor time of this thread, hundreds of times what it takes; a regex gone wild takes minutes."""
    began = time.thread_time()
    assert understanding().commands_for(Heard(text), asking(slot, SKIN if slot == "skin_type" else ()))
    assert time.thread_time() - began < 3


def test_stop_repeated_over_and_over_still_opts_out() -> None:
    assert understanding().commands_for(Heard("stop " * 50), asking("review")) == (OptOut(),)


def test_every_phrase_of_every_language_is_heard_in_every_state() -> None:
    """No keyword may end in silence, whatever it means where."""
    said = [p for code in CODES for phrases in languages()[code].keywords.values() for p in phrases]
    states: list[Any] = [asking("skin_type", SKIN), asking("gift", GIFT, forced=True), asking("budget")]
    for phrase in said:
        for state in states:
            assert understanding().commands_for(Heard(phrase), state) not in ((), (CannotHandle("unsupported"),))
