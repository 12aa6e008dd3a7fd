"""An inverted list over everything that is said of the products, in all languages, weighted by where it is said."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log

from catalog.search.kinds import Kinds
from catalog.search.lexicon import NOT_WORDS, Lexicon
from catalog.search.normal import compact, has_hangul, stem, stems, tokens
from catalog.shelf import Shelf
from catalog.wishes import CATEGORY, Shown

WEIGHTS = {"title": 5.0, "category": 3.0, "tagline": 1.6, "description": 1.0}
_EVENNESS = {"title": 0.4, "category": 0.2, "tagline": 0.5, "description": 0.75}  # how much length counts
_SATURATION = 1.2
_LONGEST_PHRASE = 3  # words that are looked up as one


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
        documents = [_fields(product, lexicon) for product in self.products]
        self.kinds = Kinds.of(self.products)
        self.heads = [frozenset(map(compact, phrases)) for phrases in self.kinds.titled]
        self.numbers = {product.id: number for number, product in enumerate(self.products)}
        self.titled = _titled(self.products)
        self.postings: Mapping[str, list[Posting]] = _postings(documents)
        count = max(len(documents), 1)
        self.rarity = {term: log(1 + count / len(found)) for term, found in self.postings.items()}
        self.title_words = [frozenset(fields["title"]) for fields in documents]
        self.names = frozenset(
            term for fields in documents for name in ("title", "category") for term in fields[name]
        )
        self.holders = _holders(self.products)

    @property
    def most_rare(self) -> float:
        """The rarity of a word that no product holds."""
        return log(1 + 2 * max(len(self.products), 1))


def _titled(products: list[Shown]) -> Mapping[str, Sequence[int]]:
    """Products by their whole titles."""
    found: dict[str, list[int]] = defaultdict(list)
    for number, product in enumerate(products):
        for key in {compact(stems(words.title)) for words in product.texts.values()} if product.variants else ():
            found[key].append(number)
    return found


def _holders(products: list[Shown]) -> dict[tuple[str, str], frozenset[int]]:
    """Which products have a code, by (attribute or option, code); a category counts for all above it."""
    found: dict[tuple[str, str], set[int]] = defaultdict(set)
    for number, product in enumerate(products):
        for place in _places(product):
            found[place].add(number)
    return {place: frozenset(numbers) for place, numbers in found.items()}


def _places(product: Shown) -> set[tuple[str, str]]:
    """Its category paths, and its attributes and options with their codes."""
    places = {(name, code) for name, codes in product.attributes.items() for code in codes}
    places |= {(name, code) for variant in product.variants for name, code in variant.options.items()}
    parts = product.category.split("/")
    return places | {(CATEGORY, "/".join(parts[: n + 1])) for n in range(len(parts))}


def _fields(product: Shown, lexicon: Lexicon) -> dict[str, Counter[str]]:
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
    places = _places(product) | {(CATEGORY, part) for part in product.category.split("/")}
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


def _postings(documents: list[dict[str, Counter[str]]]) -> dict[str, list[Posting]]:
    averages = {
        name: max(sum(sum(d[name].values()) for d in documents) / max(len(documents), 1), 1.0) for name in WEIGHTS
    }
    postings: dict[str, list[Posting]] = defaultdict(list)
    for number, fields in enumerate(documents):
        counted: dict[str, dict[str, float]] = defaultdict(dict)
        for name, words in fields.items():
            length = 1 - _EVENNESS[name] + _EVENNESS[name] * sum(words.values()) / averages[name]
            for term, times in words.items():
                counted[term][name] = WEIGHTS[name] * times / length
        for term, parts in counted.items():
            total = sum(parts.values())
            best = max(parts, key=lambda name: (parts[name], name))
            postings[term].append(Posting(number, total / (_SATURATION + total), best))
    return dict(postings)
