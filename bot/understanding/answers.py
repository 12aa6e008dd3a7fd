"""The typed answer to the open question: an option by title, place or synonym, or a value of the slot's type."""

from collections.abc import Callable
from dataclasses import replace

from bot.clock import Clock
from bot.understanding.candidates import Candidate, Candidates, KnownAnswers
from bot.understanding.dates import parse_date
from bot.understanding.matching import find_exact, find_part, find_title, find_within
from bot.understanding.message import Message
from bot.understanding.misspelt import find_like
from bot.understanding.money import Money, is_money, left_out
from bot.understanding.normal import fold
from bot.understanding.numbers import parse_number
from bot.understanding.positions import find_position
from bot.understanding.told import told_in
from bot.understanding.values import as_slot_value, parse_email, parse_phone
from bot.understanding.vocabulary import Vocabulary
from flows.engine.commands import Command, SetSlot, SlotValue
from flows.engine.flowset import FlowSet, Slot
from flows.engine.payloads import FreeText, SetSlots, commands_for, parse_payload
from flows.engine.state import ConversationState, Question

Commands = tuple[Command, ...]
Found = Candidate | None
Reread = Callable[[Message, ConversationState], Commands]
_ANY_AMOUNT = 1.0
_LEADING = 4  #: words of a message that may begin with yes or no and mean just that


