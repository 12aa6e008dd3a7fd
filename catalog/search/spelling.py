"""What a word was probably meant to be: whole, begun, run together or misspelt."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from heapq import nsmallest
from itertools import groupby

from rapidfuzz import process
from rapidfuzz.distance import OSA

from catalog.search.normal import has_hangul, letters
from catalog.search.vocabulary import Bucket, Vocabulary, pairs_of

_SHORTEST = 4  # letters of a word in which a slip is forgiven
_TWO_SLIPS_FROM = 8
_LONGEST = 30
_SYLLABLE = 3  # letters of the longest syllable of Korean
_BEGUN_FROM = 3  # letters of a word that may be the beginning of another; two syllables in Korean
_MOST_BEGUN = 8
_MOST_LONGER = 2
_LIKENESS = 0.6  # of letter pairs, where no other way leads to a known word
_KEPT = 4_096  # words whose meaning is remembered


class Speller:
    """Finds known words that are one or two slips away. Own words of the shop are meant more often than others."""

    def __init__(self, known: Sequence[Vocabulary]) -> None:
        self._known = tuple(known)
        self.meant = lru_cache(maxsize=_KEPT)(self._meant)
        self.candidates = lru_cache(maxsize=_KEPT)(self._candidates)
        self.knows = lru_cache(maxsize=_KEPT)(self._knows)

    def _knows(self, word: str) -> bool:
        return any(word in known for known in self._known)

    def is_own(self, word: str) -> bool:
        return any(known.is_own(word) for known in self._known)

    def parts(self, word: str) -> list[str]:
        """A word that runs known words together: `건성피부` → `건성 피부`, `facewash` → `face wash`."""
        least = 2 if has_hangul(word) else 3
        if self.knows(word) or len(word) < 2 * least or len(word) > _LONGEST:
            return [word]
        return self._split(word, least) or [word]

    def _split(self, word: str, least: int) -> list[str] | None:
        """The longest known beginning whose rest is known, too."""
        for end in range(len(word) - least, least - 1, -1):
            if not self.knows(word[:end]):
                continue
            rest = word[end:]
            further = [rest] if self.knows(rest) else self._split(rest, least)
            if further:
                return [word[:end], *further]
        return None

    def begun(self, word: str) -> list[str]:
        """Known words that begin so, the shortest first."""
        if len(word) < (2 if has_hangul(word) else _BEGUN_FROM):
            return []
        found = {begun for known in self._known for begun in known.begun(word)} - {word}
        return nsmallest(_MOST_BEGUN, found, key=lambda begun: (len(begun), begun))

    def _meant(self, word: str) -> str | None:
        """The nearest known word: fewest slips first. The first letter is right, or has only changed places."""
        typed = letters(word)
        if not _SHORTEST <= len(typed) <= _LONGEST or word.isdecimal():
            return None
        ranked = self.candidates(word)
        return ranked[0] if ranked else self._alike(typed)

    def _candidates(self, word: str) -> list[str]:
        """Known words a slip or two away, the likeliest first. Up to four letters only words of this shop."""
        typed = letters(word)
        if len(typed) < _SHORTEST - 1 or len(typed) > _LONGEST or word.isdecimal():
            return []
        allowed = 2 if len(typed) >= _TWO_SLIPS_FROM else 1
        found = sorted(set(self._near(word, typed, allowed)))
        return [known for *_, known in found if len(typed) > _SHORTEST or self.is_own(known)]

    def _near(self, word: str, typed: str, allowed: int) -> Iterator[tuple[int, bool, bool, int, str]]:
        for known, spelled in self._slipped(word, typed, allowed):
            if len(spelled) < _SHORTEST:
                continue
            slips, kept = self._slips(word, known, typed, spelled, allowed)
            if slips <= allowed and (spelled[0] == typed[0] or typed[1::-1] == spelled[:2]):
                yield (
                    slips + (not self.is_own(known)),
                    not kept,
                    spelled[0] != typed[0],
                    _unlikely(typed, spelled),
                    known,
                )

    def _slipped(self, word: str, typed: str, allowed: int) -> Iterator[tuple[str, str]]:
        """Words that may be so few slips away, with their letters."""
        further = max(allowed, _SYLLABLE) if has_hangul(word) else allowed
        for bucket in self._buckets(dict.fromkeys(typed[:2]), len(typed), further):
            places = _within(typed, bucket.spelled, allowed)
            if has_hangul(word):
                places |= _within(word, bucket.words, 1)
            yield from ((bucket.words[place], bucket.spelled[place]) for place in places)

    def _buckets(self, first: Iterable[str], length: int, further: int) -> Iterator[Bucket]:
        for letter in first:
            for other in range(length - further, length + further + 1):
                yield from (known.bucket(letter, other) for known in self._known)

    def _slips(self, word: str, known: str, typed: str, spelled: str, allowed: int) -> tuple[int, bool]:
        """Slips in letters, or in whole syllables of Korean; and whether all syllables were left as they are."""
        slips = OSA.distance(typed, spelled, score_cutoff=allowed)
        if not has_hangul(word):
            return slips, True
        whole = OSA.distance(word, known, score_cutoff=1)
        kept = whole <= 1 and len(word) != len(known) and not word.startswith(known)  # `아이폰` is no slip of `아이`
        return (min(slips, whole) if kept or sorted(word) == sorted(known) else slips), kept

    def _alike(self, typed: str) -> str | None:
        """By letter pairs, for longer words with more slips."""
        if len(typed) < _TWO_SLIPS_FROM - 2:
            return None
        pairs = pairs_of(typed)
        ranked = [
            (2 * shared / (len(pairs) + count), bucket.words[place])
            for bucket in self._buckets(typed[0], len(typed), _MOST_LONGER)
            for place, shared, count in bucket.sharing(pairs)
        ]
        likeness, word = max(ranked, default=(0.0, ""))
        return word if likeness >= _LIKENESS else None


def _unlikely(typed: str, meant: str) -> int:
    """How odd a slip is: letters change places or are doubled first of all, one is left out more often than one too
    many is typed, and either than another; and the last is mostly right."""
    is_common = sorted(typed) == sorted(meant) or _once_each(typed) == _once_each(meant)
    other = 1 if len(meant) > len(typed) else 2 if len(meant) < len(typed) else 3
    return (0 if is_common else other) + 2 * (typed[-1] != meant[-1])


def _once_each(word: str) -> list[str]:
    """Its letters, without those that repeat the one before."""
    return [letter for letter, _ in groupby(word)]


def _within(typed: str, spelled: Sequence[str], slips: int) -> set[int]:
    """The places of those that are so few slips away."""
    return {
        place for _, _, place in process.extract(typed, spelled, scorer=OSA.distance, score_cutoff=slips, limit=None)
    }
