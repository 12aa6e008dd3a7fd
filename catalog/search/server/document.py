"""What the server is told of a product: its words, and what filters ask for.

One document per product, so that filters of the server let through a little too much: the lowest price that any of
its variants may have, on sale or not, and every code that any of them has. The shelf says what is so.
"""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from catalog.search.index import places_of
from catalog.search.lexicon import said_alike
from catalog.search.normal import stem, stems, tokens
from catalog.wishes import Shown

Labels = Mapping[tuple[str, str, str], str]

KEY = "id"
CODES, LOW, HIGH, ON_SALE, IN_STOCK, POPULARITY, ADDED = (
    "codes", "low", "high", "on_sale", "in_stock", "popularity", "added",
)  # fmt: skip
LONGEST = 4_000  # characters of a description

MOST_SYNONYMS = 50  # of one term, and
LONGEST_TERM = 3  # words: as many as the server heeds

#: What holds all words comes before what is in stock, and that before what has fewer slips.
_SETTINGS: dict[str, Any] = {
    "searchableAttributes": ["title", "words", "tagline", "description"],
    "filterableAttributes": [CODES, LOW, HIGH, ON_SALE, IN_STOCK],
    "sortableAttributes": [LOW, POPULARITY, ADDED],
    "displayedAttributes": [KEY],
    "rankingRules": [
        "words", f"{IN_STOCK}:desc", "sort", "typo", "proximity", "attribute", "exactness", f"{POPULARITY}:desc",
    ],
    "localizedAttributes": [
        {"attributePatterns": ["*.ja"], "locales": ["jpn"]},
        {"attributePatterns": ["*.zh"], "locales": ["cmn"]},
    ],
}  # fmt: skip

FORM = 3  # of documents: raised with whatever they hold otherwise


@cache
def settings() -> Mapping[str, Any]:
    """The settings of an index, with other words for the same things in all languages."""
    return {**_SETTINGS, "synonyms": _synonyms()}


@cache
def kind() -> str:
    """Changes with the settings and with what a document holds: an index of another kind is built anew."""
    return hashlib.sha256(json.dumps([FORM, settings()], sort_keys=True).encode()).hexdigest()[:12]


def document(product: Shown, words: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    """A product with every sale price, whether it holds now or not. `words` are `label_words(labels)`."""
    prices = [price for v in product.variants for price in (v.price, v.sale_price) if price is not None]
    names = {f"{name}={code}": words.get((name, code), "") for name, code in places_of(product)}
    told: dict[str, Any] = {
        KEY: product.id,
        "title": {language: each.title for language, each in product.texts.items()},
        "words": " ".join(_once([*names.values(), product.brand, *product.tags, *_bare(product)])),
        "tagline": {language: each.tagline for language, each in product.texts.items() if each.tagline},
        "description": {
            language: each.description[:LONGEST] for language, each in product.texts.items() if each.description
        },
        CODES: sorted(names),
        ON_SALE: any(v.sale_price is not None and v.sale_price < v.price for v in product.variants),
        IN_STOCK: int(any(v.stock > 0 for v in product.variants)),
        POPULARITY: product.popularity,
    }
    if prices:
        told |= {LOW: min(prices), HIGH: max(prices)}
    if product.added_at is not None:
        told[ADDED] = int(product.added_at.timestamp())
    return told


def label_words(labels: Labels) -> dict[tuple[str, str], str]:
    """What each code is called in all languages at once."""
    found: dict[tuple[str, str], list[str]] = {}
    for (name, code, _), text in labels.items():
        found.setdefault((name, code), []).append(text)
    return {key: " ".join(_once(texts)) for key, texts in found.items()}


def all_words(product: Shown) -> set[str]:
    """Every word of its texts, folded."""
    texts = [text for each in product.texts.values() for text in (each.title, each.tagline, each.description)]
    return {word for text in (*texts, product.brand, *product.tags) for word in tokens(text)}


def _bare(product: Shown) -> list[str]:
    """Its titles without the words' endings, where that makes them others."""
    titles = [tokens(each.title) for each in product.texts.values()]
    return [" ".join(map(stem, words)) for words in titles if list(map(stem, words)) != words]


def _synonyms() -> dict[str, list[str]]:
    """As they are asked for and as documents hold them: without endings."""
    found: dict[str, dict[str, None]] = {}
    for group in said_alike():
        phrases = list(dict.fromkeys(" ".join(stems(said)) for said in group))
        for phrase in phrases:
            if phrase and len(phrase.split()) <= LONGEST_TERM:
                found.setdefault(phrase, {}).update(dict.fromkeys(other for other in phrases if other != phrase))
    return {phrase: list(others)[:MOST_SYNONYMS] for phrase, others in sorted(found.items())}


def _once(texts: list[str]) -> list[str]:
    return [text for text in dict.fromkeys(texts) if text]
