"""The answers that an open question knows: each option and each value, with every phrase that means it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from bot.understanding.normal import compact, fold, has_hangul
from bot.understanding.vocabulary import Vocabulary
from bot.understanding.words import bare, stem
from flows.engine.flowset import FlowSet, Slot
from flows.engine.payloads import SetSlots, parse_payload
from flows.engine.state import Option, Question

_YES_OR_NO = {"yes": "yes", "true": "yes", "no": "no", "false": "no"}
_QUESTIONS_KEPT = 1_024  #: worked out once for everybody who is asked the same


@dataclass(frozen=True, slots=True)
class Phrase:
    """One way to say an answer: folded, as keys for whole messages, and in words with their stems."""

    folded: str
    keys: tuple[str, str]
    words: tuple[str, ...]
    stems: tuple[str, ...]

    @classmethod
    def of(cls, folded: str) -> "Phrase":
        """Prepare a folded phrase."""
        words = tuple(folded.split())
        return cls(folded, (compact(folded), bare(words)), words, tuple(map(stem, words)))


@dataclass(frozen=True, slots=True)
class Candidate:
    """One possible answer: an option that was shown, or a value of the slot that was not."""

    option: Option | None
    value: str  # of the open slot; empty when the option sets none
    phrases: tuple[Phrase, ...]  # the option's title first


@dataclass(frozen=True, slots=True)
class Candidates:
    """All candidates of a question, in order, and their phrases by the (first) stem or Korean word."""

    listed: tuple[Candidate, ...] = ()
    by_stem: Mapping[str, tuple[tuple[Phrase, Candidate], ...]] = field(default_factory=dict)
    by_korean: Mapping[str, tuple[tuple[Phrase, Candidate], ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, listed: tuple[Candidate, ...]) -> "Candidates":
        """Index the phrases; single Korean words apart, since endings hang on to them."""
        by_stem: dict[str, list[tuple[Phrase, Candidate]]] = defaultdict(list)
        by_korean: dict[str, list[tuple[Phrase, Candidate]]] = defaultdict(list)
        for candidate in listed:
            for phrase in candidate.phrases:
                korean = len(phrase.words) == 1 and has_hangul(phrase.folded)
                (by_korean if korean else by_stem)[phrase.folded if korean else phrase.stems[0]].append(
                    (phrase, candidate)
                )
        return cls(listed, *({key: tuple(pairs) for key, pairs in found.items()} for found in (by_stem, by_korean)))

    def __iter__(self) -> Iterator[Candidate]:
        return iter(self.listed)

    @property
    def options(self) -> tuple[Candidate, ...]:
        """Those that were shown."""
        return tuple(candidate for candidate in self.listed if candidate.option is not None)


NONE = Candidates()


class KnownAnswers:
    """Builds the candidates of questions and slots, and keeps them."""

    def __init__(self, flows: FlowSet, words: Vocabulary) -> None:
        self._flows, self._words = flows, words
        self._of_options = lru_cache(maxsize=_QUESTIONS_KEPT)(self._list)

    def of_question(self, question: Question | None, language: str) -> Candidates:
        """Everything that counts as an answer, options in their order first."""
        return self._of_options(question.slot, question.options, language) if question else NONE

    def of_slot(self, slot: Slot, language: str) -> Candidates:
        """The values of a slot that is not being asked for."""
        return self._of_options(slot.name, (), language)

    def _list(self, slot: str, options: tuple[Option, ...], language: str) -> Candidates:
        found = [self._of_option(option, slot, language) for option in options]
        shown = {candidate.value for candidate in found}
        rest = [value for value in _values(self._flows.slots.get(slot)) if value not in shown]
        return Candidates.of((*found, *(self._candidate(None, value, slot, language) for value in rest)))

    def _of_option(self, option: Option, slot: str, language: str) -> Candidate:
        payload = parse_payload(option.payload)
        value = dict(payload.pairs).get(slot, "") if isinstance(payload, SetSlots) else ""
        return self._candidate(option, value, slot, language)

    def _candidate(self, option: Option | None, value: str, slot: str, language: str) -> Candidate:
        told = [option.title] if option else []
        if value:
            told += [value.replace("_", " "), *self._words.synonyms(slot, value, language)]
        answer = _YES_OR_NO.get(value.lower()) or (self._yes_or_no(option.title) if option else None)
        if answer:
            told += self._words.phrases(answer, language)
        folded = dict.fromkeys(filter(None, map(fold, told)))
        return Candidate(option, value, tuple(map(Phrase.of, folded)))

    def _yes_or_no(self, title: str) -> str | None:
        """Also of “Yes, a person”: what stands before the comma."""
        keys = (compact(fold(title)), compact(fold(title.partition(",")[0])))
        return next((name for key in keys for name in ("yes", "no") if self._words.has(key, name)), None)


def _values(slot: Slot | None) -> tuple[str, ...]:
    if slot is not None and slot.type == "bool":
        return ("true", "false")
    return slot.values if slot else ()
