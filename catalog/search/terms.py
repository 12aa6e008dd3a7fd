"""The terms of a text: what it is found by, whether it is kept in memory or in files."""

from bisect import bisect_left
from collections.abc import Collection

from catalog.search.normal import has_hangul, stem, tokens

_LONGEST_PHRASE = 3  # words that are looked up as one
_MOST_KNOWN = 100_000  # words whose stems are remembered


class Terms:
    """Stems; Korean words as they stand, too; and neighbours that are one of the `phrases`."""

    def __init__(self, phrases: Collection[str]) -> None:
        self._phrases, self._sorted = phrases, sorted(phrases)
        self._stems = _Stems()
        self._begins: dict[str, bool] = {}

    def stems(self, text: str) -> list[str]:
        """Its words without their endings, in order."""
        known = self._stems
        return [known[word] for word in tokens(text)]

    def of(self, text: str) -> tuple[list[str], list[str]]:
        """All its terms, as often as it says them; and its stems, in order."""
        words, known = tokens(text), self._stems
        bare = [known[word] for word in words]
        found = list(bare)
        if not text.isascii():
            found += [word for word, bared in zip(words, bare, strict=True) if word != bared and has_hangul(word)]
        begins = self._begins
        for at, word in enumerate(bare):
            begun = begins.get(word)
            if begun is None:
                begun = self._note(word)
            if begun:
                found += self._joined(bare, at)
        return found, bare

    def _joined(self, bare: list[str], at: int) -> list[str]:
        ends = range(at + 2, min(at + _LONGEST_PHRASE, len(bare)) + 1)
        return [key for end in ends if (key := "".join(bare[at:end])) in self._phrases]

    def _note(self, word: str) -> bool:
        """Whether a phrase begins with this word, and goes on."""
        if len(self._begins) > _MOST_KNOWN:
            self._begins.clear()
        place = bisect_left(self._sorted, word)
        place += place < len(self._sorted) and self._sorted[place] == word
        begun = place < len(self._sorted) and self._sorted[place].startswith(word)
        self._begins[word] = begun
        return begun


class _Stems(dict[str, str]):
    def __missing__(self, word: str) -> str:
        if len(self) > _MOST_KNOWN:
            self.clear()
        found = self[word] = stem(word)
        return found
