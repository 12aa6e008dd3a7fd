"""Which known answer a message is, holds, or names in part."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from bot.understanding.candidates import Candidate, Candidates
from bot.understanding.message import Message
from bot.understanding.normal import clean, fold, has_hangul
from bot.understanding.words import bare, is_filler, is_korean_ending, stem

LONGEST_WORD = 20  #: syllables of a Korean word that are looked at
MOST_WORDS = 14  #: a longer message is not an answer to a question with options


def find_title(message: Message, candidates: Iterable[Candidate]) -> Candidate | None:
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


def find_within(
    message: Message,
    candidates: Candidates,
    negations: Callable[[str], bool],
    *,
    but: frozenset[str] = frozenset(),
    longest: int = MOST_WORDS,
) -> list[Candidate]:
    """The answers whose phrases occur inside a short message, longest first, none inside another.

    Beside a negation nothing is believed, unless the phrase itself holds it.
    Values and phrases in `but` do not count.
    """
    words = message.words
    if len(words) > longest:
        return []
    spans = sorted(
        (s for s in _spans(words, candidates) if s[2].value not in but and " ".join(words[s[0] : s[1]]) not in but),
        key=lambda span: (span[0] - span[1], span[0]),
    )
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


def _spans(words: Sequence[str], candidates: Candidates) -> Iterator[tuple[int, int, Candidate]]:
    stems = tuple(map(stem, words))
    for start, word in enumerate(words):
        for phrase, candidate in candidates.by_stem.get(stems[start], ()):
            end = start + len(phrase.words)
            if all(map(_same, words[start:end], stems[start:end], phrase.words, phrase.stems)) and end <= len(words):
                yield start, end, candidate
        if candidates.by_korean and has_hangul(word):
            yield from ((start, start + 1, candidate) for candidate in _begun_by(word, candidates))


def _same(word: str, stemmed: str, part: str, meant: str) -> bool:
    return word == part or stemmed == meant


def _begun_by(word: str, candidates: Candidates) -> Iterator[Candidate]:
    """The answers that a Korean word begins with; a single syllable must be the whole word but for its ending."""
    for end in range(min(len(word), LONGEST_WORD), 0, -1):
        if end >= 2 or is_korean_ending(word[end:]):
            yield from (candidate for _, candidate in candidates.by_korean.get(word[:end], ()))


def find_part(message: Message, candidates: Iterable[Candidate]) -> Candidate | None:
    """The one option in whose title all the words of the message occur: `gift` for “Yes, a gift”."""
    words = set(message.words)
    if not words or (len(words) == 1 and is_filler(message.folded)):
        return None
    return _only(c for c in candidates if c.option is not None and words <= set(fold(c.option.title).split()))


def _only(found: Iterable[Candidate]) -> Candidate | None:
    listed = list(found)
    return listed[0] if len(listed) == 1 else None
