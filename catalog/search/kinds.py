"""What kinds of things are sold, read off the titles: the words at the end of their main part that recur.

`Brask cast iron frying pan - 28 cm` is a `frying pan` and a `pan`; so is whatever says so in its description.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from catalog.search.normal import fold, stem, tokens
from catalog.wishes import Shown

Phrase = tuple[str, ...]

_LONGEST = 3  # words of a phrase
_LEAST = 2  # products that share a phrase
_SPOKEN = 1_500  # phrases whose meaning is learnt
_MOST = 4_000  # phrases of one shop
_MAIN_PART = re.compile(r"\s[-–—|/·]\s|[,(\[:]|\s(?:in|with|for|made|aus|de|en|con|para|com)\s")
_HEAD_OF_TEXT = 60  # words of a description that are read


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
        ends = [list(_ends(product)) for product in products]
        counted = Counter(phrase for found in ends for phrase, _ in found)
        common = {phrase for phrase, times in counted.most_common(_MOST) if times >= _LEAST}
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

    def read(self, product: Shown) -> tuple[tuple[Phrase, ...], tuple[Phrase, ...]]:
        """The known phrases of a product's titles and of its texts."""
        titled = tuple(phrase for phrase, _ in _ends(product) if phrase in self.written)
        return titled, tuple(_in_text(product, self.written))

    def spoken(self) -> dict[str, Phrase]:
        """The phrases by their words, those of most products: what meanings are learnt of."""
        often = sorted(self.written, key=lambda p: (-len(self.holders[p]), p))
        least = {1: _LEAST, 2: _LEAST, 3: 5}
        return {self.written[p]: p for p in often[:_SPOKEN] if len(self.holders[p]) >= least[len(p)]}


def _ends(product: Shown) -> Iterator[tuple[Phrase, str]]:
    """The last one, two and three words of each title's main part, as stems and as they are written."""
    besides = {word for name in (product.brand, *product.attributes.get("brand", ())) for word in tokens(name)}
    besides |= {word for codes in product.attributes.values() for code in codes for word in tokens(code)}
    seen: set[Phrase] = set()
    for words in product.texts.values():
        main = tokens(_MAIN_PART.split(fold(words.title), maxsplit=1)[0])
        for length in range(1, min(_LONGEST, len(main)) + 1):
            said = main[-length:]
            if length > 1 and said[0] in besides:
                break
            phrase = tuple(map(stem, said))
            if phrase not in seen and not said[-1].isdecimal():
                seen.add(phrase)
                yield phrase, " ".join(said)


def _in_text(product: Shown, common: Container[Phrase]) -> Iterable[Phrase]:
    """The known phrases that its descriptions hold; the longest at each place."""
    found: dict[Phrase, None] = {}
    for words in product.texts.values():
        said = [stem(word) for word in tokens(words.description[:600])[:_HEAD_OF_TEXT]]
        at = 0
        while at < len(said):
            length = next((n for n in range(_LONGEST, 0, -1) if tuple(said[at : at + n]) in common), 0)
            if length:
                found[tuple(said[at : at + length])] = None
            at += max(length, 1)
    return found
