"""Asking for a person: by a word, or anywhere in a short message."""

import re

from bot.understanding.message import Message
from bot.understanding.normal import has_hangul
from bot.understanding.vocabulary import Vocabulary
from flows.engine.commands import Command, HumanHandoff

_MOST_WORDS = 16


class Agent:
    """Knows the keyword lists `agent` (whole messages) and `agent_within` (parts of short ones)."""

    def __init__(self, words: Vocabulary) -> None:
        self._words = words
        phrases = [phrase for phrase in words.map_of("agent_within") if phrase]
        korean = [re.escape(p.replace(" ", "")) for p in phrases if has_hangul(p)]
        spaced = [re.escape(p) for p in phrases if not has_hangul(p)]
        self._korean = re.compile("|".join(korean)) if korean else None
        self._spaced = re.compile(rf"(?<!\S)(?:{'|'.join(spaced)})(?!\S)") if spaced else None
        self._negations = frozenset(words.map_of("not"))

    def read_whole(self, message: Message) -> tuple[Command, ...]:
        """Only where the whole message asks for it."""
        return (HumanHandoff(),) if self._words.find_global(message) == "agent" else ()

    def read(self, message: Message) -> tuple[Command, ...]:
        """Also inside a short message, unless it is denied: “I don't need a human agent”."""
        if len(message.words) <= _MOST_WORDS and self._is_within(message.folded):
            return (HumanHandoff(),)
        return self.read_whole(message)

    def _is_within(self, folded: str) -> bool:
        if self._korean and self._korean.search(folded.replace(" ", "")):
            return not folded.endswith(("싫어요", "말고요", "필요없어요", "필요 없어요"))
        found = self._spaced.search(folded) if self._spaced else None
        return found is not None and not self._negations & set(folded[: found.start()].split())
