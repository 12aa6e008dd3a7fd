"""What has changed since a generation was built: a few small parts over the base, the newest on top."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from catalog.shelf.gather import gather
from catalog.shelf.kept import Kept
from catalog.shelf.parts import Part


@dataclass(frozen=True, eq=False)
class Layer:
    """Products that are new or other than below, and ids that are not sold any more."""

    part: Part
    ids: tuple[str, ...]
    gone: frozenset[str]
    hidden: NDArray[np.int64]  # numbers of the base that this layer replaces or takes away

    @property
    def size(self) -> int:
        return len(self.ids) + len(self.gone)

    def kept(self) -> Iterator[Kept]:
        """Its products, in the order of their ids."""
        return (self.part.decode(number) for number in range(self.part.count))


@dataclass(frozen=True, eq=False)
class Layers:
    """A base and what lies over it."""

    base: Part
    over: tuple[Layer, ...] = ()

    @cached_property
    def parts(self) -> Sequence[Part]:
        return (self.base, *(layer.part for layer in self.over))

    @property
    def size(self) -> int:
        """How many changes lie over the base."""
        return sum(layer.size for layer in self.over)

    def with_change(self, changed: Sequence[Kept], gone: Sequence[str]) -> "Layers":
        """One layer more; `changed` in the order of their ids. Layers of like size become one."""
        if not changed and not gone:
            return self
        over = [*self.over, self._layer(changed, frozenset(gone))]
        while len(over) > 1 and over[-1].size * 2 >= over[-2].size:
            top, below = over.pop(), over.pop()
            over.append(self._merge(below, top))
        return Layers(self.base, tuple(over))

    @cached_property
    def moved(self) -> dict[str, int | None]:
        """Ids of the layers → their number now; None when they are gone."""
        return self._placed[0]

    @cached_property
    def dead(self) -> NDArray[np.int64]:
        """Numbers that are not sold any more, or that have been replaced by later ones."""
        hidden = [layer.hidden for layer in self.over]
        return np.unique(np.concatenate([*hidden, np.array(self._placed[1], np.int64)]))

    @cached_property
    def _placed(self) -> tuple[dict[str, int | None], list[int]]:
        moved: dict[str, int | None] = {}
        replaced: list[int] = []
        first = self.base.count
        for layer in self.over:
            now = {id_: first + n for n, id_ in enumerate(layer.ids)} | dict.fromkeys(layer.gone)
            replaced += [was for id_ in now if (was := moved.get(id_)) is not None]
            moved |= now
            first += len(layer.ids)
        return moved, replaced

    def _layer(self, changed: Sequence[Kept], gone: frozenset[str]) -> Layer:
        ids = tuple(kept.product.id for kept in changed)
        numbers = (self.base.number_of(id_) for id_ in (*ids, *gone))
        hidden = np.array([number for number in numbers if number is not None], np.int64)
        return Layer(gather(changed), ids, gone, hidden)

    def _merge(self, below: Layer, top: Layer) -> Layer:
        newer = {*top.ids, *top.gone}
        known = [*(kept for kept in below.kept() if kept.product.id not in newer), *top.kept()]
        gone = (below.gone - set(top.ids)) | top.gone
        return self._layer(sorted(known, key=lambda kept: kept.product.id), gone)
