"""Which size or colour of a product some words name, and how many of it: “the 50 ml”, “M please, two of them”."""

import re
from collections.abc import Iterator

from bot.actions.buying.amounts import find_amount
from bot.understanding.catalog import Picked
from bot.understanding.normal import fold
from bot.understanding.words import is_filler, is_korean_ending, stem
from catalog.search.embedded import search_of
from catalog.search.query import Filter
from catalog.shelf import Shelf
from catalog.wishes import Offered, Shown

_UNITS = frozenset({"ml", "l", "g", "kg", "cm", "mm", "ml로", "밀리"})
_BIG = frozenset({"L", "XL", "large", "larger", "largest", "big", "bigger", "biggest", "큰", "대용량"})
_SMALL = frozenset({"S", "XS", "small", "smaller", "smallest", "작은", "소용량"})
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_SEAM = re.compile(r"(?<=\d)(?=[^\W\d_])")  # between a number and its unit: `50|ml`


def what_is_picked(shelf: Shelf, sku: str, text: str, language: str) -> Picked:
    """What the words say of the product that this SKU belongs to. Handed to the understanding."""
    found = shelf.find_sku(sku)
    if found is None:
        return Picked()
    product = found[0]
    read = search_of(shelf).read(text, language).filters
    filters = tuple(one for one in read if not one.wishes[0].unwanted)  # `not green` asks for another thing
    words = _SEAM.sub(" ", fold(text)).split()
    labelled = {name: _labelled(shelf, product, name, words, language) for name in _options(product)}
    named = {name: codes for name in labelled if (codes := _meant(product, name, filters, words) or labelled[name])}
    used = {word for name, codes in named.items() for word in _words_for(shelf, name, codes, language)}
    used |= {word for one in filters if one.name in named for word in one.words}
    left = [word for word in words if not _is_used(word, used, bool(named))]
    amount = find_amount(left)
    rest = tuple(word for word in amount.rest if not is_filler(word)) if amount else tuple(left)
    return Picked(
        skus=tuple(variant.sku for variant in product.variants if _suits(variant, named)) if named else (),
        quantity=amount.quantity if amount else None,
        counted=amount is not None and amount.counted,
        rest=tuple(word for word in rest if not is_filler(word)),
    )


def _options(product: Shown) -> list[str]:
    return list(dict.fromkeys(name for variant in product.variants for name in variant.options))


def _meant(product: Shown, name: str, filters: tuple[Filter, ...], words: list[str]) -> set[str]:
    """The values of one option that the words mean to a search: `blue` is navy, too, where there is no blue."""
    there = list(dict.fromkeys(v.options[name] for v in product.variants if name in v.options))
    for wish in (wish for one in filters for wish in one.wishes if wish.name == name):
        if exact := next((code for code in wish.values if code in there), None):
            return {exact}
        if extreme := _extreme(there, set(wish.values)):
            return {extreme}
    extreme = _extreme(there, set(words))
    return {extreme} if extreme else set()


def _extreme(there: list[str], values: set[str]) -> str | None:
    """Of sizes in numbers, the large one or the small one."""
    sized = {code: float(number[0]) for code in there if (number := _NUMBER.match(code))}
    if len(sized) < max(2, len(there)):
        return None
    if values & _BIG:
        return max(sized, key=lambda code: sized[code])
    return min(sized, key=lambda code: sized[code]) if values & _SMALL else None


def _labelled(shelf: Shelf, product: Shown, name: str, words: list[str], language: str) -> set[str]:
    """The values of one option all of whose words are said."""
    said = {stem(word) for word in words}
    there = {v.options[name] for v in product.variants if name in v.options}
    labels = {code: (code, shelf.label(name, code, language), shelf.label(name, code, "en")) for code in there}
    return {code for code in there if any((told := _telling(label)) and told <= said for label in labels[code])}


def _telling(label: str) -> set[str]:
    return {stem(word) for word in _SEAM.sub(" ", fold(label)).split() if word not in _UNITS}


def _words_for(shelf: Shelf, name: str, codes: set[str], language: str) -> Iterator[str]:
    for code in codes:
        for label in (code, shelf.label(name, code, language), shelf.label(name, code, "en")):
            yield from _SEAM.sub(" ", fold(label)).split()
    yield from (fold(name), "size", "사이즈", *_BIG, *_SMALL)


def _is_used(word: str, used: set[str], named: bool) -> bool:
    """Whether the word named the option; `50 ml로` names 50 ml."""
    if word in used or stem(word) in used or (named and word in _UNITS):
        return True
    return any(word.startswith(one) and is_korean_ending(word[len(one) :]) for one in used if one)


def _suits(variant: Offered, named: dict[str, set[str]]) -> bool:
    return all(variant.options.get(name) in codes for name, codes in named.items())
