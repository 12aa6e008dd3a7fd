"""Words that name what is sold: a search, a narrower search, or what a quiz asks for anyway.

Which flow searches is said by its slots: one whose metadata holds `catalog: words` is filled with the message,
one that holds `catalog: narrow` with what is said beside a product.
"""

from bot.understanding.catalog import KnowsProducts, Named
from bot.understanding.intents import ACT_ALONE, EXACT, STRONG, Reading
from bot.understanding.message import Message
from bot.understanding.several import Several, slots_asked_by
from bot.understanding.vocabulary import Vocabulary
from flows.engine.commands import Command, KnowledgeAnswer, SetSlot, StartFlow
from flows.engine.flowset import FlowSet
from flows.engine.state import ConversationState

Commands = tuple[Command, ...]
_MOST_WORDS = 12  #: a longer message is no search
_MOST_UNSOLD = 5  #: words of a message that asks for something that is not sold
_MOST_UNKNOWN = 2  #: words of what is asked for: `a grand piano`
_NOBODY = Named()


class Wares:
    """Decides between a search and everything else. Without somebody who knows the catalog there is no search."""

    def __init__(self, flows: FlowSet, catalog: KnowsProducts | None, several: Several, words: Vocabulary) -> None:
        self._catalog, self._several = catalog, several
        self._do_you_have = tuple(words.map_of("do_you_have"))
        self._words = _slot_for(flows, "words")
        self._narrow = _slot_for(flows, "narrow")
        self._flow = next((flow for flow in flows.flows if self._words in slots_asked_by(flows, flow)), "")
        self._flows = flows
        self._finders = _finders(flows, self._flow, self._narrow)

    def search(self, reading: Reading, message: Message, state: ConversationState) -> Commands:
        """The message as a search, when it names what is sold more clearly than it says anything else."""
        if not self._may_search(message) or (reading.score >= EXACT and not self.finds(reading)):
            return ()
        named = self._named(message)
        if named.is_shelf and not named.free and (not reading.sure or reading.score < EXACT or self.finds(reading)):
            return self._start(message)
        if (
            not named.kind
            or named.missed > named.free
            or _is_too_bold(named, state)
            or not self._leaves_room(reading, named)
        ):
            return ()
        if self.finds(reading) and isinstance(first := reading.commands[0], StartFlow):
            return self._start(message) if self._goes_beyond(first.flow, named, message, state) else ()
        return self._start(message) if named.is_bare or not named.missed else ()

    def anything(self, message: Message, state: ConversationState) -> Commands:
        """The last resort before nothing was understood: whatever is named at all, sold or not."""
        if not self._may_search(message):
            return ()
        named = self._named(message)
        unknown = named.guessed or 0 < named.free + named.missed <= _MOST_UNKNOWN
        if unknown and self._asks_for(message):
            return self._start(message)
        if _is_too_bold(named, state):
            return ()
        known = (named.kind and named.missed <= named.free + named.filters) or (
            named.unsold and len(message.words) <= _MOST_UNSOLD
        )
        filtered = state.question is None and named.filters and not named.missed
        return self._start(message) if known or filtered else ()

    def _asks_for(self, message: Message) -> bool:
        """Whether it asks for a thing, even one nobody has heard of: `do you have a piano?`, `피아노 있어요?`."""
        told = message.folded
        return message.is_question and any(
            told.startswith(f"{phrase} ") or told.endswith(f" {phrase}") for phrase in self._do_you_have
        )

    def narrowing(self, message: Message, state: ConversationState) -> tuple[SetSlot, ...]:
        """How the products that are shown should be instead: `in blue, under 20`."""
        if state.question is None or not self._narrow or not self._takes_narrowing(state):
            return ()
        return (SetSlot(self._narrow, message.text),) if self._named(message).narrows else ()

    def names_a_kind(self, message: Message) -> bool:
        """Whether it says what kind of thing is wanted, and nothing unknown."""
        named = self._named(message)
        return named.kind and not named.missed and not named.guessed

    def words_for(self, flow: str, message: Message) -> Commands:
        """What the flow that searches is told by the wish itself: `do you sell shoes`, but not `search`."""
        if flow != self._flow or self._catalog is None:
            return ()
        named = self._named(message)
        return (SetSlot(self._words, message.text),) if named.says_something else ()

    def _start(self, message: Message) -> Commands:
        return (StartFlow(self._flow), SetSlot(self._words, message.text))

    def _named(self, message: Message) -> Named:
        return self._catalog(message.text, message.language) if self._catalog else _NOBODY

    def _may_search(self, message: Message) -> bool:
        written = not message.text.startswith("/")  # payload syntax is never read when typed
        return bool(self._catalog and self._flow) and written and 0 < len(message.words) <= _MOST_WORDS

    def finds(self, reading: Reading) -> bool:
        """Whether it is a wish for a flow that leads to products, too."""
        first = reading.commands[0] if reading.sure else None
        return isinstance(first, StartFlow) and first.flow in self._finders

    def _leaves_room(self, reading: Reading, named: Named) -> bool:
        """Clear questions and wishes for something else go first; `mug on sale` is no wish for a coupon."""
        if not reading.sure or self.finds(reading):
            return True
        if isinstance(reading.commands[0], KnowledgeAnswer) and reading.score < ACT_ALONE:
            return True
        return named.is_detailed and reading.score < STRONG

    def _goes_beyond(self, flow: str, named: Named, message: Message, state: ConversationState) -> bool:
        """Whether more is named than the flow asks for: then a quiz would only be in the way."""
        if flow == self._flow or named.is_bare or message.is_question:
            return True
        asked = self._several.unasked(message, flow, state, known=set())
        return named.free > 0 or named.filters > len(asked)

    def _takes_narrowing(self, state: ConversationState) -> bool:
        question = state.question
        flow = self._flows.flows.get(question.flow) if question else None
        return _takes(flow.steps.get(question.step) if flow and question else None, self._narrow)


def _is_too_bold(named: Named, state: ConversationState) -> bool:
    """Where something was asked, a word that only resembles one of ours is rather a wrong answer."""
    return named.guessed and state.question is not None


def _finders(flows: FlowSet, searching: str, narrow: str) -> frozenset[str]:
    """The flows in whose place a search may stand: the one that searches, and those that end where products are
    shown and ask which part of the catalog it is to be (a slot whose metadata holds `catalog: part`). Guides and
    quizzes with a purpose of their own are none of them."""
    showing = {flow.id for flow in flows.flows.values() if any(_takes(step, narrow) for step in flow.steps.values())}
    leading = {
        flow.id
        for flow in flows.flows.values()
        if any(getattr(step, "flow", "") in showing for step in flow.steps.values())
        and any(flows.slots[name].metadata.get("catalog") == "part" for name in slots_asked_by(flows, flow.id))
    }
    return frozenset({searching, *leading})


def _takes(step: object, slot: str) -> bool:
    """Whether the question of a step takes this slot besides its own."""
    return slot in getattr(step, "also", ())


def _slot_for(flows: FlowSet, use: str) -> str:
    return next((name for name, slot in flows.slots.items() if slot.metadata.get("catalog") == use), "")
