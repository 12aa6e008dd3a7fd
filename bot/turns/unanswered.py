"""Which messages are kept as questions without an answer: merchants read them and write the answers."""

from collections.abc import Sequence

from bot.inbox.messages import InboundMessage, MessageKind
from flows.engine.commands import CannotHandle, Command
from flows.engine.effects import Effect, Perform
from flows.engine.state import ConversationState

_REASONS = ("not_understood", "invalid_answer")
_SHORTEST, _FEWEST = 3, 3  # letters; words of what was said to an open question, unless it bears a question mark


def unanswered(commands: Sequence[Command], message: InboundMessage, state: ConversationState) -> list[Effect]:
    """One thing to keep, or nothing. A wrong answer to an open question is a question only if it reads like one."""
    missed = [each for each in commands if isinstance(each, CannotHandle)]
    if state.paused or len(missed) != len(commands) or not missed or missed[0].reason not in _REASONS:
        return []
    text = " ".join(message.text.split())
    if message.kind is not MessageKind.TEXT or sum(map(str.isalpha, text)) < _SHORTEST:
        return []
    question = state.question
    if question is not None and len(text.split()) < _FEWEST and not text.rstrip().endswith(("?", "？", "؟")):
        return []
    flow = question.flow if question is not None else ""
    told = {"text": text, "language": state.language, "flow": flow, "reason": missed[0].reason}
    return [Perform("keep_unanswered", told)]
