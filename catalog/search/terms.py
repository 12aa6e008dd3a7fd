"""The terms of a text: what it is found by, whether it is kept in memory or in files."""

from bisect import bisect_left
from collections.abc import Collection, Sequence

from catalog.search.normal import has_hangul, stem, tokens

_LONGEST_PHRASE = 3  # words that are looked up as one
_MOST_KNOWN = 100_000  # words that are remembered


class Terms:
    """Stems; Korean words as they stand, too; and neighbours that are one of the `phrases`."""

    def __init__(self, phrases: Collection[str]) -> None:
        self._phrases = phrases
        self._stems, self._goes_on = _Stems(), _GoesOn(sorted(phrases))

    def of(self, text: str) -> tuple[list[str], list[str]]:
        """All its terms, as often as it says them; and its stems, in order."""
        words, known, goes_on = tokens(text), self._stems, self._goes_on
        bare = [known[word] for word in words]
        found = list(bare)
        if not text.isascii():
            found += [word for word, bared in zip(words, bare, strict=True) if word != bared and has_hangul(word)]
        last = len(bare) - 1
        for at, letters in enumerate([goes_on[word] for word in bare]):
            if letters and at < last and bare[at + 1][0] in letters:
                found += self._joined(bare, at)
        return found, bare

    def _joined(self, bare: list[str], at: int) -> list[str]:
        ends = range(at + 2, min(at + _LONGEST_PHRASE, len(bare)) + 1)
        return [key for end in ends if (key := "".join(bare[at:end])) in self._phrases]


class _Stems(dict[str, str]):
    def __missing__(self, word: str) -> str:
        if len(self) > _MOST_KNOWN:
            self.clear()
        found = self[word] = stem(word)
        return found


class _GoesOn(dict[str, str]):
    """Of a word the letters with which a phrase may go on behind it."""

    def __init__(self, phrases: Sequence[str]) -> None:
        self._sorted = phrases

    def __missing__(self, word: str) -> str:
        if len(self) > _MOST_KNOWN:
            self.clear()
        found, place = set(), bisect_left(self._sorted, word)
        while place < len(self._sorted) and self._sorted[place].startswith(word):
            found.add(self._sorted[place][len(word) : len(word) + 1])
            place += 1
        self[word] = "".join(sorted(found))
        return self[word]
