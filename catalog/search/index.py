"""An inverted list over everything that is said of the products, in all languages, weighted by where it is said."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log

from catalog.search.kinds import Kinds, Phrase
from catalog.search.lexicon import NOT_WORDS, Lexicon
from catalog.search.normal import compact, has_hangul, stem, stems, tokens
from catalog.shelf import Shelf
from catalog.wishes import CATEGORY, Shown

WEIGHTS = {"title": 5.0, "category": 3.0, "tagline": 1.6, "description": 1.0}
_EVENNESS = {"title": 0.4, "category": 0.2, "tagline": 0.5, "description": 0.75}  # how much length counts
_SATURATION = 1.2
_LONGEST_PHRASE = 3  # words that are looked up as one

Document = Mapping[str, Counter[str]]  # field → its terms


@dataclass(frozen=True, slots=True)
class Posting:
    """A product in a term's list: what the term counts for it, and the field that counts most."""

    product: int
    weight: float  # 0–1, before rarity
    field: str


class Index:
    """Terms of one shelf. Products are numbered in the order of their ids."""

    def __init__(self, shelf: Shelf, lexicon: Lexicon) -> None:
        self.products: list[Shown] = [shelf.products[key] for key in sorted(shelf.products)]
        documents = [fields_of(product, lexicon) for product in self.products]
        self.kinds = Kinds.of(self.products)
        self.heads = [heads_of(phrases) for phrases in self.kinds.titled]
        self.numbers = {product.id: number for number, product in enumerate(self.products)}
        self.titled = _titled(self.products)
        self.averages = _averages(documents)
        self.postings: Mapping[str, list[Posting]] = _postings(documents, self.averages)
        self.rarity = {term: rarity_of(len(found), len(documents)) for term, found in self.postings.items()}
        self.title_words = [frozenset(fields["title"]) for fields in documents]
        self.names = frozenset(term for fields in documents for term in names_in(fields))
        self.holders = _holders(self.products)

    @property
    def most_rare(self) -> float:
        """The rarity of a word that no product holds."""
        return log(1 + 2 * max(len(self.products), 1))


def _titled(products: list[Shown]) -> Mapping[str, Sequence[int]]:
    """Products by their whole titles."""
    found: dict[str, list[int]] = defaultdict(list)
    for number, product in enumerate(products):
        for key in titles_of(product):
            found[key].append(number)
    return found


def titles_of(product: Shown) -> set[str]:
    """Its whole titles in all languages; none when it has no price."""
    return {compact(stems(words.title)) for words in product.texts.values()} if product.variants else set()


def heads_of(phrases: Iterable[Phrase]) -> frozenset[str]:
    """What a title calls its product, as single terms."""
    return frozenset(map(compact, phrases))


def names_in(fields: Document) -> Iterator[str]:
    """The terms of its titles and labels."""
    return (term for name in ("title", "category") for term in fields[name])


def rarity_of(holders: int, products: int) -> float:
    """How much a term says that so many of the products hold."""
    return log(1 + max(products, 1) / holders)


def _holders(products: list[Shown]) -> dict[tuple[str, str], frozenset[int]]:
    """Which products have a code, by (attribute or option, code); a category counts for all above it."""
    found: dict[tuple[str, str], set[int]] = defaultdict(set)
    for number, product in enumerate(products):
        for place in places_of(product):
            found[place].add(number)
    return {place: frozenset(numbers) for place, numbers in found.items()}


def places_of(product: Shown) -> set[tuple[str, str]]:
    """Its category paths, and its attributes and options with their codes."""
    places = {(name, code) for name, codes in product.attributes.items() for code in codes}
    places |= {(name, code) for variant in product.variants for name, code in variant.options.items()}
    parts = product.category.split("/")
    return places | {(CATEGORY, "/".join(parts[: n + 1])) for n in range(len(parts))}


def fields_of(product: Shown, lexicon: Lexicon) -> Document:
    """The terms of each of its fields."""
    texts = product.texts.values()
    return {
        "title": _terms((words.title for words in texts), lexicon.groups),
        "category": _terms(_sayings(product), lexicon.groups) + _codes(product, lexicon),
        "tagline": _terms((words.tagline for words in texts), lexicon.groups),
        "description": _terms((f"{w.description} {w.material}" for w in texts), lexicon.groups),
    }


def _sayings(product: Shown) -> Iterator[str]:
    """The words of its category and attributes that are no labels."""
    yield product.category.replace("/", " ").replace("_", " ")
    codes = (code for codes in product.attributes.values() for code in codes if code not in NOT_WORDS)
    yield " ".join(str(code).replace("_", " ") for code in codes)


def _codes(product: Shown, lexicon: Lexicon) -> Counter[str]:
    """The labels of its category, attributes and options in every language, each counted once."""
    places = places_of(product) | {(CATEGORY, part) for part in product.category.split("/")}
    return Counter({term for place in places for label in lexicon.labels.get(place, ()) for term in label})


def _terms(texts: Iterable[str], phrases: Collection[str]) -> Counter[str]:
    """Stems; Korean words as they stand, too; and neighbours that are one of the `phrases`."""
    found: Counter[str] = Counter()
    for text in texts:
        words = tokens(text)
        bare = [stem(word) for word in words]
        found.update(bare)
        found.update(word for word, bared in zip(words, bare, strict=True) if word != bared and has_hangul(word))
        for length in range(2, _LONGEST_PHRASE + 1):
            ends = range(length, len(bare) + 1)
            found.update(key for end in ends if (key := "".join(bare[end - length : end])) in phrases)
    return found


def _averages(documents: Sequence[Document]) -> dict[str, float]:
    """How many words each field has, on average."""
    count = max(len(documents), 1)
    return {name: max(sum(sum(d[name].values()) for d in documents) / count, 1.0) for name in WEIGHTS}


def _postings(documents: Sequence[Document], averages: Mapping[str, float]) -> dict[str, list[Posting]]:
    postings: dict[str, list[Posting]] = defaultdict(list)
    for number, fields in enumerate(documents):
        for term, posting in weighed(number, fields, averages):
            postings[term].append(posting)
    return dict(postings)


def weighed(number: int, fields: Document, averages: Mapping[str, float]) -> Iterator[tuple[str, Posting]]:
    """The terms of one product, each with its place in the term's list."""
    counted: dict[str, dict[str, float]] = defaultdict(dict)
    for name, words in fields.items():
        length = 1 - _EVENNESS[name] + _EVENNESS[name] * sum(words.values()) / averages[name]
        for term, times in words.items():
            counted[term][name] = WEIGHTS[name] * times / length
    for term, parts in counted.items():
        total = sum(parts.values())
        best = max(parts, key=lambda name: (parts[name], name))
        yield term, Posting(number, total / (_SATURATION + total), best)
