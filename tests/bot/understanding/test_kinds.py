"""Messages that are not words: answered sensibly, never with a crash (P18)."""

import pytest

from bot.understanding.heard import Heard
from flows.engine.commands import CannotHandle, KnowledgeAnswer, OptOut, SetSlot
from tests.bot.understanding.make import SKIN, asking, idle, read, understanding


@pytest.mark.parametrize("kind", ["image", "audio", "video", "document", "sticker"])
def test_a_file_is_no_answer(kind: str) -> None:
    assert read("", asking("skin_type", SKIN), kind=kind) == (CannotHandle("media", {"kind": kind}),)
    assert read("", idle(), kind=kind) == (CannotHandle("media", {"kind": kind}),)


@pytest.mark.parametrize("kind", ["contacts", "order", "flow", "unsupported", "hologram", "location"])
def test_what_nobody_can_read_is_said_to_be_so(kind: str) -> None:
    assert read("", idle(), kind=kind) == (CannotHandle("unsupported", {"kind": kind}),)


def test_a_caption_is_read_like_words() -> None:
    assert read("how long does shipping take?", kind="image") == (KnowledgeAnswer("shipping"),)
    assert read("dry", asking("skin_type", SKIN), kind="image") == (SetSlot("skin_type", "dry"),)


def test_a_slot_may_ask_for_a_place() -> None:
    heard = Heard("", kind="location", details={"latitude": "37.5", "longitude": "127.0"})
    state = asking("place")
    assert understanding().commands_for(heard, state) == (
        SetSlot("place", {"latitude": "37.5", "longitude": "127.0"}),
    )
    assert read("Gangnam station", state) == (SetSlot("place", "Gangnam station"),)


def test_a_provider_opt_out_counts_on_any_kind() -> None:
    assert read("", kind="unsupported", opt_out_type="STOP") == (OptOut(),)
