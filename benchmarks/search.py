"""What a search costs: `python -m benchmarks.search`. The demo's products, then 10,000 made-up ones.

Every query is read and found anew; the floor is one look-up of the folded query in a dictionary.
"""

import random
import sys
import time
from collections.abc import Sequence

from catalog.demo.load import read_products
from catalog.search.backend import SearchBackend
from catalog.search.embedded import EmbeddedSearch
from catalog.search.normal import fold
from catalog.shelf import Shelf
from catalog.wishes import Offered, Shown, Words

MANY = 10_000
TARGET = 25.0  # ms, p95 among the many
QUERIES = (
    *("red dress under 50", "vitamin c serum", "양말", "세일하는 머그컵", "serum for dry skin", "viatmin c serm"),
    *("white t-shirt in L", "something without perfume", "5만원 이하 니트", "건성피부세럼", "cheap candle"),
    *("moss cardigan xl", "waterproof hiking mug", "blue", "between 20 and 40", "iphone 15", "hand cream"),
    *("linen cusion", "do you have a lamp on sale", "무향 크림", "카디건", "gift set", "shampoo"),
)


def main() -> int:
    """Print the figures; 1 when the many cost more than the target."""
    demo = _demo_shelf()
    print(f"floor: {_floor():.4f} ms")
    _measure("demo", demo, rounds=20)
    return 0 if _measure("many", _many(demo, MANY), rounds=4) <= TARGET else 1


def _measure(name: str, shelf: Shelf, rounds: int) -> float:
    began = time.perf_counter()
    search = EmbeddedSearch(shelf)
    built = time.perf_counter() - began
    taken = sorted(_time(search, query) for _ in range(rounds) for query in QUERIES)
    p50, p95 = taken[len(taken) // 2], taken[int(len(taken) * 0.95)]
    print(f"{name}: {len(shelf.products)} products, built in {built:.2f} s, p50 {p50:.2f} ms, p95 {p95:.2f} ms")
    return p95


def _time(search: SearchBackend, query: str) -> float:
    began = time.perf_counter()
    search.find(search.read(query, "en"))
    return (time.perf_counter() - began) * 1_000


def _floor() -> float:
    known = {fold(query): query for query in QUERIES}
    began = time.perf_counter()
    for query in QUERIES:
        known.get(fold(query))
    return (time.perf_counter() - began) * 1_000 / len(QUERIES)


def _demo_shelf() -> Shelf:
    return Shelf(1, {data["id"]: _shown(data) for data in read_products()})


def _shown(data: dict[str, object]) -> Shown:
    texts = {language: Words(*data[language][:3]) for language in ("en", "ko")}  # type: ignore[index]
    variants = tuple(
        Offered(sku, options, price, sale, "USD", stock)
        for sku, options, price, sale, stock in (row[:5] for row in data["variants"])  # type: ignore[attr-defined]
    )
    attributes = {name: tuple(codes) for name, codes in data["attributes"].items()}  # type: ignore[attr-defined]
    return Shown(str(data["id"]), str(data["category"]), attributes, (), "", 50, texts, variants)


def _many(shelf: Shelf, count: int) -> Shelf:
    """The demo's words thrown together anew."""
    chance = random.Random(20261126)
    known: Sequence[Shown] = list(shelf.products.values())
    words = {code: [w for p in known for w in p.words(code).description.split()] for code in ("en", "ko")}
    made = {}
    for number in range(count):
        of = chance.choice(known)
        texts = {code: _words(of.words(code), words[code], chance) for code in ("en", "ko")}
        variants = tuple(
            Offered(f"{number}-{v.sku}", v.options, chance.randrange(500, 20_000), None, "USD", chance.randrange(9))
            for v in of.variants
        )
        made[f"p{number}"] = Shown(f"p{number}", of.category, of.attributes, (), "", 50, texts, variants)
    return Shelf(1, made)


def _words(of: Words, pool: Sequence[str], chance: random.Random) -> Words:
    title = " ".join([*of.title.split()[-1:], *chance.choices(pool, k=3)])
    return Words(title, of.tagline, " ".join(chance.choices(pool, k=20)))


if __name__ == "__main__":
    sys.exit(main())
