"""Known words for misspelt ones: a slip of one letter in a word that nobody has written before."""

from collections.abc import Iterable

from rapidfuzz.distance import OSA

from bot.understanding.normal import letters
from bot.understanding.words import is_filler

_SHORTEST = 5  #: in letters, Hangul split; shorter words are too close to one another
_LONGEST = 24


class Speller:
    """Finds the only known word one slip away. Words are indexed with each letter left out in turn.

    `right` are words that are spelt as they should be and stand for no other: `white` is no slip of `write`.
    """

    def __init__(self, words: Iterable[str], right: Iterable[str] = ()) -> None:
        known = set(words)
        self._known = known.union(right)
        self._nearby: dict[str, str] = {}  # words with spaces between them: sets would take four times the memory
        for word in sorted(known):
            for key in dict.fromkeys(_without_one(letters(word))):
                self._nearby[key] = f"{self._nearby[key]} {word}" if key in self._nearby else word

    def correct(self, folded: str) -> str:
        """The text with every unknown word that has one known neighbour replaced by it."""
        return " ".join(self._meant(word) for word in folded.split())

    def _meant(self, word: str) -> str:
        if word in self._known or is_filler(word) or word.isdecimal():
            return word
        typed = letters(word)
        if not _SHORTEST <= len(typed) <= _LONGEST:
            return word
        near = {known for key in _without_one(typed) for known in self._nearby.get(key, "").split()}
        near = {known for known in near if OSA.distance(typed, letters(known), score_cutoff=1) <= 1}
        return near.pop() if len(near) == 1 else word


def _without_one(word: str) -> list[str]:
    if not _SHORTEST - 1 <= len(word) <= _LONGEST:
        return []
    return [word, *(word[:i] + word[i + 1 :] for i in range(len(word)))]
