"""What is said of the product on show to put it into the cart: “add the 50 ml”, “2개 담아줘”, “M, two of them”.

Slots say what is what: `catalog: shown` holds the SKU on show, `catalog: view` how it is shown (in a `list` it is one
of several, so that a colour narrows the list); `catalog: put` takes such words, and its `begins`
names the flow that puts them into the cart; `catalog: pick` is the question for the size or colour, `catalog: cart`
the one below the cart, and `begins` of `catalog: line` names the flow that changes what is in it.
"""

from collections.abc import Callable

from bot.understanding.catalog import KnowsProducts, KnowsVariants, Picked
from bot.understanding.message import Message
from bot.understanding.vocabulary import Listed, Vocabulary
from bot.understanding.wordlists import POLITE
from flows.engine.commands import Command, SetSlot, StartFlow
from flows.engine.flowset import FlowSet
from flows.engine.state import ConversationState

Commands = tuple[Command, ...]
Reader = Callable[[Picked, Message, ConversationState], Commands]
_MOST_WORDS = 12  #: a longer message is no order
_POLITE_ENDINGS = ("주세요", "줘", "할게요", "할래요", "요")


class Picking:
    """Without somebody who knows the variants nothing is picked."""

    def __init__(
        self, flows: FlowSet, catalog: KnowsProducts | None, variants: KnowsVariants | None, words: Vocabulary
    ) -> None:
        self._flows, self._catalog, self._variants = flows, catalog, variants
        self._by_use = {str(slot.metadata.get("catalog")): slot for slot in flows.slots.values()}
        self._verbs, self._around = words.listed("put_in"), words.listed("put_around")
        self._that_one = words.listed("that_one")
        self._changes = words.listed("make_it")
        self._first = tuple(f"{phrase} " for phrase in words.map_of("take_out"))
        self._last = tuple(f" {phrase}" for phrase in words.map_of("take_out"))

    def read(self, message: Message, state: ConversationState) -> Commands:
        """The answer to which one it shall be, or the wish to put what is named into the cart, or to change that."""
        sku = str(state.slots.get(self._slot("shown")) or "")
        if self._variants is None or not 0 < len(message.words) <= _MOST_WORDS:
            return ()
        if not sku:
            return self._of_nothing(message, state)
        read = self._reader(state)
        told = self._variants(sku, message.text, message.language) if read else Picked()
        return read(told, message, state) if read and (told.skus or told.quantity is not None) else ()

    def _of_nothing(self, message: Message, state: ConversationState) -> Commands:
        """“The large one, please” before anything was shown: the wish to have it, which asks what is meant."""
        if state.question is not None or self._catalog is None or any(map(str.isdigit, message.text)):
            return ()
        flow, points = self._begun_by("put"), any(map(self._that_one.has, message.words))
        named = self._catalog(message.text, message.language) if flow and points else None
        return (StartFlow(flow),) if named and named.narrows and not message.is_question else ()

    def takes_out(self, message: Message) -> Commands:
        """“Remove the mug”: whatever it is, it is about the cart."""
        words, flow = message.folded, self._begun_by("line")
        told = 1 < len(message.words) <= _MOST_WORDS and (words.startswith(self._first) or words.endswith(self._last))
        return (StartFlow(flow),) if flow and told else ()

    def _reader(self, state: ConversationState) -> Reader | None:
        """By the question that is open."""
        slot = self._flows.slots.get(state.question.slot) if state.question else None
        use = str(slot.metadata.get("catalog")) if slot else ""
        if use == "pick":
            return self._picked
        if use in ("cart", "line"):
            return self._changed if use == "cart" else self._lined
        return self._wished if slot is None or slot.metadata.get("about") == self._slot("shown") else None

    def _picked(self, told: Picked, message: Message, state: ConversationState) -> Commands:  # noqa: ARG002
        """A bare number is a place in the list; everything else answers which one and how many."""
        plain = not told.skus and not told.counted and len(message.words) == 1
        known = self._explains(told, self._verbs, self._around, self._changes)
        return (SetSlot(self._slot("pick"), message.text),) if known and not plain else ()

    def _changed(self, told: Picked, message: Message, state: ConversationState) -> Commands:
        """In the cart a size, a colour or an amount changes what is in it; what is to be added is put in."""
        if any(map(self._verbs.has, told.rest)):
            return self._wished(told, message, state)
        changes = told.skus or told.counted or any(map(self._changes.has, told.rest))
        flow = self._begun_by("line")
        known = self._explains(told, self._around, self._changes)
        return (StartFlow(flow),) if flow and changes and known else ()

    def _lined(self, told: Picked, message: Message, state: ConversationState) -> Commands:
        """Where it was asked which line is to change: an amount is no place in the list."""
        return (SetSlot(self._slot("line"), message.text),) if self._changed(told, message, state) else ()

    def _wished(self, told: Picked, message: Message, state: ConversationState) -> Commands:
        adds = any(map(self._verbs.has, told.rest))
        if not adds and any(map(self._changes.has, told.rest)):
            return self._changed(told, message, state) if state.question is None else ()
        if not adds and state.question is None and told.counted and _is_statement(message):
            return self._changed(told, message, state)
        one = state.question is not None and state.slots.get(self._slot("view")) != "list"
        polite = one and (told.counted or (bool(told.skus) and _is_polite(message)))
        flow = self._begun_by("put")
        around = (self._verbs, self._around) if adds else (self._around,)
        if not flow or not self._explains(told, *around):
            return ()
        if not (adds or polite):
            shown = told.skus and state.question is not None and self._slot("narrow")
            return (SetSlot(self._slot("narrow"), message.text),) if shown else ()
        return () if message.is_question and not adds else (StartFlow(flow), SetSlot(self._slot("put"), message.text))

    def _explains(self, told: Picked, *lists: Listed) -> bool:
        """Whether no word is left that means something else."""
        return all(word in POLITE or any(listed.has(word) for listed in lists) for word in told.rest)

    def _slot(self, use: str) -> str:
        return self._by_use[use].name if use in self._by_use else ""

    def _begun_by(self, use: str) -> str:
        flow = str(self._by_use[use].metadata.get("begins", "")) if use in self._by_use else ""
        return flow if flow in self._flows.flows else ""


def _is_polite(message: Message) -> bool:
    return bool(POLITE & set(message.words)) or message.folded.endswith(_POLITE_ENDINGS)


def _is_statement(message: Message) -> bool:
    """More than a number, and no question: “2 of them”."""
    return len(message.words) > 1 and not message.is_question
