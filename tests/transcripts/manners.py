"""What every turn owes a shopper: three bubbles at most, and one thing to answer."""

import re
from collections.abc import Sequence

from bot.outbox.content import Content

MOST_BUBBLES = 3
_ASKS = re.compile(r"[?？؟]\W*$")


def open_questions(bubbles: Sequence[Content]) -> list[str]:
    """What waits for an answer: bubbles with something to tap, and paragraphs that end with a question mark."""
    found: list[str] = []
    for bubble in bubbles:
        asking = [part for part in bubble.text.split("\n\n") if _ASKS.search(part)]
        if bubble.choices and not (asking and asking[-1] == bubble.text.split("\n\n")[-1]):
            asking.append(" | ".join(choice.title for choice in bubble.choices))
        found += asking
    return found


def assert_mannerly(bubbles: Sequence[Content], said: object) -> None:
    """Fails for a turn that says too much or asks twice."""
    texts = [bubble.text for bubble in bubbles]
    assert len(bubbles) <= MOST_BUBBLES, ("too many bubbles", said, texts)
    assert len(open_questions(bubbles)) <= 1, ("two questions", said, texts)
