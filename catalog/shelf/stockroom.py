"""Where shelves come from: small catalogs are read into memory, large ones lie in files and are caught up.

A shop grows past the bound, or its changes past another: then a process of its own builds the next generation while
the shelf of before still answers, and is caught up as ever.
"""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import TYPE_CHECKING

from catalog.queries import Source, read_version
from catalog.shelf import queries
from catalog.shelf.beside import Builder
from catalog.shelf.rows import read_kept, read_shelf, renew_shelf
from catalog.shelf.snapshot import Shelf
from catalog.windows import to_micros

if TYPE_CHECKING:
    from catalog.shelf.large import Large

SMALL = 2_000  # products that are kept in memory
MOST_CHANGES = 2_000  # over a generation before the next is built, or …
SHARE_OF_CHANGES = 0.02  # … this share of it, if that is more
MOST_AT_ALL = 50_000  # changes that are kept in memory; more wait for the next generation

Reading = Callable[[], AbstractAsyncContextManager[Source]]


class Stockroom:
    """Makes each next shelf from the one before. `reading` opens a transaction."""

    def __init__(
        self, reading: Reading, builder: Builder, *, small: int = SMALL, most_changes: int = MOST_CHANGES
    ) -> None:
        self._reading, self.builder = reading, builder
        self._small, self._most_changes = small, most_changes

    async def renew(self, shelf: Shelf, now: datetime) -> Shelf:
        """The shelf of now. A shelf of version -1 is where to begin. The one of before is answered again as long as
        a catalog that has become large is built; at the beginning that is waited for, and NotBuilt may be raised."""
        before = _large(shelf)
        async with self._reading() as source:
            version = await read_version(source)
            may_be_small = before is None or len(before) < self._small // 2
            if may_be_small and await queries.count_products(source, self._small + 1) <= self._small:
                renewed = await renew_shelf(source, shelf, now) if shelf.version >= 0 else None
                return renewed or await read_shelf(source, now)
        base = await self._base(before, version) or await self._first(waits=shelf.version < 0)
        if base is None:
            return shelf
        return await self._caught_up(base, shelf.version if base is before else base.version, shelf, now)

    def has_news(self, shelf: Shelf) -> bool:
        """Whether a build has ended, or this shelf's files are damaged."""
        before = _large(shelf)
        return self.builder.has_ended or (before is not None and before.is_broken)

    async def close(self) -> None:
        """End a build that is under way."""
        await self.builder.close()

    async def _base(self, before: "Large | None", version: int) -> "Large | None":
        """What the next shelf stands on: a newer generation if there is one, else that of before."""
        if before is not None and before.is_broken:
            await asyncio.to_thread(self.builder.discard, before.folder)
        if before is not None and (before.is_broken or before.version > version):  # an older database came back
            before = None
        has_ended = self.builder.take_ended()
        if before is not None and not has_ended and before.layers.size <= self._bound(before):
            return before
        if self.builder.newest_version() <= (before.version if before else -1):
            return before
        return await asyncio.to_thread(self.builder.open, version) or before

    async def _first(self, *, waits: bool) -> "Large | None":
        """The first generation of all; None while it is being built and nobody can wait."""
        if not waits:
            self.builder.begin()
            return None
        base = None
        while base is None:
            await self.builder.build()
            async with self._reading() as source:
                version = await read_version(source)
            base = await self._base(None, version)
        return base

    async def _caught_up(self, base: "Large", known: int, shelf: Shelf, now: datetime) -> Shelf:
        """The base with all that has changed after version `known`, at this moment."""
        layers, labels = base.layers, shelf.labels
        async with self._reading() as source:
            version = await read_version(source)
            if version != known or base is not shelf.products:
                labels = await queries.read_labels(source)
                sold, gone = await queries.list_changed(source, known)
                if layers.size + len(sold) + len(gone) > MOST_AT_ALL:
                    self.builder.begin()
                    version = known  # the rest comes with the next generation
                else:
                    changed = [kept async for kept in read_kept(source, sold)]
                    gone += {*sold} - {kept.product.id for kept in changed}
                    layers = await asyncio.to_thread(layers.with_change, changed, gone)
        if layers.size > self._bound(base):
            self.builder.begin()
        large = base.moved_to(layers, to_micros(now) or 0)
        return Shelf(version, large, labels, large.next_change)

    def _bound(self, base: "Large") -> float:
        return max(self._most_changes, SHARE_OF_CHANGES * base.settled)


def _large(shelf: Shelf) -> "Large | None":
    """What lies in files, if this shelf does; without importing what only large ones need."""
    return shelf.products if shelf.contents.folder is not None else None  # type: ignore[return-value]
