"""`Help me choose …` with words of its own begins the finder, whatever is named (G10)."""

import pytest

from bot.understanding.heard import Heard
from bot.understanding.understand import LexicalUnderstanding
from flows.engine.commands import SetSlot, StartFlow
from flows.engine.state import ConversationState
from tests.transcripts.shops import compiled_library


@pytest.mark.parametrize(
    ("language", "said", "words"),
    [
        ("en", "help me choose a shirt", "a shirt"),
        ("en", "Can you help me pick a zorkmid?", "a zorkmid"),
        ("ko", "노트북 고르는 것 좀 도와주세요", "노트북"),
        ("ko", "셔츠 골라 주세요", "셔츠"),
        ("es", "ayúdame a elegir una camisa", "una camisa"),
        ("pt", "me ajuda a escolher uma camisa", "uma camisa"),
        ("hi", "शर्ट चुनने में मदद करें", "शर्ट"),
        ("ar", "ساعدني في اختيار قميص", "قميص"),
    ],
)
def test_the_rest_is_what_is_to_be_chosen(language: str, said: str, words: str) -> None:
    commands = LexicalUnderstanding(compiled_library()).commands_for(
        Heard(said), ConversationState(slots={"language": language})
    )
    assert commands[0] == StartFlow("live_finder")
    [told] = [command for command in commands if isinstance(command, SetSlot)]
    assert told.slot == "live_words"
    assert " ".join(str(told.value).split()) == words


@pytest.mark.parametrize("said", ["help me choose a size", "find my shade", "help me choose a foundation shade"])
def test_a_clear_wish_for_something_else_goes_first(said: str) -> None:
    commands = LexicalUnderstanding(compiled_library()).commands_for(Heard(said), ConversationState())
    assert StartFlow("live_finder") not in commands
