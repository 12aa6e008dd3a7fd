"""Tapped buttons: their payload counts only behind our signature, and at any age (G5)."""

import pytest

from bot.understanding.heard import Heard
from bot.understanding.references import MAX_BYTES, Reference, ReferenceTooLong, read, sign
from flows.engine.commands import (
    CancelFlow,
    CannotHandle,
    ChitChat,
    Command,
    GoBack,
    HumanHandoff,
    KnowledgeAnswer,
    OptIn,
    OptOut,
    SetSlot,
    ShowMenu,
    ShowPage,
    SkipQuestion,
    StartFlow,
    Tap,
)
from tests.bot.understanding.make import SKIN, asking, idle, tap, understanding
from tests.bot.understanding.make import read as read_text


@pytest.mark.parametrize(
    ("payload", "commands"),
    [
        ("/SetSlots(skin_type=dry)", (Tap("product_finder", "ask_skin_type", (("skin_type", "dry"),)),)),
        ("/SetSlots(a=1, b=x)", (Tap("product_finder", "ask_skin_type", (("a", "1"), ("b", "x"))),)),
        ("/human", (HumanHandoff(),)),
        ("/menu", (ShowMenu(),)),
        ("/cancel", (CancelFlow(),)),
        ("/skip", (SkipQuestion("product_finder", "ask_skin_type"),)),
        ("/back", (GoBack(),)),
        ("/stop", (OptOut(),)),
        ("/start", (OptIn(),)),
        ('/page{"n": "2"}', (ShowPage("product_finder", "ask_skin_type", 2),)),
        ("/faq/shipping", (KnowledgeAnswer("shipping"),)),
        ("/chitchat/thanks", (ChitChat("thanks"),)),
        ("/find_product", (StartFlow("product_finder", guarded=False),)),
        (
            '/find_product{"skin_type": "dry"}',
            (StartFlow("product_finder", guarded=False), SetSlot("skin_type", "dry")),
        ),
        ("/coupon", (StartFlow("coupon", guarded=False),)),
        ("how long does shipping take", (KnowledgeAnswer("shipping"),)),
    ],
)
@pytest.mark.parametrize("kind", ["button", "list"])
def test_a_payload_becomes_commands(payload: str, commands: tuple[Command, ...], kind: str) -> None:
    assert tap(payload, kind=kind, title="anything") == commands


@pytest.mark.parametrize("payload", ["/SetSlots(skin_type=dry)", '/page{"n": "1"}', "/human{}", "/find_product {}"])
def test_a_typed_payload_is_only_text(payload: str) -> None:
    assert read_text(payload) == (CannotHandle("not_understood"),)
    assert read_text(payload, asking("skin_type", SKIN)) == (CannotHandle("invalid_answer"),)
    assert read_text(payload, asking("review")) == (SetSlot("review", payload),)


def test_a_tap_beats_the_open_question() -> None:
    assert tap("/faq/returns", asking("skin_type", SKIN)) == (KnowledgeAnswer("returns"),)
    assert tap("/SetSlots(skin_type=oily)", asking("review", forced=True), title="Oily") == (
        Tap("product_finder", "ask_skin_type", (("skin_type", "oily"),)),
    )


def test_a_button_nobody_signed_is_read_by_its_title() -> None:
    heard = Heard("Dry", kind="button")
    assert understanding().commands_for(heard, asking("skin_type", SKIN)) == (SetSlot("skin_type", "dry"),)
    assert understanding().commands_for(Heard("Menu", kind="list"), idle()) == (ShowMenu(),)


def test_a_reference_survives_a_change_of_keys_and_no_forgery() -> None:
    place = Reference("product_finder", "ask_skin_type", "/SetSlots(skin_type=건성)")
    signed = sign(place, b"old")
    assert read(signed, [b"new", b"old"]) == place
    assert read(signed, [b"new"]) is None
    assert read(signed.replace("건성", "지성"), [b"old"]) is None


@pytest.mark.parametrize(
    "forged", ["", ".", "x", "a.b|c", "a.b|c|d", "\ud800.b|c|d", "é.b|c|d", "." * 200, "a.b|c|d\0"]
)
def test_rubbish_is_no_reference(forged: str) -> None:
    assert read(forged, [b"key"]) is None


def test_a_payload_too_long_for_a_button_is_refused_at_once() -> None:
    with pytest.raises(ReferenceTooLong, match="too long"):
        sign(Reference("flow", "step", "x" * MAX_BYTES), b"key")
