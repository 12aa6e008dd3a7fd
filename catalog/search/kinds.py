"""What kinds of things are sold, read off the titles: the words at the end of their main part that recur.

`Brask cast iron frying pan - 28 cm` is a `frying pan` and a `pan`; so is whatever says so in its description.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from catalog.search.normal import fold, stem, tokens
from catalog.wishes import Shown

Phrase = tuple[str, ...]

LONGEST = 3  # words of a phrase
LEAST = 2  # products that share a phrase
_SPOKEN = 1_500  # phrases whose meaning is learnt
MOST = 4_000  # phrases of one shop
_MAIN_PART = re.compile(r"\s[-–—|/·]\s|[,(\[:]|\s(?:in|with|for|made|aus|de|en|con|para|com)\s")
HEAD_OF_TEXT = 60  # words of a description that are read


@dataclass(frozen=True)
class Kinds:
    """`written` is how a phrase reads; `of` the phrases of each product, those of its title first; `holders` the
    products of each phrase."""

    written: Mapping[Phrase, str]
    titled: Sequence[tuple[Phrase, ...]]
    told: Sequence[tuple[Phrase, ...]]
    holders: Mapping[Phrase, tuple[int, ...]]

    @classmethod
    def of(cls, products: Sequence[Shown]) -> "Kinds":
        ends = [list(ends_of(product)) for product in products]
        counted = Counter(phrase for found in ends for phrase, _ in found)
        common = {phrase for phrase, times in counted.most_common(MOST) if times >= LEAST}
        written: dict[Phrase, str] = {}
        for found in ends:
            for phrase, said in found:
                if phrase in common:
                    written.setdefault(phrase, said)
        titled = [tuple(phrase for phrase, _ in found if phrase in common) for found in ends]
        told = [tuple(_in_text(product, common)) for product in products]
        holders: dict[Phrase, list[int]] = defaultdict(list)
        for number, (own, others) in enumerate(zip(titled, told, strict=True)):
            for phrase in dict.fromkeys((*own, *others)):
                holders[phrase].append(number)
        return cls(written, titled, told, {phrase: tuple(numbers) for phrase, numbers in holders.items()})

    def spoken(self) -> dict[str, Phrase]:
        """What meanings are learnt of."""
        return spoken(self.written, lambda phrase: len(self.holders[phrase]))


def spoken(written: Mapping[Phrase, str], count: Callable[[Phrase], int]) -> dict[str, Phrase]:
    """The phrases by their words, those of most products; `count` says of how many."""
    counts = {phrase: count(phrase) for phrase in written}
    often = sorted(written, key=lambda phrase: (-counts[phrase], phrase))
    least = {1: LEAST, 2: LEAST, 3: 5}
    return {written[p]: p for p in often[:_SPOKEN] if counts[p] >= least[len(p)]}


def ends_of(product: Shown) -> Iterator[tuple[Phrase, str]]:
    """The last one, two and three words of each title's main part, as stems and as they are written."""
    besides = {word for codes in product.attributes.values() for code in codes for word in _words_of(code)}
    besides.update(_words_of(product.brand))
    seen: set[Phrase] = set()
    for words in product.texts.values():
        main = tokens(_MAIN_PART.split(fold(words.title), maxsplit=1)[0])
        for length in range(1, min(LONGEST, len(main)) + 1):
            said = main[-length:]
            if length > 1 and said[0] in besides:
                break
            phrase = tuple(map(stem, said))
            if phrase not in seen and not said[-1].isdecimal():
                seen.add(phrase)
                yield phrase, " ".join(said)


@lru_cache(maxsize=4_096)
def _words_of(name: str) -> tuple[str, ...]:
    return tuple(tokens(name))


def _in_text(product: Shown, common: Container[Phrase]) -> Iterable[Phrase]:
    """The known phrases that its descriptions hold; the longest at each place."""
    found: dict[Phrase, None] = {}
    for words in product.texts.values():
        said = [stem(word) for word in tokens(f"{words.description} {words.material}")[:HEAD_OF_TEXT]]
        at = 0
        while at < len(said):
            length = next((n for n in range(LONGEST, 0, -1) if tuple(said[at : at + n]) in common), 0)
            if length:
                found[tuple(said[at : at + length])] = None
            at += max(length, 1)
    return found
