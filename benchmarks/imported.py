"""The whole way of a large catalog: `python -m benchmarks.imported [products]`.

A Google TSV is read with `shopclerk catalog sync` and becomes searchable with the first `shopclerk catalog search`,
which writes the snapshot and its index; a second search finds them there. Processor seconds and the most memory of
each command with the processes that it starts; beside them, what counting to ten million costs now.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.feeds import COLOURS, count, rows, write_tsv

SECONDS, MEGABYTES = 60.0, 1_000.0  # targets for 100,000 products


def main() -> int:
    """Print the figures; 1 when they are above the targets."""
    products = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = rows(products)
        write_tsv(folder / "feed.tsv", made)
        del made
        add = ("catalog", "add", "feed", "file", str(folder / "feed.tsv"), "--currency", "EUR")
        print(f"{products:,} products, {len(COLOURS)} variants each; counting: {count():.2f} s")
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
