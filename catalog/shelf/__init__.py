"""The shelf: everything that is sold now, as one immutable snapshot (docs/decisions/0012-a-snapshot-in-files.md)."""

from catalog.shelf.rows import read_shelf
from catalog.shelf.snapshot import Shelf

__all__ = ["Shelf", "read_shelf"]
