"""What a word was probably meant to be: whole, begun, run together or misspelt."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from copy import copy
from functools import lru_cache

from rapidfuzz.distance import OSA

from catalog.search.normal import has_hangul, letters

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
    """Knows the words of the index and of the lexicon, and finds them one or two slips away. `own` are the words of
    the shop's titles and labels: they are meant more often than others."""

    def __init__(self, known: Collection[str], own: Collection[str] = ()) -> None:
        self._known, self._own = set(known), own
        self._spelled = {word: letters(word) for word in self._known if not word.isdecimal()}
        self._begun: dict[str, list[str]] = defaultdict(list)
        self._by_pair: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self._spelled):
            if len(word) >= 2:
                self._begun[word[:2]].append(word)
            for pair in _pairs(self._spelled[word]):
                self._by_pair[pair].append(word)
        self._forget()

    def _forget(self) -> None:
        self.meant = lru_cache(maxsize=_KEPT)(self._meant)
        self.candidates = lru_cache(maxsize=_KEPT)(self._candidates)

    def with_more(self, known: Collection[str], own: Collection[str]) -> "Speller":
        """One that knows further words, too; what is known already is shared, not read again."""
        new, further = set(known) - self._known, set(own) - set(self._own)
        if not new and not further:
            return self
        made = copy(self)
        made._known, made._own = self._known | new, frozenset(self._own) | further
        spelled = {word: letters(word) for word in new if not word.isdecimal()}
        made._spelled = self._spelled | spelled
        begun = [(word[:2], word) for word in spelled if len(word) >= 2]
        made._begun = _joined(self._begun, begun)
        made._by_pair = _joined(self._by_pair, [(pair, w) for w, said in spelled.items() for pair in _pairs(said)])
        made._forget()
        return made

    def knows(self, word: str) -> bool:
        return word in self._known

    def is_own(self, word: str) -> bool:
        return word in self._own

    def parts(self, word: str) -> list[str]:
        """A word that runs known words together: `건성피부` → `건성 피부`, `facewash` → `face wash`."""
        least = 2 if has_hangul(word) else 3
        if word in self._known or len(word) < 2 * least or len(word) > _LONGEST:
            return [word]
        return self._split(word, least) or [word]

    def _split(self, word: str, least: int) -> list[str] | None:
        """The longest known beginning whose rest is known, too."""
        for end in range(len(word) - least, least - 1, -1):
            if word[:end] not in self._known:
                continue
            rest = word[end:]
            further = [rest] if rest in self._known else self._split(rest, least)
            if further:
                return [word[:end], *further]
        return None

    def begun(self, word: str) -> list[str]:
        """Known words that begin so, the shortest first."""
        if len(word) < (2 if has_hangul(word) else _BEGUN_FROM):
            return []
        found = [known for known in self._begun.get(word[:2], ()) if known.startswith(word) and known != word]
        return sorted(found, key=lambda known: (len(known), known))[:_MOST_BEGUN]

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
        found = sorted(self._near(word, typed, allowed))
        return [known for *_, known in found if len(typed) > _SHORTEST or known in self._own]

    def _near(self, word: str, typed: str, allowed: int) -> Iterable[tuple[int, bool, bool, int, str]]:
        for known in self._sharing(typed):
            spelled = self._spelled[known]
            if len(spelled) < _SHORTEST or abs(len(spelled) - len(typed)) > max(allowed, _SYLLABLE):
                continue
            slips, kept = self._slips(word, known, typed, spelled, allowed)
            if slips <= allowed and (spelled[0] == typed[0] or typed[1::-1] == spelled[:2]):
                yield (
                    slips + (known not in self._own),
                    not kept,
                    spelled[0] != typed[0],
                    abs(len(spelled) - len(typed)),
                    known,
                )

    def _slips(self, word: str, known: str, typed: str, spelled: str, allowed: int) -> tuple[int, bool]:
        """Slips in letters, or in whole syllables of Korean; and whether all syllables were left as they are."""
        slips = OSA.distance(typed, spelled, score_cutoff=allowed)
        if not has_hangul(word):
            return slips, True
        whole = OSA.distance(word, known, score_cutoff=1)
        kept = whole <= 1 and len(word) != len(known) and not word.startswith(known)  # `아이폰` is no slip of `아이`
        return (min(slips, whole) if kept or sorted(word) == sorted(known) else slips), kept

    def _sharing(self, typed: str) -> set[str]:
        return {word for pair in _pairs(typed) for word in self._by_pair.get(pair, ())}

    def _alike(self, typed: str) -> str | None:
        """By letter pairs, for longer words with more slips."""
        if len(typed) < _TWO_SLIPS_FROM - 2:
            return None
        pairs = _pairs(typed)
        near = (w for w in sorted(self._sharing(typed)) if abs(len(self._spelled[w]) - len(typed)) <= _MOST_LONGER)
        ranked = [(_dice(pairs, _pairs(self._spelled[w])), w) for w in near if self._spelled[w][0] == typed[0]]
        likeness, word = max(ranked, default=(0.0, ""))
        return word if likeness >= _LIKENESS else None


def _pairs(spelled: str) -> frozenset[str]:
    text = f" {spelled} "
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other))


def _joined(lists: Mapping[str, list[str]], more: Iterable[tuple[str, str]]) -> defaultdict[str, list[str]]:
    """Sorted lists with more words in them; those that get none are the same lists."""
    added: dict[str, list[str]] = defaultdict(list)
    for key, word in more:
        added[key].append(word)
    return defaultdict(list, lists) | {key: sorted([*lists.get(key, ()), *words]) for key, words in added.items()}
