"""What is said of the product on show to put it into the cart: “add the 50 ml”, “2개 담아줘”, “M, two of them”.

Slots say what is what: `catalog: shown` holds the SKU on show; `catalog: put` takes such words, and its `begins`
names the flow that puts them into the cart; `catalog: pick` is the question for the size or colour.
"""

from bot.understanding.catalog import KnowsVariants, Picked
from bot.understanding.message import Message
from bot.understanding.normal import has_hangul
from bot.understanding.vocabulary import Vocabulary
from bot.understanding.wordlists import POLITE
from flows.engine.commands import Command, SetSlot, StartFlow
from flows.engine.flowset import FlowSet, Slot
from flows.engine.state import ConversationState

Commands = tuple[Command, ...]
_MOST_WORDS = 12  #: a longer message is no order


class Picking:
    """Without somebody who knows the variants nothing is picked."""

    def __init__(self, flows: FlowSet, variants: KnowsVariants | None, words: Vocabulary) -> None:
        self._flows, self._variants = flows, variants
        by_use = {str(slot.metadata.get("catalog")): slot for slot in flows.slots.values()}
        self._shown, self._put, self._pick = (by_use.get(use) for use in ("shown", "put", "pick"))
        self._verbs = _Listed(words, "put_in")
        self._changes = _Listed(words, "make_it")

    def read(self, message: Message, state: ConversationState) -> Commands:
        """The answer to which one it shall be, or the wish to put what is named into the cart."""
        if self._variants is None or self._shown is None or not 0 < len(message.words) <= _MOST_WORDS:
            return ()
        sku = str(state.slots.get(self._shown.name) or "")
        if not sku or not self._may_pick(state):
            return ()
        told = self._variants(sku, message.text, message.language)
        if not told.skus and told.quantity is None:
            return ()
        return self._picked(told, message) if self._is_asked(state) else self._wished(told, message, state)

    def _picked(self, told: Picked, message: Message) -> Commands:
        """A bare number is a place in the list; everything else answers which one and how many."""
        rest = [word for word in told.rest if not (self._verbs.has(word) or self._changes.has(word))]
        plain = told.quantity is not None and not told.counted and not told.skus and len(message.words) == 1
        return (SetSlot(self._pick.name, message.text),) if self._pick and not _unsaid(rest) and not plain else ()

    def _wished(self, told: Picked, message: Message, state: ConversationState) -> Commands:
        adds = any(map(self._verbs.has, told.rest))
        rest = [word for word in told.rest if not self._verbs.has(word)]
        polite = state.question is not None and (told.counted or (bool(told.skus) and _is_polite(message)))
        flow = str(self._put.metadata.get("begins", "")) if self._put else ""
        if self._put is None or flow not in self._flows.flows or _unsaid(rest) or not (adds or polite):
            return ()
        if message.is_question and not adds:
            return ()
        return (StartFlow(flow), SetSlot(self._put.name, message.text))

    def _is_asked(self, state: ConversationState) -> bool:
        return bool(self._pick and state.question and state.question.slot == self._pick.name)

    def _may_pick(self, state: ConversationState) -> bool:
        """Beside the product's own questions, and where nothing is asked."""
        question = state.question
        slot: Slot | None = self._flows.slots.get(question.slot) if question else None
        about = slot is not None and self._shown is not None and slot.metadata.get("about") == self._shown.name
        return question is None or about or self._is_asked(state)


class _Listed:
    """A keyword's phrases, as words: Korean ones may carry endings."""

    def __init__(self, words: Vocabulary, name: str) -> None:
        phrases = [word for phrase in words.map_of(name) for word in phrase.split()]
        self._whole = frozenset(phrases)
        self._korean = tuple(word for word in phrases if has_hangul(word))

    def has(self, word: str) -> bool:
        return word in self._whole or (has_hangul(word) and word.startswith(self._korean))


def _unsaid(rest: list[str]) -> bool:
    """Whether there are words that nothing has explained."""
    return any(word not in POLITE for word in rest)


def _is_polite(message: Message) -> bool:
    return bool(POLITE & set(message.words)) or message.folded.endswith(("주세요", "줘", "할게요", "할래요", "요"))
