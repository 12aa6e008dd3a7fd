"""More than one answer in one message: `dry skin, under 30`, and corrections: `no, under 50`."""

import re
from collections.abc import Iterator

from bot.clock import Clock
from bot.understanding.candidates import KnownAnswers, Phrase
from bot.understanding.matching import find_within
from bot.understanding.message import Message
from bot.understanding.money import LEFT_OUT, Money, is_money, left_out
from bot.understanding.normal import fold, plain
from bot.understanding.numbers import find_amounts, parse_number
from bot.understanding.told import told_in
from bot.understanding.vocabulary import Vocabulary
from flows.engine.commands import SetSlot
from flows.engine.flowset import FlowSet, Slot
from flows.engine.state import ConversationState

_BREAK = re.compile(r"[\s,.!:;،·…-]+")
_MONEY = re.compile(r"[$€£₩₹¥]|원|달러|dollar|buck|euro|peso|rea(?:l|is)|rupee|रुपये|रुपए|ريال|درهم|دولار|جنيه")

_ANYWHERE = frozenset({"yes", "no", "any", "none", "true", "false"})  #: mean something only where they are asked for
_NEAR = 7  #: characters between an amount and its currency
_MOST_WORDS = 40  #: of a message whose wishes are looked for


class Several:
    """Finds values for the slots of a flow that nobody has asked for yet."""

    def __init__(
        self, flows: FlowSet, words: Vocabulary, known: KnownAnswers, clock: Clock, money: Money | None = None
    ) -> None:
        self._flows, self._known, self._clock = flows, known, clock
        self._money = money or Money({})
        self._numbers = words.numbers
        general = (words.phrases(name, "") for name in ("yes", "no"))
        any_or_none = (words.synonyms("*", value, "") for value in ("any", "none"))
        self._anywhere = _ANYWHERE.union(fold(phrase) for told in (*general, *any_or_none) for phrase in told)
        self._negations = frozenset(words.map_of("not"))
        self._bounds = tuple(words.map_of("bound"))
        self._markers = sorted(words.map_of("correction"), key=len, reverse=True)
        self._beginnings = tuple(f"{marker} " for marker in self._markers)

    def unasked(
        self, message: Message, flow: str, state: ConversationState, *, known: set[str]
    ) -> tuple[SetSlot, ...]:
        """Values for slots of the flow that are still empty, besides the `known` ones."""
        slots = [s for s in self._slots(flow) if s.name not in known and _is_empty(s, state)]
        number_taken = any(self._is_number(name) for name in known)
        told = (answer for answer in self.told(message, flow, state) if answer.slot not in known)
        return (*self._fill(message, slots, state, numbers=not number_taken), *told)

    def told(self, message: Message, flow: str, state: ConversationState) -> tuple[SetSlot, ...]:
        """What is said in the very form of a slot of the flow, whether that is empty or not."""
        today = self._clock.now().date()
        values = ((slot.name, told_in(slot, message, state, today)) for slot in self._slots(flow))
        return tuple(SetSlot(name, value) for name, value in values if value)

    def correction(self, message: Message, state: ConversationState) -> tuple[SetSlot, ...]:
        """New values for slots that were filled earlier in the open flow."""
        rest = self.after_marker(message)
        if rest is None or state.question is None:
            return ()
        slots = [s for s in self._slots(state.question.flow) if not _is_empty(s, state)]
        return tuple(self._fill(rest, slots, state, numbers=True))

    def recalled(self, message: Message, state: ConversationState) -> tuple[SetSlot, ...]:
        """“Oily”, where it was asked whether what is remembered still holds: a new value answers that, too.

        The slot that is asked for says in its metadata what it `recalls` and by which value it agrees (`with`).
        """
        slot = self._flows.slots.get(state.question.slot) if state.question else None
        recalls = slot.metadata.get("recalls") if slot else None
        if slot is None or not recalls:
            return ()
        slots = [self._flows.slots[name] for name in recalls if name in self._flows.slots]
        told = tuple(self._fill(self.after_marker(message) or message, slots, state, numbers=False))
        return (*told, SetSlot(slot.name, str(slot.metadata.get("with")))) if told else ()

    def also(self, message: Message, state: ConversationState) -> tuple[SetSlot, ...]:
        """Values for the slots that the open question takes besides its own."""
        slots = self._slots_beside(state)
        return (
            tuple(c for c in self._fill(message, slots, state, numbers=True) if c.slot != LEFT_OUT) if slots else ()
        )

    def goes_beyond(self, message: Message, flow: str, state: ConversationState) -> bool:
        """Whether it names something for the flow that cannot be said beside the open question.

        In `for oily skin` the word `skin` belongs to what can.
        """
        beside = self._slots_beside(state)
        said = [phrase for _, phrase in self._named(message, beside).values()]
        others = [slot for slot in self._slots(flow) if slot not in beside]
        return any(not any(phrase in other for other in said) for _, phrase in self._named(message, others).values())

    def _slots_beside(self, state: ConversationState) -> list[Slot]:
        question = state.question
        steps = getattr(self._flows.flows.get(question.flow), "steps", {}) if question else {}
        step = steps.get(question.step) if question else None
        return [self._flows.slots[name] for name in getattr(step, "also", ())]

    def flow_named(self, message: Message, state: ConversationState, *, near: frozenset[str]) -> str:
        """The one flow that can be begun and for which most is named: two values, or one where it is `near`."""
        counts: dict[str, int] = {}
        for flow in dict.fromkeys(trigger.flow for trigger in self._flows.triggers):
            if state.question is not None and flow not in near:
                continue
            named = len(self.unasked(message, flow, state, known=set()))
            if named > (0 if flow in near else 1):
                counts[flow] = named
        most = [flow for flow, count in counts.items() if count == max(counts.values())]
        return most[0] if len(most) == 1 else ""

    def after_marker(self, message: Message) -> Message | None:
        """What follows `no,`, `actually`, `아니` …; None when the message does not begin so."""
        if not message.folded.startswith(self._beginnings):
            return None
        marker = next(m for m in self._markers if message.folded.startswith(m + " "))
        parts = _BREAK.split(message.text.lstrip(" ¡¿"), maxsplit=len(marker.split()))
        rest = Message.of(parts[-1], message.language)
        return rest if rest.folded and len(parts) > 1 else None

    def _slots(self, flow: str) -> list[Slot]:
        names = slots_asked_by(self._flows, flow)
        return [self._flows.slots[name] for name in names if name in self._flows.slots]

    def _is_number(self, name: str) -> bool:
        slot = self._flows.slots.get(name)
        return slot is not None and slot.type == "float"

    def _fill(
        self, message: Message, slots: list[Slot], state: ConversationState, *, numbers: bool
    ) -> Iterator[SetSlot]:
        """Only what can be meant in one way: a phrase that fits two slots fills neither."""
        yield from (SetSlot(name, value) for name, (value, _) in self._named(message, slots).items())
        floats = [slot for slot in slots if slot.type == "float"]
        if numbers and len(floats) == 1:
            yield from self._number(message, floats[0], state)

    def _number(self, message: Message, slot: Slot, state: ConversationState) -> Iterator[SetSlot]:
        spending = self._money.read(message, state) if is_money(slot) else None
        if spending is not None and spending.value is None:
            yield left_out(spending)
            return
        value = spending.value if spending else self._amount(message)
        if value is not None:
            yield SetSlot(slot.name, value)

    def _named(self, message: Message, slots: list[Slot]) -> dict[str, tuple[str, str]]:
        """By slot: the one value that is named, and the phrase by which it is."""
        found: dict[str, tuple[str, str]] = {}
        for slot in (slot for slot in slots if slot.type == "categorical"):
            known = self._known.of_slot(slot, message.language)
            inside = find_within(
                message, known, self._negations.__contains__, but=self._anywhere, longest=_MOST_WORDS
            )
            if len(inside) == 1:
                found[slot.name] = (inside[0].value, self._meant(message, inside[0].phrases))
        phrases = [phrase for _, phrase in found.values()]
        return {name: (value, phrase) for name, (value, phrase) in found.items() if phrases.count(phrase) == 1}

    def _meant(self, message: Message, phrases: tuple[Phrase, ...]) -> str:
        said = (phrase.folded for phrase in phrases)
        return max((p for p in said if p in message.folded), key=len, default=phrases[0].folded)

    def _amount(self, message: Message) -> float | None:
        """The one amount of the message, if it is said to be one: by a currency or a word such as `under`."""
        told = f" {message.folded} "
        marked = _MONEY.search(plain(message.text)) or any(f" {word} " in told for word in self._bounds)
        if not (marked or any(word in told for word in self._bounds if not word.isascii())):
            return None
        amounts = find_amounts(message.text, message.language)
        if len(amounts) > 1:
            text = plain(message.text)
            amounts = [a for a in amounts if _MONEY.search(text[max(a.start - _NEAR, 0) : a.end + _NEAR])]
        return amounts[0].value if len(amounts) == 1 else parse_number(message.text, message.language)


def slots_asked_by(flows: FlowSet, flow: str) -> tuple[str, ...]:
    """The slots that the questions of a flow fill, in their order."""
    steps = getattr(flows.flows.get(flow), "steps", {}).values()
    return tuple(dict.fromkeys(step.slot for step in steps if getattr(step, "slot", "")))


def _is_empty(slot: Slot, state: ConversationState) -> bool:
    return state.slots.get(slot.name) in (None, slot.initial_value)
