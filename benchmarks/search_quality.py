"""How good the search is: `python -m benchmarks.search_quality [building|judging] [--meaning]`.

A made-up shop of 2,500 products, some 450 queries with judged answers, clean and mistyped; NDCG@10 by sort of query.
The shop `judging` shares no kind of thing with `building`, which the search may be tuned on.
"""

import random
import sys
from collections import defaultdict
from collections.abc import Sequence
from math import log2
from pathlib import Path

from benchmarks.judged.queries import Asked, make_queries, mistype
from benchmarks.judged.shop import Good, make_shop
from catalog.search.backend import SearchBackend
from catalog.search.embedded import EmbeddedSearch
from catalog.search.meaning import E5, Store
from catalog.shelf import Shelf
from catalog.wishes import Offered, Shown, Words

CLEAN, TYPOS = 0.965, 0.935


def main() -> int:
    """Print the figures of one shop; 1 when they are below the target."""
    shop = sys.argv[1] if len(sys.argv) > 1 else "judging"
    goods = make_shop(shop)
    search = EmbeddedSearch(as_shelf(goods))
    if "--meaning" in sys.argv:
        search.learn(Store(E5(), Path("var/meanings")))
    asked = make_queries(goods)
    chance = random.Random(3)
    clean = _print("clean", search, goods, [(one, one.text) for one in asked])
    typos = _print("typos", search, goods, [(one, mistype(one.text, chance)) for one in asked])
    return 0 if clean >= CLEAN and typos >= TYPOS else 1


def as_shelf(goods: Sequence[Good]) -> Shelf:
    """The goods on a shelf, with labels as a sync would write them."""
    labels = {("colour", colour, "en"): colour for good in goods for colour, _ in good.stock}
    labels |= {("category", part.lower(), "en"): part for good in goods for part in good.kind.path.split(" > ")}
    return Shelf(1, {good.id: _shown(good) for good in goods}, labels)


def _shown(good: Good) -> Shown:
    traits = {"brand": (good.brand.lower(),), "material": (good.material,), "gender": (good.gender,)}
    variants = tuple(
        Offered(f"{good.id}-{n}", _options(colour, size), good.price, good.sale_price, "USD", stock)
        for n, ((colour, size), stock) in enumerate(good.stock.items())
    )
    path = "/".join(part.lower().replace(" ", "_") for part in good.kind.path.split(" > "))
    traits = {name: codes for name, codes in traits.items() if codes[0]}
    return Shown(good.id, path, traits, (), "", 0, {"en": Words(good.title, description=good.text)}, variants)


def _options(colour: str, size: str) -> dict[str, str]:
    return {"colour": colour} | ({"size": size} if size else {})


def _print(name: str, search: SearchBackend, goods: Sequence[Good], asked: Sequence[tuple[Asked, str]]) -> float:
    by_sort: dict[str, list[float]] = defaultdict(list)
    for one, text in asked:
        by_sort[one.sort].append(_ndcg(search, goods, one, text))
    scores = [score for found in by_sort.values() for score in found]
    mean = sum(scores) / len(scores)
    print(f"{name}: {len(scores)} queries, NDCG@10 {mean:.3f}")
    for sort, found in sorted(by_sort.items()):
        print(f"  {sort:14} {sum(found) / len(found):.3f}")
    return mean


def _ndcg(search: SearchBackend, goods: Sequence[Good], asked: Asked, text: str) -> float:
    grade = {good.id: asked.judge(good) for good in goods}
    found = search.find(search.read(text, "en"), limit=10, near=True).ranked[:10]
    best = sorted(grade.values(), reverse=True)[:10]
    return _gain([grade[result.product.id] for result in found]) / _gain(best)


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / log2(place + 2) for place, grade in enumerate(grades))


if __name__ == "__main__":
    sys.exit(main())
