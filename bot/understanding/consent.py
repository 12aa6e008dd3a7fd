"""Opting out and in: read before anything else, in every language, from whole messages only (P34)."""

from bot.understanding.answers import Answers
from bot.understanding.heard import Heard
from bot.understanding.kinds import FILES, WORDS
from bot.understanding.message import Message
from bot.understanding.vocabulary import Vocabulary
from flows.engine.commands import Command, OptIn, OptOut, ShowMenu
from flows.engine.state import ConversationState


class Consent:
    """The provider's word (`OptOutType`) first, then the keywords `stop_offers`, `stop` and `start`."""

    def __init__(self, words: Vocabulary, answers: Answers) -> None:
        self._words, self._answers = words, answers

    def read(self, heard: Heard, message: Message, state: ConversationState) -> tuple[Command, ...]:
        """OptOut, OptIn, the menu for the provider's HELP, or nothing."""
        match heard.opt_out_type.upper():
            case "STOP":
                return (OptOut(),)
            case "START":
                return self._opted_in(message, state)
            case "HELP":
                return (ShowMenu(),)
        if heard.reference is not None or heard.kind not in WORDS | FILES:
            return ()
        return self._typed(message, state)

    def _opted_in(self, message: Message, state: ConversationState) -> tuple[Command, ...]:
        """YES answers an open question before it can be an opt-in."""
        if self._words.has(message.key, "start"):
            return (OptIn(),)
        return self._answers.sure(message, state) or (OptIn(),)

    def _typed(self, message: Message, state: ConversationState) -> tuple[Command, ...]:
        """A word that is also the title of an option on offer chooses it, but for the few that always opt out."""
        if self._words.is_offers_out(message) and not self._answers.titled(message, state):
            return (OptOut(offers=True),)
        out = self._words.is_opt_out(message)
        if out and (self._words.is_sure_opt_out(message) or not self._answers.titled(message, state)):
            return (OptOut(),)
        if not out and self._words.has(message.key, "start") and not self._answers.titled(message, state):
            return (OptIn(),)
        return ()
