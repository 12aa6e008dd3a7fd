"""From words to a query: the price first, then the longest phrases that mean something, then what is left."""

from collections.abc import Container
from dataclasses import dataclass, field

from catalog.search.lexicon import CHEAP, FILLER, NEWEST, POPULAR, SIZE, STOCK, Lexicon, Meaning
from catalog.search.mend import mend
from catalog.search.normal import LONGEST, compact, fold, has_hangul, stem, tokens
from catalog.search.prices import PriceRange, take_price
from catalog.search.query import Filter, Query
from catalog.search.spelling import Speller
from catalog.wishes import CATEGORY, ON_SALE, PRICE, Wish

_SIZE_WORDS = frozenset(["size", "sizes", "사이즈", "talla", "tamanho", "치수"])
_LETTER_SIZES = frozenset(["xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl", "2xl", "3xl"])
MOST_WORDS = 24
_BEST = "베스트"
_HARD = frozenset({PRICE, ON_SALE, SIZE})


@dataclass
class Reader:
    """One query while it is being read."""

    lexicon: Lexicon
    speller: Speller
    sold: Container[str]  # words of titles, categories and labels
    sizes: frozenset[str]  # size codes of the shop, folded
    currency: str
    filters: list[Filter] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    unsold: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    corrected: dict[str, str] = field(default_factory=dict)
    cheap: bool = False
    order: str = ""

    def read(self, text: str) -> Query:
        price, rest = take_price(mend(fold(text[:LONGEST]), self._knows), self.currency)
        foreign = price if price is not None and price.currency != self.currency else None
        if price is not None and foreign is None:
            self.filters.append(filter_of_price(price))
        self._spans(self._take_sizes(self._known_words(rest)))
        self._read_best()
        return Query(
            text,
            tuple(_first_of_each(self.filters)),
            tuple(dict.fromkeys(self.words)),
            tuple(self.unsold),
            tuple(self.other),
            dict(self.corrected),
            self.cheap,
            foreign,
            self.order,
            self._thing(rest),
        )

    def _thing(self, rest: str) -> str:
        """What is left of the words when everything is taken away that says how something should be."""
        said = {w for one in self.filters if one.name != CATEGORY for w in one.said.split()} | set(self.other)
        left = [w for w in tokens(rest)[:MOST_WORDS] if not {w, stem(w), self.corrected.get(w, w)} & said]
        return " ".join(left)

    def _read_best(self) -> None:
        """`스킨케어 베스트` asks for bestsellers; beside clothes, 베스트 is a vest."""
        worn = any(path.startswith("clothes") for f in self.filters for w in f.wishes for path in w.values)
        if self.words and set(self.words) - {w for f in self.filters for w in f.words} == {_BEST} and not worn:
            self.words.remove(_BEST)
            self.order = POPULAR

    def _known_words(self, text: str) -> list[str]:
        """All words as they are known."""
        found: list[str] = []
        for word in tokens(text)[:MOST_WORDS]:
            found += self._parts(word, found[-1] if found else "")
        return found

    def _parts(self, word: str, before: str) -> list[str]:
        """The word as it is known, in its parts, or as it was probably meant behind the word before."""
        stemmed = stem(word)
        for form in (word, stemmed):
            if self._knows(form):
                return [form if form in self.lexicon.meanings else stemmed]
        meant, is_sure = self._meant(word, stemmed, before)
        parts = self.speller.parts(stemmed)
        if len(parts) > 1 and not is_sure:
            return parts
        if meant is None:
            return [stemmed]
        self.corrected[word] = meant
        return [meant]

    def _meant(self, word: str, stemmed: str, before: str) -> tuple[str | None, bool]:
        """What was probably meant, and whether that is surer than what the word's parts or a longer one say."""
        if word.isdecimal():
            return None, False
        near = [*self.speller.candidates(word), *self.speller.candidates(stemmed)]
        phrase = next((one for one in near if before and self._is_known_phrase(before + one)), None)
        if phrase:
            return phrase, True
        begun = self.speller.begun(stemmed)
        own = near[0] if near and self.speller.is_own(near[0]) and not has_hangul(word) else None
        if own and (not begun or len(begun[0]) > len(stemmed) + 2):
            return own, True
        return (None if begun else self.speller.meant(word) or self.speller.meant(stemmed)), False

    def _is_known_phrase(self, key: str) -> bool:
        return key in self.lexicon.meanings or any(k in self.sold for k in self.lexicon.groups.get(key, ()))

    def _knows(self, word: str) -> bool:
        known = self.speller.knows(word) or word in self.lexicon.meanings or word in self.lexicon.asked
        return known or word in _LETTER_SIZES | _SIZE_WORDS

    def _take_sizes(self, words: list[str]) -> list[str]:
        """`size M`, `in XL`, `M 사이즈`: a lone letter, or any code beside the word for size."""
        left: list[str] = []
        for at, word in enumerate(words):
            beside = {words[at - 1] if at else "", words[at + 1] if at + 1 < len(words) else ""} & _SIZE_WORDS
            code = {"2xl": "xxl", "3xl": "xxxl"}.get(word, word)
            if code in self.sizes and (beside or code in _LETTER_SIZES):
                self.filters.append(Filter(word, (Wish(SIZE, (self._size(code),)),)))
            elif word not in _SIZE_WORDS:
                left.append(word)
        return left

    def _size(self, folded: str) -> str:
        return folded.upper() if folded in _LETTER_SIZES else folded

    def _spans(self, words: list[str]) -> None:
        at = 0
        while at < len(words):
            length, meaning, key = self._longest(words, at)
            self._take(words[at : at + length], key, meaning)
            at += length

    def _longest(self, words: list[str], at: int) -> tuple[int, Meaning | None, str]:
        for length in range(min(self.lexicon.longest, len(words) - at), 0, -1):
            key = compact(words[at : at + length])
            meaning = self.lexicon.meanings.get(key)
            if meaning is not None and not (length > 1 and meaning.mark == FILLER):
                return length, meaning, key
            if length > 1 and key in self.lexicon.groups and self._is_phrase(words[at : at + length]):
                return length, None, key
        return 1, None, words[at]

    def _is_phrase(self, words: list[str]) -> bool:
        ends = (self.lexicon.meanings.get(words[0]), self.lexicon.meanings.get(words[-1]))
        return not any(m.mark == FILLER for m in ends if m)

    def _take(self, words: list[str], key: str, meaning: Meaning | None) -> None:
        if meaning is None:
            self._keep(words, key)
        elif meaning.mark == FILLER:
            self.other += words
        elif meaning.mark:
            self.cheap = self.cheap or meaning.mark == CHEAP
            self.other += words if meaning.mark == STOCK else []
            self.order = meaning.mark if meaning.mark in (POPULAR, NEWEST) else self.order
        else:
            hard = meaning.wishes[0].name in _HARD
            self.filters.append(Filter(" ".join(words), meaning.wishes, tuple(words), may_be_named=not hard))
            self.words += () if hard else words

    def _keep(self, words: list[str], key: str) -> None:
        """Text to rank by; a thing that nothing here is called is not sold."""
        sold = any(k in self.sold for k in self.lexicon.group_of(key))
        if len(words) == 1 or (not sold and any(word in self.sold for word in words)):
            self.words += words
        else:
            self.words.append(key)
        if key in self.lexicon.things and not sold:
            self.unsold.append(" ".join(words))


def filter_of_price(price: PriceRange) -> Filter:
    """A price of the shop's currency as a filter."""
    return Filter(price.said, (Wish(PRICE, at_most=price.at_most, at_least=price.at_least),))


def _first_of_each(filters: list[Filter]) -> list[Filter]:
    """Two colours are one wish for either; of two categories both stay (`hand cream`, `gift set`)."""
    merged: list[Filter] = []
    for one in filters:
        same = next((n for n, other in enumerate(merged) if _may_join(one, other)), None)
        if same is None:
            merged.append(one)
            continue
        other = merged[same]
        values = tuple(dict.fromkeys((*other.wishes[0].values, *one.wishes[0].values)))
        merged[same] = Filter(f"{other.said} {one.said}", (Wish(one.name, values),), (), may_be_named=False)
    return merged


def _may_join(one: Filter, other: Filter) -> bool:
    alone = len(one.wishes) == 1 == len(other.wishes) and one.name == other.name
    return alone and one.name not in (CATEGORY, PRICE)
