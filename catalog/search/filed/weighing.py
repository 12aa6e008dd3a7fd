"""From what each product says to the products of each word, with what the word counts for each."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog.search.filed.chunks import Chunks, Counted
from catalog.search.filed.segment import FIELDS, IN_TITLE, PREFIX, TYPES
from catalog.search.index import EVENNESS, FINEST, SATURATION, WEIGHTS

_NAMING = [FIELDS.index(name) for name in ("title", "category")]


def invert(
    chunks: Chunks, ranks: NDArray[np.int64], averages: Mapping[str, float], folder: Path | None
) -> tuple[dict[str, NDArray[Any]], NDArray[np.bool_]]:
    """The postings, and which words stand in a title or a label. `ranks` are the places of the words when sorted."""
    totals = np.zeros(len(ranks), np.int64)
    totals[ranks] = chunks.totals[: len(ranks)]
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(totals)])
    made = {name: _room(name, int(starts[-1]), folder) for name in ("products", "weights", "fields")}
    names, cursor = np.zeros(len(ranks), np.bool_), starts[:-1].copy()
    for counted in chunks.counted():
        rank = ranks[counted.words]
        order = np.argsort(rank, kind="stable")
        rank = rank[order]
        unique, first, lengths = np.unique(rank, return_index=True, return_counts=True)
        places = cursor[rank] + np.arange(len(rank)) - np.repeat(first, lengths)
        cursor[unique] += lengths
        weights, fields = _weighed(counted, averages)
        made["products"][places] = counted.products[order]
        made["weights"][places] = weights[order]
        made["fields"][places] = fields[order]
        names[rank[(counted.times[order][:, _NAMING] > 0).any(axis=1)]] = True
    return {**made, "starts": starts}, names


def _weighed(counted: Counted, averages: Mapping[str, float]) -> tuple[NDArray[np.uint16], NDArray[np.uint8]]:
    """What each word counts for its product, and the field that counts most."""
    evenness = np.array([EVENNESS[name] for name in FIELDS])
    average = np.array([averages[name] for name in FIELDS])
    weight = np.array([WEIGHTS[name] for name in FIELDS])
    lengths = (1 - evenness) + evenness * counted.lengths / average
    parts = weight * counted.times / lengths[counted.products - counted.first]
    total = sum((parts[:, FIELDS.index(name)] for name in WEIGHTS), np.zeros(len(parts)))
    best = len(FIELDS) - 1 - np.argmax(parts[:, ::-1], axis=1)  # of equals the last by name
    told = counted.times[:, FIELDS.index("title")] > 0
    fields = best.astype(np.uint8) | (told.astype(np.uint8) * np.uint8(IN_TITLE))
    return np.rint(total / (SATURATION + total) * FINEST).astype(np.uint16), fields


def _room(name: str, count: int, folder: Path | None) -> NDArray[Any]:
    if folder is None or not count:
        return np.empty(count, TYPES[name])
    path = folder / f"{PREFIX}{name}.npy"
    made: NDArray[Any] = np.lib.format.open_memmap(path, mode="w+", dtype=TYPES[name], shape=(count,))
    return made
