"""How each kind of source is opened. A kind's code is imported when such a source is first read."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.jobs.access import Access
from catalog.items import SourceFailed

if TYPE_CHECKING:  # a shop without sources does not load SQLAlchemy
    from catalog.sync.take import Tells


@dataclass(frozen=True, slots=True)
class Asked:
    """What a source is asked for: all that it has, or (`since`) what changed after a moment.

    `cursor` is the last mark of a run that was left unfinished; `marks` is what the last opening gave (ETag …);
    `folder` is for files that are fetched.
    """

    name: str
    kind: str
    address: str
    settings: Mapping[str, Any]
    language: str
    currency: str
    folder: Path
    since: datetime | None = None
    cursor: str = ""
    marks: Mapping[str, str] = field(default_factory=dict)
    access: Access = field(default_factory=Access)


@dataclass(frozen=True, slots=True)
class Opened:
    """What it tells; None when it says that nothing has changed since `marks` were given."""

    told: "Tells | None"
    marks: Mapping[str, str] = field(default_factory=dict)
    goes_on: bool = False  # it began behind the cursor: what came before it is not told again


Opener = Callable[[Asked], AbstractAsyncContextManager[Opened]]


@dataclass(frozen=True, slots=True)
class Kind:
    """Where a kind's opener is (`module:name`), and whether it can tell what has changed since a moment."""

    opener: str
    tells_changes: bool = False


FILES = (
    "file",  # found out by its first bytes
    "google_xml",
    "google_table",
    "meta_xml",
    "meta_table",
    "shopify_csv",
    "woocommerce_csv",
    "naver_table",
    "json_lines",
    "table",
)
STORES = ("shopify", "woocommerce")
KINDS: dict[str, Kind] = {
    **{name: Kind("bot.jobs.files:open_feed") for name in FILES},
    **{name: Kind(f"bot.jobs.stores:open_{name}", tells_changes=True) for name in STORES},
}


@asynccontextmanager
async def open_source(asked: Asked) -> AsyncIterator[Opened]:
    """The source, opened. Raises SourceFailed."""
    kind = KINDS.get(asked.kind)
    if kind is None:
        raise SourceFailed(f"there is no kind {asked.kind}: {', '.join(KINDS)}")
    module, _, name = kind.opener.partition(":")
    opener: Opener = getattr(import_module(module), name)
    async with opener(asked) as opened:
        yield opened
