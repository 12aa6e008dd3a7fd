"""Text and taps become commands, in the order of the rules that people rely on.

Opt-out → tap → what is not words → an option's own title → agent → a sure answer → global words →
corrections → clear questions and wishes → a likely answer → misspelt global words → free text → the rest.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

from bot.clock import Clock, SystemClock
from bot.understanding.agent import Agent
from bot.understanding.answers import Answers, Commands
from bot.understanding.asking import Asking
from bot.understanding.candidates import KnownAnswers
from bot.understanding.catalog import KnowsProducts, KnowsVariants
from bot.understanding.consent import Consent
from bot.understanding.heard import Heard
from bot.understanding.intentions import commands_of_word
from bot.understanding.intents import ACT, EXACT, NOTHING, STRONG, Intents, Reading
from bot.understanding.kinds import WORDS, read_kind
from bot.understanding.message import Message
from bot.understanding.money import Money
from bot.understanding.offered import as_question, beside
from bot.understanding.openings import Openings
from bot.understanding.picking import Picking
from bot.understanding.several import Several
from bot.understanding.told import Numbers
from bot.understanding.vocabulary import Vocabulary
from bot.understanding.wares import Wares
from bot.understanding.yesno import YesOrNo
from flows.engine.commands import CannotHandle, ChitChat, Clarify, SetSlot, ShowPage, StartFlow, Tap
from flows.engine.flowset import FlowSet
from flows.engine.payloads import commands_for
from flows.engine.speaking import pages_of
from flows.engine.state import ConversationState

_TYPED_PAYLOAD = re.compile(r"/\w[\w/.-]*\s*[({]")  #: counts only behind our signature, never typed


class Understanding(Protocol):
    """Where an embedding model or a language model may stand in."""

    def commands_for(self, heard: Heard, state: ConversationState) -> Commands:
        """What the message wants, given where the conversation stands. Never empty."""

    def warm_up(self) -> None:
        """Make ready, as soon as there is time, what a first message would wait for."""


class LexicalUnderstanding:
    """Understanding by words alone: deterministic, without a model, made anew when the flows change."""

    def __init__(
        self,
        flows: FlowSet,
        *,
        clock: Clock | None = None,
        catalog: KnowsProducts | None = None,
        variants: KnowsVariants | None = None,
        rates: Mapping[str, float] | None = None,
    ) -> None:
        self._flows = flows
        self._words = Vocabulary(flows)
        self._intents = Intents(flows)
        known, clock, money = KnownAnswers(flows, self._words), clock or SystemClock(), Money(rates or {})
        self._several = Several(flows, self._words, known, clock, money)
        self._agent = Agent(self._words)
        self._numbers = Numbers(flows, self._words)
        self._answers = Answers(flows, self._words, known, clock, self._typed, money)
        self._yes_or_no = YesOrNo(flows, self._words, self._intents, self._answers)
        self._consent = Consent(self._words, self._answers)
        self._wares = Wares(flows, catalog, self._several, self._words)
        self._picking = Picking(flows, catalog, variants, self._words)
        self._asking = Asking(flows, catalog)
        self._openings = Openings(flows)

    def warm_up(self) -> None:
        """The index of example phrases."""
        self._intents.warm_up()

    def commands_for(self, heard: Heard, state: ConversationState) -> Commands:
        """What the message wants, given where the conversation stands. Never empty, never raises."""
        message = Message.of(heard.text, state.language)
        return (
            self._consent.read(heard, message, state)
            or self._tap(heard, state)
            or self._wordless(heard, state)
            or self._typed(message, state)
        )

    def _tap(self, heard: Heard, state: ConversationState) -> Commands:
        tapped = heard.reference
        if tapped is None or heard.kind not in WORDS:
            return ()
        commands = commands_for(tapped.flow, tapped.step, tapped.payload, self._flows)
        return commands if commands is not None else self._typed(Message.of(tapped.payload, state.language), state)

    def _wordless(self, heard: Heard, state: ConversationState) -> Commands:
        asked = self._flows.slots.get(state.question.slot) if state.question else None
        return read_kind(heard, asked, self._flows.slots.values())

    def _typed(self, message: Message, state: ConversationState) -> Commands:
        if _TYPED_PAYLOAD.match(message.text):
            return self._answers.free(message, state) or self._rest(NOTHING, message, state)
        if state.question is not None and state.question.forced:
            return self._forced(message, state)
        aside = beside(state)
        return (
            self._answers.titled(message, as_question(state))
            or (self._answers.titled(message, aside) or self._answers.placed(message, aside) if aside else ())
            or self._agent.read(message)
            or self._yes_or_no.read(message, state, aside)
            or self._picking.read(message, state)
            or self._answer(self._answers.sure(message, as_question(state)), message, state)
            or self._numbered(message, state)
            or self._several.recalled(message, state)
            or self._global(message, state)
            or self._corrected(message, state)
            or self._wish_or_answer(message, state)
        )

    def _forced(self, message: Message, state: ConversationState) -> Commands:
        """Everything but a person (and opting out) is an answer."""
        return (
            self._answers.titled(message, state)
            or self._agent.read_whole(message)
            or self._answers.sure(message, state)
            or self._answers.likely(message, state)
            or self._answers.free(message, state)
            or (CannotHandle("invalid_answer"),)
        )

    def _global(self, message: Message, state: ConversationState) -> Commands:
        return self._of_word(self._words.find_global(message), state)

    def _numbered(self, message: Message, state: ConversationState) -> Commands:
        free = state.question is not None and self._answers.takes_free_text(state.question)
        return self._numbers.read(message, state, free=free)

    def _of_word(self, word: str | None, state: ConversationState) -> Commands:
        if word != "more":
            return commands_of_word(word)
        question = state.question
        if question is None or pages_of(len(question.options)) < 2:
            return ()
        return (ShowPage(question.flow, question.step, question.page + 1),)

    def _corrected(self, message: Message, state: ConversationState) -> Commands:
        rest = self._several.after_marker(message)
        if rest is None or state.question is None:
            return ()
        return (
            self._several.correction(message, state)
            or self._several.also(rest, state)
            or self._answers.sure(rest, state)
            or self._answers.likely(rest, state)
        )

    def _wish_or_answer(self, message: Message, state: ConversationState) -> Commands:
        reading = self._openings.read(self._intents.read(message, state), message)
        reading = self._with_what_is_named(reading, message, state)
        if asked := self._asked(reading, message, state):
            return asked
        if also := self._said_beside(reading, message, state):
            return also
        elsewhere = reading.sure and reading.score >= ACT and not self._wares.finds(reading)
        if not elsewhere and (out := self._picking.takes_out(message)):
            return out
        if searched := self._searched(reading, message, state):
            return searched
        if self._is_clear(reading, message, state):
            return self._wish(reading, message, state)
        likely = self._answer(self._answers.likely(message, state), message, state)
        if likely:
            return likely
        if state.question is not None and (free := self._answers.free(message, state)):
            return free
        return self._of_word(self._words.guess_global(message), state) or self._rest(reading, message, state)

    def _asked(self, reading: Reading, message: Message, state: ConversationState) -> Commands:
        """A question about a product, or a wish for a size with the measures: never an answer in free text."""
        if state.question is not None and self._answers.takes_free_text(state.question):
            return ()
        guide = self._asking.guide_for(message)
        if guide and isinstance(first := guide[0], StartFlow) and not _is_on(first.flow, state):
            return (*guide, *self._several.unasked(message, first.flow, state, known=set()))
        return self._asking.read(message, reading, state)

    def _with_what_is_named(self, reading: Reading, message: Message, state: ConversationState) -> Reading:
        """A wish that is not clear by itself is when it names what the flow asks for: `a cream for my mum`."""
        if reading.sure:
            return reading
        flow = self._several.flow_named(message, state, near=_flows_of(reading))
        return replace(reading, commands=(StartFlow(flow),), sure=True) if flow else reading

    def _said_beside(self, reading: Reading, message: Message, state: ConversationState) -> Commands:
        """What the open question takes besides its answer, unless it only details another question or wish."""
        narrowing = self._wares.narrowing(message, state)
        also = (*self._several.also(message, state), *narrowing)
        if also and not narrowing and self._wares.names_a_kind(message):
            return ()  # `a foundation for a warm undertone` is about another product
        if not also or not reading.sure:
            return also
        first = reading.commands[0]
        if narrowing and isinstance(first, Tap) and reading.score < EXACT:
            return also  # `in black` is no question for a picture from the back
        if not isinstance(first, StartFlow):
            return () if reading.score >= ACT else also
        return () if self._several.goes_beyond(message, first.flow, state) else also

    def _searched(self, reading: Reading, message: Message, state: ConversationState) -> Commands:
        """A search, where the words name what is sold and answer nothing that was asked."""
        searched = self._wares.search(reading, message, state)
        if not searched or state.question is None:
            return searched
        if self._answers.takes_free_text(state.question):
            return ()
        # beside a card `size M linen shirt` is another product, not a question about this one's sizes
        elsewhere = self._flows.slots[state.question.slot].metadata.get("about") and self._wares.names_a_kind(message)
        return searched if elsewhere or not self._answers.likely(message, state) else ()

    def _is_clear(self, reading: Reading, message: Message, state: ConversationState) -> bool:
        """Whether a question or wish goes before a possible answer."""
        if not reading.sure or state.question is None:
            return reading.sure
        first = reading.commands[0]
        if isinstance(first, StartFlow) and self._several.told(message, first.flow, state):
            return True  # “my birthday is May 3” answers nothing else
        free = self._answers.takes_free_text(state.question)
        if free and isinstance(first, ChitChat):
            return False
        needed = (STRONG if free else ACT) if message.is_question else (EXACT if free else STRONG)
        return reading.score >= needed

    def _wish(self, reading: Reading, message: Message, state: ConversationState) -> Commands:
        """A flow begins with whatever the wish already said."""
        first = reading.commands[0] if reading.commands else None
        if not isinstance(first, StartFlow):
            return reading.commands
        if words := self._wares.words_for(first.flow, message):
            return (*reading.commands, *words)
        return (*reading.commands, *self._several.unasked(message, first.flow, state, known=set()))

    def _answer(self, answer: Commands, message: Message, state: ConversationState) -> Commands:
        """An answer, with what else the message says for the same flow."""
        known = {command.slot for command in answer if isinstance(command, SetSlot)}
        if not known or state.question is None or len(message.words) < 2:
            return answer
        return (*answer, *self._several.unasked(message, state.question.flow, state, known=known))

    def _rest(self, reading: Reading, message: Message, state: ConversationState) -> Commands:
        if state.question is None:
            likely = () if reading.sure else self._answers.likely(message, as_question(state))
            wanted = likely or self._wish(reading, message, state) or self._wares.anything(message, state)
            return wanted or self._yes_or_no.out_of_the_blue(message)
        if reading.commands and (reading.sure or message.is_question) and not self._is_open(reading, state):
            return self._wish(reading, message, state)
        question = state.question
        beside = self._several.unasked(message, question.flow, state, known={question.slot})
        if beside and reading.sure and self._is_open(reading, state):
            return (*reading.commands, *beside)
        wanted = beside or self._wares.anything(message, state) or self._asking.anything(message, state)
        return wanted or (CannotHandle("invalid_answer"),)

    def _is_open(self, reading: Reading, state: ConversationState) -> bool:
        """Whether the wish is for the flow that is open already."""
        first = reading.commands[0]
        return isinstance(first, StartFlow) and _is_on(first.flow, state)


def _is_on(flow: str, state: ConversationState) -> bool:
    return any(frame.flow == flow for frame in state.stack)


def _flows_of(reading: Reading) -> frozenset[str]:
    """The flows (and topics) that the reading would ask back about."""
    first = reading.commands[0] if reading.commands else None
    return frozenset(first.choices) if isinstance(first, Clarify) else frozenset()
