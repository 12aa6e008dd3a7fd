"""Random shoppers in random shops: `python -m benchmarks.finder [--shoppers 1000] [--largest 50000]`.

Catalogs from 10 products up, with missing values, one-variant goods, much sold out and some without a price; wishes
that contradict each other, changes of mind, free text where the catalog is small. The floor of a question is one
pass over stock and prices. The last two columns are of shoppers who have one product in mind and answer truly (one
time in ten not at all): how often it is among the first three, and among the nine that are shown.
"""

import argparse
from random import Random
from statistics import median, quantiles
from time import perf_counter

import numpy as np

from tests.catalog.finder.shoppers import SMALL, Visit, codes_of, look_for, make_shelf, visit

SIZES = (10, 30, 100, 300, 1_000, 2_000, 10_000, 50_000)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shoppers", type=int, default=1_000)
    parser.add_argument("--largest", type=int, default=SIZES[-1])
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    chance = Random(given.seed)
    sizes = [size for size in SIZES if size <= given.largest]
    every: list[Visit] = []
    print("products   shoppers  empty  wrong  dead answers  questions  p50 ms  p95 ms  floor ms  in 3  in 9")
    for size in sizes:
        every += _at(chance, size, given.shoppers // len(sizes))
    _tell("all", every, "")


def _at(chance: Random, size: int, shoppers: int) -> list[Visit]:
    """So many shoppers in a few shops of this size."""
    shops = 1 if size > SMALL else max(2, shoppers // 25)
    visits, places, floor = list[Visit](), list[int | None](), 0.0
    for _ in range(shops):
        shelf = make_shelf(chance, size)
        codes = codes_of(shelf)
        visit(chance, shelf, codes, writes=False)  # what is looked up once
        visits += [visit(chance, shelf, codes, writes=size <= 300) for _ in range(max(1, shoppers // shops))]
        stocked = [product for _, product in shelf.numbered() if product.in_stock]
        places += [look_for(chance, shelf, chance.choice(stocked)) for _ in range(max(1, shoppers // shops))]
        columns = shelf.columns
        began = perf_counter()
        np.flatnonzero(columns.in_stock & (columns.to_pay < 5_000))
        floor = perf_counter() - began
    shares = (sum(place is not None and place < most for place in places) / len(places) for most in (3, 9))
    _tell(f"{size:,}", visits, f"{floor * 1_000:9.3f} " + " ".join(f"{share:5.0%}" for share in shares))
    return visits


def _tell(name: str, visits: list[Visit], more: str) -> None:
    spent = [second * 1_000 for each in visits for second in each.seconds]
    p95 = quantiles(spent, n=20)[-1]
    empty, dead = sum(each.is_empty for each in visits), sum(each.dead_answers for each in visits)
    wrong, asked = sum(each.wrong for each in visits), median(each.questions for each in visits)
    print(
        f"{name:>8} {len(visits):10} {empty:6} {wrong:6} {dead:13} {asked:10g} {median(spent):7.2f} "
        f"{p95:7.2f} {more}",
        flush=True,
    )


if __name__ == "__main__":
    main()
