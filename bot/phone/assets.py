"""The page's own scripts, styles and drawings, read once and served with a version in their address.

Modules import one another by relative addresses, so the version is a folder in the path, not a query.
"""

import gzip
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

STATIC = Path(__file__).parent / "static"

CONTENT_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}

KEEP_FOR_EVER = "public, max-age=31536000, immutable"
ASK_EVERY_TIME = "no-cache"


@dataclass(frozen=True)
class Asset:
    """One file as it is served."""

    body: bytes
    content_type: str
    etag: str

    @cached_property
    def packed(self) -> bytes:
        """The same for browsers that unpack it: a quarter of the bytes."""
        return gzip.compress(self.body, 9, mtime=0)


@dataclass(frozen=True, slots=True)
class Assets:
    """Every file of the page. `version` changes when any of them does."""

    version: str
    files: dict[str, Asset]

    def find(self, path: str) -> tuple[Asset, str] | None:
        """The file behind `[version/]name` and its Cache-Control; another release's version gets today's file,
        which must then not be kept. A name may lie in a folder: `js/page.js`."""
        version, _, name = path.partition("/")
        asset = self.files.get(name) or self.files.get(path)
        if asset is None:
            return None
        return asset, KEEP_FOR_EVER if version == self.version else ASK_EVERY_TIME


def read_assets(folder: Path = STATIC, shared: Sequence[str] = ()) -> Assets:
    """Read the folder whole; it is small. Files of the phone that another page uses too are below its `phone/`."""
    found = sorted(path for path in folder.rglob("*") if path.suffix in CONTENT_TYPES)
    files = {path.relative_to(folder).as_posix(): _read(path) for path in found}
    files |= {f"phone/{name}": _read(STATIC / name) for name in shared}
    tags = "".join(f"{name}{asset.etag}" for name, asset in files.items())
    return Assets(hashlib.sha256(tags.encode()).hexdigest()[:12], files)


def _read(path: Path) -> Asset:
    body = path.read_bytes()
    tag = hashlib.sha256(body).hexdigest()[:20]
    return Asset(body, CONTENT_TYPES[path.suffix], f'"{tag}"')
