"""The whole way of a large catalog: `python -m benchmarks.imported [products] [--variants 3]`.

A Google TSV is read with `shopclerk catalog sync` and becomes searchable with the first `shopclerk catalog search`,
which writes the snapshot and its index; a second search finds them there. Processor seconds and the most memory of
each command with the processes that it starts; beside them, what counting to ten million costs now.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.feeds import count, rows, write_tsv

SECONDS, MEGABYTES = 60.0, 1_000.0  # targets for 100,000 products


def main() -> int:
    """Print the figures; 1 when they are above the targets."""
    asked = argparse.ArgumentParser(description="What a large feed costs from its file to the first search.")
    asked.add_argument("products", type=int, nargs="?", default=100_000)
    asked.add_argument("--variants", type=int, default=3, metavar="N", help="variants of each product (3)")
    told = asked.parse_args()
    return measure(told.products, told.variants)


def measure(products: int, variants: int) -> int:
    """The same of so many products with so many variants each."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = rows(products, variants)
        write_tsv(folder / "feed.tsv", made)
        del made
        add = ("catalog", "add", "feed", "file", str(folder / "feed.tsv"), "--currency", "EUR")
        print(f"{products:,} products, variants of each: {variants}; counting: {count():.2f} s", flush=True)
        _run(folder, ("migrate",))
        _run(folder, add)
        search = ("catalog", "search", "linen shirt")
        told = [_told("imported", folder, ("catalog", "sync", "feed")), _told("indexed", folder, search)]
        _told("searched again", folder, search)
    seconds, most = sum(cpu for cpu, _ in told), max(memory for _, memory in told)
    print(
        f"imported and indexed: {seconds:.1f} s of processor time, {most:.0f} MB at most; counting: {count():.2f} s"
    )
    return 0 if seconds <= SECONDS and most <= MEGABYTES else 1


def _told(name: str, folder: Path, command: tuple[str, ...]) -> tuple[float, float]:
    began = time.perf_counter()
    cpu, memory = _run(folder, command)
    print(f"{name}: {time.perf_counter() - began:.1f} s, {cpu:.1f} s of processor time, {memory:.0f} MB", flush=True)
    return cpu, memory


def _run(folder: Path, command: tuple[str, ...]) -> tuple[float, float]:
    """Processor seconds and megabytes of one command."""
    settings = {"SHOPCLERK_DATABASE_URL": f"sqlite:///{folder}/shop.db"}
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", *command],
        env=os.environ | settings,
        stdout=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(process.pid, 0)
    assert status == 0, command
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1e3


if __name__ == "__main__":
    sys.exit(main())
