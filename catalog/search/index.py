"""An inverted list over everything that is said of the products, in all languages, weighted by where it is said."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from catalog.search.kinds import Kinds, Phrase
from catalog.search.lexicon import NOT_WORDS, Lexicon
from catalog.search.normal import compact, stems
from catalog.search.terms import Terms
from catalog.shelf import Shelf
from catalog.shelf.contents import paths_of
from catalog.wishes import CATEGORY, Shown, Words

WEIGHTS = {"title": 5.0, "category": 3.0, "tagline": 1.6, "description": 1.0}
EVENNESS = {"title": 0.4, "category": 0.2, "tagline": 0.5, "description": 0.75}  # how much length counts
SATURATION = 1.2
FINEST = 65_535  # steps of a weight from 0 to 1

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
        terms = Terms(lexicon.groups)
        documents = [fields_of(product, lexicon, terms) for product in self.products]
        self.kinds = Kinds.of(self.products)
        self.heads = [heads_of(phrases) for phrases in self.kinds.titled]
        self.numbers = {product.id: number for number, product in enumerate(self.products)}
        self.titled = _titled(self.products)
        self.averages = _averages(documents)
        self.postings: Mapping[str, list[Posting]] = _postings(documents, self.averages)
        self.title_words = [frozenset(fields["title"]) for fields in documents]
        self.names = frozenset(term for fields in documents for term in names_in(fields))
        self.holders = _holders(self.products)


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
    return places | {(CATEGORY, path) for path in paths_of(product)}


def fields_of(product: Shown, lexicon: Lexicon, terms: Terms) -> Document:
    """The terms of each of its fields."""
    told = {name: Counter[str]() for name in WEIGHTS}
    for words in product.texts.values():
        told["title"].update(terms.of(words.title)[0])
        told["tagline"].update(terms.of(words.tagline)[0])
        told["description"].update(terms.of(said_of(words))[0])
    for text in sayings(product):
        told["category"].update(terms.of(text)[0])
    told["category"].update(labels_of(product, lexicon))
    return told


def said_of(words: Words) -> str:
    """What a product's description and material say."""
    return f"{words.description} {words.material}"


def sayings(product: Shown) -> tuple[str, str]:
    """The words of its category and attributes that are no labels."""
    codes = (code for codes in product.attributes.values() for code in codes if code not in NOT_WORDS)
    category = product.category.replace("/", " ").replace("_", " ")
    return category, " ".join(str(code).replace("_", " ") for code in codes)


def labels_of(product: Shown, lexicon: Lexicon) -> set[str]:
    """The words of the labels of its category, attributes and options in every language."""
    places = places_of(product) | {(CATEGORY, part) for part in product.category.split("/")}
    return {term for place in places for label in lexicon.labels.get(place, ()) for term in label}


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
        length = 1 - EVENNESS[name] + EVENNESS[name] * sum(words.values()) / averages[name]
        for term, times in words.items():
            counted[term][name] = WEIGHTS[name] * times / length
    for term, parts in counted.items():
        total = sum(parts.values())
        best = max(parts, key=lambda name: (parts[name], name))
        yield term, Posting(number, round(total / (SATURATION + total) * FINEST) / FINEST, best)
