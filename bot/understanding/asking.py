"""Questions about a product, open or named, and measures told with a wish for a size.

A question goes to the card: its words fill the slot whose metadata holds `catalog: asked`, the slot that is `about`
a product gets `asked`.
"""

from collections.abc import Callable

from bot.understanding.catalog import Named
from bot.understanding.intents import EXACT, Reading
from bot.understanding.message import Message
from catalog.measures import read_measures
from catalog.questions import COMPARE, FACT, asks, is_about_all, read_question, wants_size
from flows.engine.commands import Command, StartFlow, Tap
from flows.engine.flowset import FlowSet
from flows.engine.state import ConversationState

Commands = tuple[Command, ...]
ASKED = "asked"
_SIZE_INTENT = "find_size"
_MOST_WORDS = 16


class Asking:
    """Decides whether a message asks about a product. `named` says what the catalog makes of some words."""

    def __init__(self, flows: FlowSet, named: Callable[[str, str], Named] | None) -> None:
        self._named = named
        self._words = next((n for n, slot in flows.slots.items() if slot.metadata.get("catalog") == ASKED), "")
        self._about = next((n for n, slot in flows.slots.items() if slot.metadata.get("about")), "")
        self._place = _place_of(flows, self._about)
        self._guide = next((t.flow for t in flows.triggers if t.intent == _SIZE_INTENT), "")
        self._product = str(flows.slots[self._about].metadata["about"]) if self._about else ""

    def read(self, message: Message, reading: Reading, state: ConversationState) -> Commands:
        """A question that its words tell clearly."""
        asked = self._ready(message) and read_question(message.text)
        if not asked or (reading.score >= EXACT and asked.kind != FACT and reading.sure):
            return ()
        named = self._named(asked.rest, message.language) if self._named and asked.rest else Named()
        if asked.kind == COMPARE:
            return self._asked(message) if named.kind or self._knows_product(state) else ()
        if asked.kind == FACT and self._is_search(message):
            return ()
        if named.kind:
            return self._asked(message)
        if asked.kind == FACT and self._knows_product(state) and not is_about_all(message.text):
            return self._asked(message) if not (named.missed or named.unsold) else ()
        return ()

    def anything(self, message: Message, state: ConversationState) -> Commands:
        """Beside a card, a question that nobody has understood is about the product on it."""
        beside = state.question is not None and state.question.slot == self._about and bool(self._about)
        if beside and self._ready(message) and (message.is_question or asks(message.text)):
            return self._asked(message)
        return ()

    def guide_for(self, message: Message) -> Commands:
        """`which size, I am 175 cm and 70 kg`: the guide, which reads the measures itself."""
        if not self._guide:
            return ()
        wanted = wants_size(message.text) and read_measures(message.text)
        return (StartFlow(self._guide),) if wanted else ()

    def _is_search(self, message: Message) -> bool:
        """`do you have a waterproof jacket` looks for one; so does what is no question at all."""
        return not asks(message.text) or message.folded.startswith(("do you have", "have you", "do you sell"))

    def _knows_product(self, state: ConversationState) -> bool:
        return bool(state.slots.get(self._product))

    def _ready(self, message: Message) -> bool:
        return bool(self._place and self._words) and 0 < len(message.words) <= _MOST_WORDS

    def _asked(self, message: Message) -> Commands:
        return (Tap(*self._place, ((self._words, message.text), (self._about, ASKED))),) if self._place else ()


def _place_of(flows: FlowSet, slot: str) -> tuple[str, str] | tuple[()]:
    places = (
        (flow.id, step.id)
        for flow in flows.flows.values()
        for step in flow.steps.values()
        if slot and getattr(step, "slot", "") == slot
    )
    return next(places, ())
