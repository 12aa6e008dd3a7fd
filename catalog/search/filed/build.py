"""Writes the index of a generation into its folder, in the same pass in which its records are written."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryFile

from catalog.search.filed.gather import Gatherer
from catalog.search.filed.segment import save
from catalog.search.lexicon import Lexicon
from catalog.wishes import Shown


class Indexing:
    """One index under way. `labels` are those of all codes; what was said lies in a file without a name."""

    def __init__(self, labels: Mapping[tuple[str, str, str], str]) -> None:
        self._sink = TemporaryFile()  # noqa: SIM115 - closed by `finish`
        self._gatherer = Gatherer(Lexicon.made(labels, {}, ()), self._sink)

    def add(self, product: Shown) -> None:
        """The next product, in the order of ids."""
        self._gatherer.add(product)

    def finish(self, folder: Path) -> None:
        """Write the files."""
        with self._sink:
            save(folder, *self._gatherer.finish(folder))
