"""What has changed between two shelves of one generation, brought into the index of the first.

The index of before stays as it is: lists that change are copied, all others are shared. A product keeps its number in
the index; one that is gone leaves a number without variants, which nothing finds.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from catalog.search.index import (
    WEIGHTS,
    Document,
    Index,
    Posting,
    fields_of,
    heads_of,
    names_in,
    places_of,
    rarity_of,
    titles_of,
    weighed,
)
from catalog.search.lexicon import SIZE, Lexicon
from catalog.search.normal import compact, tokens
from catalog.shelf import Shelf
from catalog.wishes import Shown

if TYPE_CHECKING:
    from catalog.shelf.large import Large

_NOTHING: Document = {name: Counter() for name in WEIGHTS}
Changed = Mapping[str, Shown | None]  # product id → what it is now; None: not sold any more


@dataclass(frozen=True)
class Brought:
    """The words that changed products say: all, those of titles and labels, and their sizes."""

    terms: frozenset[str]
    names: frozenset[str]
    sizes: frozenset[str]


def are_of_one_generation(one: Shelf, other: Shelf) -> bool:
    """Whether both lie in files, over the same base."""
    if one.folder is None or other.folder is None:
        return False
    return _large(one).layers.base is _large(other).layers.base


def changes(before: Shelf, shelf: Shelf, index: Index) -> Changed:
    """Products of `shelf` that are other than the index of `before` knows them."""
    ids = _touched(before, shelf)
    now = {id_: shelf.products.get(id_) for id_ in sorted(ids)}
    return {id_: product for id_, product in now.items() if product != _known(index, id_)}


def renewed(index: Index, changed: Changed, lexicon: Lexicon) -> tuple[Index, Brought]:
    """An index in which these products are what they are now."""
    made = copy(index)
    made.products, made.numbers = index.products[:], dict(index.numbers)
    made.title_words, made.heads = index.title_words[:], index.heads[:]
    numbered = _numbered(made, changed)
    documents = {n: fields_of(made.products[n], lexicon) if sold else _NOTHING for n, sold in numbered.items()}
    was = {n: index.products[n] for n in numbered if n < len(index.products)}
    _put_postings(made, index, documents, {term for product in was.values() for term in _terms(product, lexicon)})
    _put_places(made, index, numbered, was)
    _put_kinds(made, index, numbered)
    for number, fields in documents.items():
        made.title_words[number] = frozenset(fields["title"])
    names = frozenset(term for fields in documents.values() for term in names_in(fields))
    terms = frozenset(term for fields in documents.values() for words in fields.values() for term in words)
    made.names = index.names | names
    return made, Brought(terms, names, sizes_of(made.products[n] for n in numbered))


def sizes_of(products: Iterable[Shown]) -> frozenset[str]:
    """The sizes in which these are sold."""
    codes = {v.options[SIZE] for p in products for v in p.variants if SIZE in v.options}
    return frozenset(compact(tokens(code)) for code in codes)


def _touched(before: Shelf, shelf: Shelf) -> set[str]:
    """Ids that may be other in `shelf`: of layers that only one of them has, and what a sale has changed."""
    was, now = _large(before), _large(shelf)
    old, new = was.layers.over, now.layers.over
    ids = {id_ for layer in {*old} ^ {*new} for id_ in (*layer.ids, *layer.gone)}
    if before.next_change == shelf.next_change:
        return ids
    ids.update(was.layers.moved, now.layers.moved)
    one, other = was.columns, now.columns
    count = int(other.starts[now.settled])
    differs = (one.to_pay[:count] != other.to_pay[:count]) | (one.on_sale[:count] != other.on_sale[:count])
    return ids.union(other.ids[number] for number in other.product_of[:count][differs].tolist())


def _large(shelf: Shelf) -> "Large":
    return shelf.products  # type: ignore[return-value]


def _known(index: Index, product_id: str) -> Shown | None:
    number = index.numbers.get(product_id)
    return None if number is None else index.products[number]


def _numbered(made: Index, changed: Changed) -> dict[int, bool]:
    """Put the products where they belong, new ones at the end. Answers their numbers, and whether they are sold."""
    numbered: dict[int, bool] = {}
    for id_, product in changed.items():
        if product is None:
            number = made.numbers.pop(id_)
            made.products[number] = replace(made.products[number], variants=())
        elif id_ in made.numbers:
            number = made.numbers[id_]
            made.products[number] = product
        else:
            number = made.numbers[id_] = len(made.products)
            made.products.append(product)
            made.title_words.append(frozenset())
            made.heads.append(frozenset())
        numbered[number] = product is not None
    return numbered


def _terms(product: Shown, lexicon: Lexicon) -> Iterable[str]:
    return (term for words in fields_of(product, lexicon).values() for term in words)


def _put_postings(made: Index, index: Index, documents: Mapping[int, Document], left: Iterable[str]) -> None:
    brought: dict[str, list[Posting]] = defaultdict(list)
    for number, fields in documents.items():
        for term, posting in weighed(number, fields, index.averages):
            brought[term].append(posting)
    postings, rarity = dict(index.postings), dict(index.rarity)
    for term in {*brought, *left}:
        kept = [posting for posting in index.postings.get(term, ()) if posting.product not in documents]
        kept += brought.get(term, ())
        postings.pop(term, None)
        rarity.pop(term, None)
        if kept:
            postings[term], rarity[term] = kept, rarity_of(len(kept), len(made.numbers))
    made.postings, made.rarity = postings, rarity


def _put_places(made: Index, index: Index, numbered: Mapping[int, bool], was: Mapping[int, Shown]) -> None:
    """Codes and whole titles."""
    holders, titled = dict(index.holders), dict(index.titled)
    for number, product in was.items():
        for place in places_of(product):
            holders[place] = holders.get(place, frozenset()) - {number}
        for key in titles_of(product):
            titled[key] = [other for other in titled.get(key, ()) if other != number]
    for number, sold in numbered.items():
        for place in places_of(made.products[number]) if sold else ():
            holders[place] = holders.get(place, frozenset()) | {number}
        for key in titles_of(made.products[number]):
            titled[key] = sorted([*titled.get(key, ()), number], key=lambda n: made.products[n].id)
    made.holders, made.titled = holders, titled


def _put_kinds(made: Index, index: Index, numbered: Mapping[int, bool]) -> None:
    more = [()] * (len(made.products) - len(index.products))
    titled, told = [*index.kinds.titled, *more], [*index.kinds.told, *more]
    holders = dict(index.kinds.holders)
    for number, sold in numbered.items():
        for phrase in {*titled[number], *told[number]}:
            holders[phrase] = tuple(other for other in holders[phrase] if other != number)
        titled[number], told[number] = index.kinds.read(made.products[number]) if sold else ((), ())
        for phrase in {*titled[number], *told[number]}:
            holders[phrase] = (*holders[phrase], number)
        made.heads[number] = heads_of(titled[number])
    made.kinds = replace(index.kinds, titled=titled, told=told, holders=holders)
