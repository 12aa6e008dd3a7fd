"""Wishes that name their thing behind an opening: `help me choose a tent`, `텐트 골라 주세요`.

The opening is an example phrase of the intent that begins a flow, at the start or the end of the message. Which flow
takes the rest as words is said by a slot whose metadata holds `opens: <flow>`.
"""

from bot.understanding.intents import STRONG, Reading
from bot.understanding.message import Message
from flows.engine.commands import SetSlot, StartFlow
from flows.engine.flowset import FlowSet

_LEAST, _MOST = 2, 8  # words of an opening; of what comes with it


class Openings:
    """Reads such wishes, whatever is named in them."""

    def __init__(self, flows: FlowSet) -> None:
        opens = {name: str(slot.metadata["opens"]) for name, slot in flows.slots.items() if "opens" in slot.metadata}
        self._slot, self._flow = next(iter(opens.items()), ("", ""))
        intents = {trigger.intent for trigger in flows.triggers if trigger.flow == self._flow}
        said = {Message.of(phrase, "").folded for intent in intents for phrase in flows.examples.get(intent, ())}
        self._phrases = sorted((one for one in said if len(one.split()) >= _LEAST), key=lambda one: (-len(one), one))

    def read(self, reading: Reading, message: Message) -> Reading:
        """The reading, or a sure one where an opening comes with words of its own; a clear wish for something else
        goes first."""
        if not self._slot or (reading.sure and StartFlow(self._flow) not in reading.commands):
            return reading
        rest = next((rest for phrase in self._phrases if (rest := _beside(phrase, message.folded))), "")
        if not rest or len(rest.split()) > _MOST:
            return reading
        return Reading((StartFlow(self._flow), SetSlot(self._slot, rest)), max(reading.score, STRONG), sure=True)


def _beside(phrase: str, said: str) -> str:
    """What is left of a message without the phrase that it begins or ends with."""
    if said.startswith(f"{phrase} "):
        return said[len(phrase) :].strip()
    return said[: -len(phrase)].strip() if said.endswith(f" {phrase}") else ""
