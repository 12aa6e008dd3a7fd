"""The search of a shelf in files: the generation's index, and what has changed since."""

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from catalog.search.filed.gather import gather
from catalog.search.filed.index import FiledIndex
from catalog.search.filed.ranking import Counting
from catalog.search.filed.segment import Segment, find_segment
from catalog.search.kinds import Phrase, spoken
from catalog.search.lexicon import SIZE, Lexicon
from catalog.search.searching import Searching, folded_sizes, leading_words, main_currency, told_words
from catalog.search.spelling import Speller
from catalog.search.vocabulary import KnownWords, Vocabulary
from catalog.shelf import Shelf
from catalog.shelf.parts import Part
from catalog.wishes import CATEGORY, Shown

if TYPE_CHECKING:
    from catalog.shelf.large import Large

_BASES: "WeakKeyDictionary[Part, Base]" = WeakKeyDictionary()
_CHANGES: "WeakKeyDictionary[Part, Segment]" = WeakKeyDictionary()


class Base:
    """What all shelves of one generation share: its index, and what words mean in this shop."""

    def __init__(self, shelf: Shelf, part: Part) -> None:
        self.lexicon = _lexicon(shelf, part)
        self.segment = find_segment(_large(shelf).folder) or gather(_products(shelf, part), self.lexicon)
        known = {*told_words(self.lexicon), *self.lexicon.groups, *self.lexicon.parts}
        self.told = KnownWords(known, leading_words(self.lexicon, Sold([self.segment.words])))


class FiledSearch(Searching):
    """Finds in files. Of the generation's search everything is shared; changes are read once."""

    def __init__(self, shelf: Shelf) -> None:
        layers = _large(shelf).layers
        if layers.base not in _BASES:
            _BASES[layers.base] = Base(shelf, layers.base)
        base = _BASES[layers.base]
        self.lexicon = base.lexicon.with_labels(shelf)
        changes = [_change(shelf, layer.part, self.lexicon, base.segment) for layer in layers.over]
        segments = [base.segment, *changes]
        index = FiledIndex(shelf, segments)
        self.sold = Sold([segment.words for segment in segments])
        speller = Speller([base.told, *(segment.words for segment in segments)])
        self.ranking = Counting(index, self.lexicon, speller)
        self.sizes = folded_sizes(index.columns.codes(SIZE))
        self.currency = main_currency(sum((Counter(each.facts.currencies) for each in segments), Counter[str]()))
        self.index = index

    def spoken(self) -> dict[str, Phrase]:
        """The phrases whose meaning is learnt."""
        kinds = self.index.kinds
        return spoken(kinds.written, lambda phrase: len(self.index.of_kind(phrase)[0]))


class Sold(Container[str]):
    """The words of titles, categories and labels."""

    def __init__(self, words: Sequence[Vocabulary]) -> None:
        self._words = words

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and any(words.is_own(word) for words in self._words)


def _change(shelf: Shelf, part: Part, lexicon: Lexicon, base: Segment) -> Segment:
    """The index of one layer; layers stay the same from shelf to shelf until they are put together."""
    if part not in _CHANGES:
        _CHANGES[part] = gather(_products(shelf, part), lexicon, base)
    return _CHANGES[part]


def _products(shelf: Shelf, part: Part) -> Iterable[Shown]:
    moment = _large(shelf).moment
    return (part.decode(number).at(moment) for number in range(part.count))


def _lexicon(shelf: Shelf, part: Part) -> Lexicon:
    used = {name: set(codes) for name, codes in part.codes.items() if name != CATEGORY}
    return Lexicon.made(shelf.labels, used, part.codes.get(CATEGORY, ()))


def _large(shelf: Shelf) -> "Large":
    return shelf.products  # type: ignore[return-value]
