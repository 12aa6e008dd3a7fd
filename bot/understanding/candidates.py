"""The answers that an open question knows: each option and each value, with every phrase that means it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from bot.understanding.message import Message
from bot.understanding.normal import compact, fold, has_hangul, letters
from bot.understanding.vocabulary import Vocabulary
from bot.understanding.words import is_filler, is_korean_ending, stem
from flows.engine.flowset import Slot
from flows.engine.payloads import SetSlots, parse_payload
from flows.engine.state import Option, Question

_YES_OR_NO = {"yes": "yes", "true": "yes", "no": "no", "false": "no"}
_MOST_WORDS = 14  #: a longer message is not an answer to a question with options
_FUZZY_FROM = 4
_LIKENESS = 0.78
_LEAD = 0.12


@dataclass(frozen=True, slots=True)
class Candidate:
    """One possible answer: an option that was shown, or a value of the slot that was not."""

    option: Option | None
    value: str  # of the open slot; empty when the option sets none
    phrases: tuple[str, ...]  # folded; the option's title first


def list_candidates(question: Question, slot: Slot | None, words: Vocabulary, language: str) -> list[Candidate]:
    """Everything that counts as an answer, options in their order first."""
    found = [_of_option(option, question.slot, words, language) for option in question.options]
    shown = {candidate.value for candidate in found}
    rest = [value for value in (slot.values if slot else ()) if value not in shown]
    return found + [_candidate(None, value, question.slot, words, language) for value in rest]


def candidates_of_slot(slot: Slot, words: Vocabulary, language: str) -> list[Candidate]:
    """The values of a slot that is not being asked for."""
    return [_candidate(None, value, slot.name, words, language) for value in slot.values]


def _of_option(option: Option, slot: str, words: Vocabulary, language: str) -> Candidate:
    payload = parse_payload(option.payload)
    value = dict(payload.pairs).get(slot, "") if isinstance(payload, SetSlots) else ""
    return _candidate(option, value, slot, words, language)


def _candidate(option: Option | None, value: str, slot: str, words: Vocabulary, language: str) -> Candidate:
    told = [option.title] if option else []
    if value:
        told += [value.replace("_", " "), *words.synonyms(slot, value, language)]
    answer = _YES_OR_NO.get(value.lower()) or (_yes_or_no(option.title, words) if option else None)
    if answer:
        told += words.phrases(answer, language)
    return Candidate(option, value, tuple(dict.fromkeys(filter(None, map(fold, told)))))


def _yes_or_no(title: str, words: Vocabulary) -> str | None:
    key = compact(fold(title))
    return next((name for name in ("yes", "no") if words.has(key, name)), None)


def find_title(message: Message, candidates: Iterable[Candidate]) -> Candidate | None:
    """The option whose title (or the value whose first name) is the whole message."""
    return _only(c for c in candidates if c.phrases and compact(c.phrases[0]) == message.key)


def find_exact(message: Message, candidates: Iterable[Candidate]) -> Candidate | None:
    """The one answer of which the whole message, without fillers and endings, is a phrase."""
    candidates = list(candidates)
    for key in (message.key, bare(message.words)):
        found = [
            c
            for c in candidates
            if key and any(compact(phrase) == key or bare(phrase.split()) == key for phrase in c.phrases)
        ]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _keys(phrase: str) -> tuple[str, str]:
    return compact(phrase), bare(phrase.split())


def bare(words: list[str]) -> str:
    """Stems of the words that matter, as a key."""
    return compact(" ".join(stem(word) for word in words if not is_filler(word)))


def find_within(
    message: Message, candidates: Iterable[Candidate], negations: Callable[[str], bool]
) -> list[Candidate]:
    """The answers whose phrases occur inside a short message, longest first, none inside another.

    Beside a negation nothing is believed, unless the phrase itself holds it.
    """
    words = message.words
    if len(words) > _MOST_WORDS:
        return []
    spans = sorted(_spans(words, candidates), key=lambda span: (span[0] - span[1], span[0]))
    taken: list[tuple[int, int]] = []
    found: list[Candidate] = []
    for start, end, candidate in spans:
        if any(start < other_end and other_start < end for other_start, other_end in taken):
            if (start, end) in taken and candidate not in found:
                return []
            continue
        taken.append((start, end))
        if candidate not in found:
            found.append(candidate)
    inside = {i for start, end in taken for i in range(start, end)}
    if any(negations(word) for i, word in enumerate(words) if i not in inside):
        return []
    return found


def _spans(words: list[str], candidates: Iterable[Candidate]) -> Iterator[tuple[int, int, Candidate]]:
    stems = [stem(word) for word in words]
    for candidate in candidates:
        for phrase in candidate.phrases:
            parts = phrase.split()
            for start in range(len(words) - len(parts) + 1):
                if _fits(words, stems, start, parts):
                    yield start, start + len(parts), candidate


def _fits(words: list[str], stems: list[str], start: int, parts: list[str]) -> bool:
    if len(parts) == 1 and has_hangul(parts[0]):
        word, part = words[start], parts[0]
        return word.startswith(part) and (len(part) >= 2 or is_korean_ending(word[len(part) :]))
    return all(words[start + i] == part or stems[start + i] == stem(part) for i, part in enumerate(parts))


def find_like(message: Message, candidates: Iterable[Candidate]) -> Candidate | None:
    """The answer that a misspelt message comes closest to, if it is close enough and no other is."""
    typed = letters(bare(message.words) or message.key)
    if len(typed) < _FUZZY_FROM or len(message.words) > _MOST_WORDS:
        return None
    ranked = sorted(
        ((_likeness(typed, c), i, c) for i, c in enumerate(candidates)), key=lambda item: (-item[0], item[1])
    )
    if not ranked or ranked[0][0] < _LIKENESS:
        return None
    clear = len(ranked) == 1 or ranked[0][0] - ranked[1][0] >= _LEAD
    return ranked[0][2] if clear else None


def _likeness(typed: str, candidate: Candidate) -> float:
    keys = (letters(compact(phrase)) for phrase in candidate.phrases)
    return max((OSA.normalized_similarity(typed, key) for key in keys if len(key) >= _FUZZY_FROM), default=0.0)


def _only(found: Iterable[Candidate]) -> Candidate | None:
    listed = list(found)
    return listed[0] if len(listed) == 1 else None