class Answers:
    """Reads answers in three degrees of certainty, so that other readings can come between them."""

    def __init__(
        self,
        flows: FlowSet,
        words: Vocabulary,
        known: KnownAnswers,
        clock: Clock,
        reread: Reread,
        money: Money | None = None,
    ) -> None:
        self._money = money or Money({})
        self._flows, self._words, self._known, self._clock, self._reread = flows, words, known, clock, reread
        # Hindi says कल for both neighbours of today: the later of the two maps wins
        self._days_to_come = words.map_of("yesterday", "today", "tomorrow", "day_after_tomorrow")
        self._days_gone = words.map_of("day_after_tomorrow", "tomorrow", "today", "yesterday")
        self._negations = frozenset(words.map_of("not"))
        self._indifferent = frozenset(fold(phrase) for phrase in words.synonyms("*", "any", ""))

    def titled(self, message: Message, state: ConversationState) -> Commands:
        """An option's title word for word: it beats every global word."""
        known = self._known.of_question(state.question, message.language)
        return self._choose(find_title(message, known.options), message, state)

    def sure(self, message: Message, state: ConversationState) -> Commands:
        """The whole message is an answer and cannot be anything else."""
        if state.question is None:
            return ()
        candidates = self._known.of_question(state.question, message.language)
        found = find_title(message, candidates) or find_exact(message, candidates)
        found = found or self._at_position(message, candidates, state)
        return self._choose(found, message, state) or self._typed_value(message, state, whole=True)

    def placed(self, message: Message, state: ConversationState) -> Commands:
        """An option by its place: “the second one”."""
        known = self._known.of_question(state.question, message.language)
        return self._choose(self._at_position(message, known, state), message, state)

    def likely(self, message: Message, state: ConversationState) -> Commands:
        """The answer is inside the message, or misspelt."""
        if state.question is None:
            return ()
        candidates = self._known.of_question(state.question, message.language)
        inside = find_within(message, candidates, self._negations.__contains__)
        if len(inside) > 1:
            return self._several(inside, state)
        found = inside[0] if inside else self._nearly(message, candidates)
        return self._choose(found, message, state) or self._typed_value(message, state, whole=False)

    def free(self, message: Message, state: ConversationState) -> Commands:
        """The text itself, where the slot takes any."""
        question = state.question
        if question is None or not message.text or not self.takes_free_text(question):
            return ()
        slot = self._flows.slots.get(question.slot)
        value: SlotValue = _listed(message.text) if slot and slot.type == "list" else message.text
        return (SetSlot(question.slot, value),)

    def takes_free_text(self, question: Question) -> bool:
        """Whether any words answer it: a text slot, unless its options say everything that may be said."""
        slot = self._flows.slots.get(question.slot)
        if slot is None or slot.type not in {"text", "any", "list"} or slot.metadata.get("format"):
            return False
        if "free_text" in slot.metadata:
            return bool(slot.metadata["free_text"])
        payloads = [parse_payload(option.payload) for option in question.options]
        fills = [isinstance(p, SetSlots) and question.slot in dict(p.pairs) for p in payloads]
        return not any(fills)

    def _choose(self, found: Found, message: Message, state: ConversationState) -> Commands:
        """The same as tapping it."""
        question = state.question
        if found is None or question is None:
            return ()
        if found.option is None:
            return (SetSlot(question.slot, self._value(question.slot, found.value)),)
        payload = parse_payload(found.option.payload)
        if isinstance(payload, SetSlots) and question.slot:  # else only a tap knows where it leads
            return tuple(SetSlot(name, self._value(name, value)) for name, value in payload.pairs)
        if isinstance(payload, FreeText):
            unasked = replace(state, question=replace(question, options=()))
            return self._reread(Message.of(payload.text, message.language), unasked)
        return commands_for(question.flow, question.step, found.option.payload, self._flows) or ()

    def _nearly(self, message: Message, candidates: Candidates) -> Found:
        if message.folded in self._negations:
            return None
        found = self._leading(message, candidates) or find_part(message, candidates)
        return found or find_like(message, candidates)

    def _several(self, found: list[Candidate], state: ConversationState) -> Commands:
        """Several answers at once are one only where the slot holds a list."""
        question = state.question
        slot = self._flows.slots.get(question.slot) if question else None
        if slot is None or slot.type != "list" or not all(c.value for c in found):
            return ()
        return (SetSlot(slot.name, [c.value for c in found]),)

    def _value(self, slot: str, text: str) -> SlotValue:
        return as_slot_value(self._flows.slots.get(slot), text)

    def _at_position(self, message: Message, candidates: Candidates, state: ConversationState) -> Candidate | None:
        options = candidates.options
        position = find_position(message, self._words) if options else None
        if position is None:
            return None
        number = len(options) if position.number == -1 else position.number
        if not position.ordinal and self._is_amount(number, options, state):
            return None
        return options[number - 1] if 1 <= number <= len(options) else None

    def _is_amount(self, number: int, options: tuple[Candidate, ...], state: ConversationState) -> bool:
        """For a slot that holds numbers, a bare number is a value unless it is smaller than all that are offered."""
        question = state.question
        slot = self._flows.slots.get(question.slot) if question else None
        if slot is None or slot.type != "float":
            return False
        offered = [value for c in options if isinstance(value := as_slot_value(slot, c.value), float)]
        return not offered or number >= min(offered)

    def _leading(self, message: Message, candidates: Candidates) -> Candidate | None:
        """`yes I do`, `no thanks`: the first word of a short message answers a yes/no question."""
        words = message.words
        if not 1 < len(words) <= _LEADING or message.folded in self._indifferent:
            return None
        first = Message(words[0], words[0], words[0], message.language)
        sides = [name for name in ("yes", "no") if self._words.has(first.key, name)]
        found = [c for c in candidates if any(words[0] == phrase.folded for phrase in c.phrases)]
        return found[0] if len(sides) == 1 and len(found) == 1 else None

    def _typed_value(self, message: Message, state: ConversationState, *, whole: bool) -> Commands:
        slot = self._flows.slots.get(state.question.slot) if state.question else None
        if slot is None:
            return ()
        if is_money(slot) and (spending := self._money.read(message, state)):
            if spending.value is None:
                return (left_out(spending), SetSlot(slot.name, _ANY_AMOUNT))  # refused by the slot's rejection
            return (SetSlot(slot.name, spending.value),)
        value = self._parse(slot, message, state, whole)
        return () if value is None else (SetSlot(slot.name, value),)

    def _parse(self, slot: Slot, message: Message, state: ConversationState, whole: bool) -> SlotValue:
        form = slot.metadata.get("format", "")
        if form == "email":
            return parse_email(message.text)
        if form == "phone":
            return parse_phone(
                message.text, str(slot.metadata.get("region") or state.slots.get("country") or "") or None
            )
        if form == "date":
            return self._date(slot, message)
        if told := told_in(slot, message, state, self._clock.now().date()):
            return told
        if slot.type != "float" or (message.is_question and not whole):
            return None
        if whole and len(message.words) > _LEADING:
            return None
        return parse_number(message.text, message.language, self._words.numbers)

    def _date(self, slot: Slot, message: Message) -> str | None:
        """ISO 8601. `when: past` in the slot's metadata is for birthdays."""
        past = slot.metadata.get("when") == "past"
        words = self._days_gone if past else self._days_to_come
        day = parse_date(message.text, message.language, self._clock.now().date(), words=words, past=past)
        return day.isoformat() if day else None


def _listed(text: str) -> list[str]:
    return [part.strip() for line in text.split("\n") for part in line.split(",") if part.strip()]
