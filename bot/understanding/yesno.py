"""Yes and no to what was offered last or is shown, and where nobody asked anything."""

from bot.understanding.answers import Answers, Commands
from bot.understanding.intents import Intents
from bot.understanding.message import Message
from bot.understanding.offered import agreed, as_question, asks_something, is_on_a_button
from bot.understanding.vocabulary import Vocabulary
from flows.engine.commands import CannotHandle, ChitChat, ShowMenu
from flows.engine.flowset import FlowSet
from flows.engine.state import ConversationState


class YesOrNo:
    """Reads them in all languages; a thumb is a word, too."""

    def __init__(self, flows: FlowSet, words: Vocabulary, intents: Intents, answers: Answers) -> None:
        self._flows, self._words, self._intents, self._answers = flows, words, intents, answers

    def read(self, message: Message, state: ConversationState, aside: ConversationState | None) -> Commands:
        """Yes and no to what was offered last, where no question waits or where it keeps silent."""
        if state.question is not None and aside is None:
            return self._to_what_is_shown(message, state)
        word = next((word for word in ("yes", "no") if self._words.is_like(message, word)), None)
        own = self._answers.sure(message, aside or as_question(state)) if word else ()
        if own or word is None:
            return own
        if word == "no":
            return (ChitChat("no"),)
        reading = self._intents.read(message, state)
        small_talk = reading.sure and isinstance(reading.commands[0], ChitChat)
        return agreed(self._flows, state, eager=not (small_talk or _is_a_sign(message)))

    def out_of_the_blue(self, message: Message) -> Commands:
        """Where nothing was asked; whatever else it may be is not understood."""
        if self._words.has(message.key, "no"):
            return (ChitChat("no"),)
        if message.folded and _is_a_sign(message):
            return (ChitChat("ok"),)
        return (ShowMenu(),) if self._words.has(message.key, "yes") else (CannotHandle("not_understood"),)

    def _to_what_is_shown(self, message: Message, state: ConversationState) -> Commands:
        """Yes where a question waits: of many things it is asked which, and a thumb up has only taken notice."""
        if not self._words.is_like(message, "yes") or not (own := self._answers.sure(message, state)):
            return ()
        if not is_on_a_button(own, state):
            return (CannotHandle("which"),)
        return (ChitChat("ok"),) if _is_a_sign(message) and not asks_something(state) else ()


def _is_a_sign(message: Message) -> bool:
    """Nothing but signs: a thumb, a heart."""
    return not any(map(str.isalnum, message.text))
