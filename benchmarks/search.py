"""What a search costs: `python -m benchmarks.search [--million]`.

The demo's products in memory, then 10,000 and 100,000 (and a million) made-up ones in files. Every query is read and
found anew; milliseconds are of processor time, as machines are shared. The floor is one pass over the very postings
that its words have: adding their weights up.
"""

import argparse
import random
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from catalog.demo.load import read_products
from catalog.search.embedded import EmbeddedSearch
from catalog.search.filed.build import Indexing
from catalog.search.filed.search import FiledSearch
from catalog.search.searching import Searching
from catalog.shelf import Shelf
from catalog.shelf.generation import Place
from catalog.shelf.kept import Kept
from catalog.shelf.large import Large
from catalog.shelf.overlay import Layers
from catalog.wishes import Offered, Shown, Words

TARGETS = {100_000: 8.0, 1_000_000: 25.0}  # ms, p95
QUERIES = (
    *("red dress under 50", "vitamin c serum", "양말", "세일하는 머그컵", "serum for dry skin", "viatmin c serm"),
    *("white t-shirt in L", "something without perfume", "5만원 이하 니트", "건성피부세럼", "cheap candle"),
    *("moss cardigan xl", "waterproof hiking mug", "blue", "between 20 and 40", "iphone 15", "hand cream"),
    *("linen cusion", "do you have a lamp on sale", "무향 크림", "카디건", "gift set", "shampoo"),
)


def main() -> int:
    """Print the figures; 1 when a query costs more than its target."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--million", action="store_true", help="a million products, too: some minutes")
    sizes = [10_000, 100_000, *([1_000_000] if parser.parse_args().million else [])]
    began = time.process_time()
    demo = EmbeddedSearch(_demo_shelf())
    print(f"200 products, in memory: made in {time.process_time() - began:.2f} s; {_told(demo, rounds=20)[1]}")
    missed = False
    for count in sizes:
        with tempfile.TemporaryDirectory() as folder:
            writer = get_context("spawn").Process(target=write, args=(Path(folder), count))
            writer.start()
            writer.join()
            p95, told = _told(FiledSearch(_open(Path(folder))), rounds=6)
            print(f"  {told}", flush=True)
            missed |= p95 > TARGETS.get(count, p95)
    return int(missed)


def write(folder: Path, count: int) -> None:
    """A generation with its index; prints what the index alone took, and the most memory of all."""
    indexing, taken = Indexing({}), 0.0
    with Place(folder, "made").writing(1) as writing:
        for product in _many(count):
            writing.gatherer.add(Kept(product))
            began = time.process_time()
            indexing.add(product)
            taken += time.process_time() - began
        began = time.process_time()
        indexing.finish(writing.folder)
        taken += time.process_time() - began
    peak = int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) / 1024  # type: ignore[index]
    size = sum(path.stat().st_size for path in writing.folder.glob("search*")) / 1e6
    told = f"indexed in {taken:.1f} s of processor time, {peak:.0f} MB at most, {size:.0f} MB on disk"
    print(f"{count:,} products, in files: {told}")


def _open(folder: Path) -> Shelf:
    generation = Place(folder, "made").newest(1)
    assert generation is not None
    return Shelf(1, Large(Layers(generation.part), 0, generation.folder, 1))


def _told(search: Searching, rounds: int) -> tuple[float, str]:
    """p95, and all figures as text."""
    for query in QUERIES:
        search.find(search.read(query, "en"))  # what was never asked is read from the disk
    taken = [_time(search, query) for _ in range(rounds) for query in QUERIES]
    p50, p95 = _percentiles(taken)
    told = f"p50 {p50:.2f} ms, p95 {p95:.2f} ms"
    if isinstance(search, FiledSearch):
        floor = _percentiles([_floor(search, query) for _ in range(rounds) for query in QUERIES])
        told += f"; floor p50 {floor[0]:.2f} ms, p95 {floor[1]:.2f} ms: {p95 / floor[1]:.1f} times"
    return p95, told


def _percentiles(taken: list[float]) -> tuple[float, float]:
    taken = sorted(taken)
    return taken[len(taken) // 2], taken[int(len(taken) * 0.95)]


def _time(search: Searching, query: str) -> float:
    began = time.thread_time()
    search.find(search.read(query, "en"))
    return (time.thread_time() - began) * 1_000


def _floor(search: FiledSearch, query: str) -> float:
    """Adding the weights of all words up, and finding the best."""
    ranking = search.ranking
    terms = [term for word in search.read(query, "en").words for term, _ in ranking.ways(word)]
    held = [found for term in terms if (found := search.index.find(term)) is not None]
    began = time.thread_time()
    scores = np.zeros(search.index.count)
    for found in held:
        scores[found.products] += found.weights
    scores.argmax()
    return (time.thread_time() - began) * 1_000


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


def _many(count: int) -> Iterator[Shown]:
    """The demo's words thrown together anew."""
    chance = random.Random(20261126)
    known: Sequence[Shown] = list(_demo_shelf().products.values())
    words = {code: [w for p in known for w in p.words(code).description.split()] for code in ("en", "ko")}
    for number in range(count):
        of = chance.choice(known)
        texts = {code: _words(of.words(code), words[code], chance) for code in ("en", "ko")}
        variants = tuple(
            Offered(f"{number}-{v.sku}", v.options, chance.randrange(500, 20_000), None, "USD", chance.randrange(9))
            for v in of.variants
        )
        yield Shown(f"p{number:07}", of.category, of.attributes, (), "", 50, texts, variants)


def _words(of: Words, pool: Sequence[str], chance: random.Random) -> Words:
    title = " ".join([*of.title.split()[-1:], *chance.choices(pool, k=3)])
    return Words(title, of.tagline, " ".join(chance.choices(pool, k=20)))


if __name__ == "__main__":
    sys.exit(main())
