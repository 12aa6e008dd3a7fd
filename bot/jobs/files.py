"""Feeds: a file on this machine, or one that is fetched when it has changed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.jobs.openers import Asked, Opened
from catalog.feeds.download import Fetched, Limits, download
from catalog.feeds.kinds import Kind
from catalog.feeds.reading import read_file
from catalog.feeds.terms import Columns, Terms
from catalog.items import SourceFailed


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
        fetched = await _fetch(asked, to)
        marks = {"etag": fetched.etag, "modified": fetched.modified}
        yield Opened(read_file(to, terms, kind) if fetched.changed else None, marks)
    finally:
        to.unlink(missing_ok=True)


async def _fetch(asked: Asked, to: Path) -> Fetched:
    import httpx

    known = asked.marks.get("etag") or asked.marks.get("modified")
    seen = Fetched(False, asked.marks.get("etag", ""), asked.marks.get("modified", "")) if known else None
    limits = Limits(own_network=bool(asked.settings.get("own_network", False)))
    async with httpx.AsyncClient(timeout=60, trust_env=False) as client:
        return await download(client, asked.address, to, seen, limits)


def _terms(asked: Asked) -> Terms:
    """The shop's own words for a file. Raises SourceFailed when its settings cannot be meant."""
    settings: dict[str, Any] = dict(asked.settings)
    try:
        columns = Columns.model_validate(settings.get("columns", {}))
    except ValidationError as error:
        raise SourceFailed(f"the settings of {asked.name}: {error.errors()[0]['msg']}") from error
    timezone, base = str(settings.get("timezone", "UTC")), str(settings.get("base_url", ""))
    return Terms(asked.currency, asked.language, timezone, base, columns)
