"""Feeds: a file on this machine, or one that is fetched when it has changed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path

from bot.jobs.openers import Asked, Opened
from catalog.feeds.download import Fetched, Limits, download
from catalog.feeds.kinds import Kind
from catalog.feeds.reading import read_file
from catalog.feeds.terms import Terms


@asynccontextmanager
async def open_feed(asked: Asked) -> AsyncIterator[Opened]:
    """The whole file, always from its beginning: what is the same costs a look, and a file may have changed."""
    terms = _terms(asked)
    kind = None if asked.kind == "file" else Kind(asked.kind)
    if not asked.address.startswith(("http://", "https://")):
        yield Opened(read_file(Path(asked.address), terms, kind))
        return
    asked.folder.mkdir(parents=True, exist_ok=True)
    to = asked.folder / f"{asked.name}.feed"
    try:
        fetched = await _fetch(asked, to, terms)
        marks = {"etag": fetched.etag, "modified": fetched.modified, "read_as": _read_as(terms)}
        yield Opened(read_file(to, terms, kind) if fetched.changed else None, marks)
    finally:
        to.unlink(missing_ok=True)


async def _fetch(asked: Asked, to: Path, terms: Terms) -> Fetched:
    import httpx

    is_same = asked.marks.get("read_as", "") == _read_as(terms)
    known = is_same and (asked.marks.get("etag") or asked.marks.get("modified"))
    seen = Fetched(False, asked.marks.get("etag", ""), asked.marks.get("modified", "")) if known else None
    limits = Limits(own_network=bool(asked.settings.get("own_network", False)))
    async with httpx.AsyncClient(timeout=60, trust_env=False) as client:
        return await download(client, asked.address, to, seen, limits)


def _terms(asked: Asked) -> Terms:
    """What the shop says of a file that does not say it itself."""
    base, own = str(asked.settings.get("base_url", "")), asked.access
    return Terms(asked.currency, asked.language, own.timezone, base, own.columns_of(asked.name))


def _read_as(terms: Terms) -> str:
    """Changes with what decides how a file is read: then it is read again, though it is the same file."""
    return sha256(repr(terms).encode()).hexdigest()[:16]
