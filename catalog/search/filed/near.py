"""Things of the same kind as the hits: `catalog.search.near`, for all of them at once."""

from collections.abc import Callable, Mapping, Sequence
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from catalog.search.filed.index import FiledIndex, Numbers
from catalog.search.kinds import Phrase
from catalog.search.near import JUDGED, LIKE_ENOUGH, MOST_HOLDERS, OTHERWISE, READ, TITLED, TOLD, shared_phrases
from catalog.search.rank import rarity_of

Floats = NDArray[np.float64]


def nearest(
    index: FiledIndex, best: Numbers, hits: Sequence[int], score: Callable[[Numbers], Floats]
) -> Sequence[int]:
    """Products with a price of the kinds of these hits, the nearest first. `best` is each product's best variant,
    `score` says how well products fit the query."""

    def says(phrase: Phrase) -> float:
        found = index.find(phrase[-1])
        return sqrt(len(phrase)) * (rarity_of(len(found.products), index.size) if found else 1.0)

    read = hits[:READ]
    weights = shared_phrases([{phrase for phrase, _ in index.own_kinds(number)} for number in read], says)
    if not weights:
        return []
    found = np.concatenate([index.of_kind(phrase)[0][:MOST_HOLDERS] for phrase in weights])
    _, first = np.unique(found, return_index=True)
    found = found[np.sort(first)].astype(np.int64)
    likeness = _likeness(index, found, weights)
    is_there = np.isin(index.categories[found], index.categories[np.array(read, np.int64)])
    likeness *= np.where(is_there, 1.0, OTHERWISE)
    likely = (likeness >= LIKE_ENOUGH * likeness.max(initial=0.0)) & ~np.isin(found, hits)
    found, likeness = found[likely], np.round(likeness[likely], 1)
    sold_out = ~index.columns.in_stock[best[found]] | (best[found] < 0)
    chosen = np.lexsort([-likeness, sold_out])[:JUDGED]
    found, likeness, sold_out = found[chosen], likeness[chosen], sold_out[chosen]
    order = np.lexsort([index.order[found], -score(found), -likeness, sold_out])
    found = found[order]
    numbers: list[int] = found[best[found] >= 0].tolist()
    return numbers


def _likeness(index: FiledIndex, found: Numbers, weights: Mapping[Phrase, float]) -> Floats:
    likeness = np.zeros(len(found))
    for phrase, weight in weights.items():
        products, titled = index.of_kind(phrase)
        spots = np.minimum(np.searchsorted(products, found), len(products) - 1)
        counts = np.where(titled[spots], TITLED, TOLD)
        likeness += weight * np.where(products[spots] == found, counts, 0.0)
    return likeness
