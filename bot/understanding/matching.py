"""Which known answer a message is, holds, or names in part."""

from collections.abc import Callable, Iterable, Iterator

from bot.understanding.candidates import Candidate, Candidates, Phrase
from bot.understanding.message import Message
from bot.understanding.normal import clean, fold, has_hangul
from bot.understanding.words import bare, is_filler, is_korean_ending, stem

MOST_WORDS = 14  #: a longer message is not an answer to a question with options


def find_title(message: Message, candidates: Candidates) -> Candidate | None:
    """The option whose title (or the value whose first name) is the whole message."""
    return _only(c for c in candidates if _is_title(message, c))


def _is_title(message: Message, candidate: Candidate) -> bool:
    """Titles of emoji alone are compared as they are."""
    if candidate.option is not None and clean(candidate.option.title) == message.text:
        return True
    return bool(candidate.phrases) and candidate.phrases[0].keys[0] == message.key


def find_exact(message: Message, candidates: Candidates) -> Candidate | None:
    """The one answer of which the whole message, without fillers and endings, is a phrase."""
    for key in dict.fromkeys((message.key, bare(message.words))):
        found = [c for c in candidates if key and any(key in phrase.keys for phrase in c.phrases)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def find_within(message: Message, candidates: Candidates, negations: Callable[[str], bool]) -> list[Candidate]:
    """The answers whose phrases occur inside a short message, longest first, none inside another.

    Beside a negation nothing is believed, unless the phrase itself holds it.
    """
    words = message.words
    if len(words) > MOST_WORDS:
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


def _spans(words: list[str], candidates: Candidates) -> Iterator[tuple[int, int, Candidate]]:
    stems = [stem(word) for word in words]
    for candidate in candidates:
        for phrase in candidate.phrases:
            for start in range(len(words) - len(phrase.words) + 1):
                if _fits(words, stems, start, phrase):
                    yield start, start + len(phrase.words), candidate


def _fits(words: list[str], stems: list[str], start: int, phrase: Phrase) -> bool:
    if len(phrase.words) == 1 and has_hangul(phrase.folded):
        word, part = words[start], phrase.folded
        return word.startswith(part) and (len(part) >= 2 or is_korean_ending(word[len(part) :]))
    there = zip(words[start:], stems[start:], phrase.words, phrase.stems, strict=False)
    return all(word == part or stemmed == meant for word, stemmed, part, meant in there)


def find_part(message: Message, candidates: Candidates) -> Candidate | None:
    """The one option in whose title all the words of the message occur: `gift` for “Yes, a gift”."""
    words = set(message.words)
    if not words or (len(words) == 1 and is_filler(message.folded)):
        return None
    return _only(c for c in candidates if c.option is not None and words <= set(fold(c.option.title).split()))


def _only(found: Iterable[Candidate]) -> Candidate | None:
    listed = list(found)
    return listed[0] if len(listed) == 1 else None
