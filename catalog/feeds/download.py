"""Fetches a feed to a file: only from public addresses, only when it has changed, within limits."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from catalog.feeds.addresses import port_of, safe_address, split_url
from catalog.items import SourceFailed

if TYPE_CHECKING:
    import httpx

MOST_REDIRECTS = 5
_BUSY = (408, 425, 429)


@dataclass(frozen=True, slots=True)
class Limits:
    """`bytes` as they travel; `seconds` of the whole download; `own_network` allows private addresses."""

    bytes: int = 2 << 30
    seconds: float = 1800
    own_network: bool = False


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came: `changed` is False when the server says that nothing has; both marks are for the next time."""

    changed: bool
    etag: str = ""
    modified: str = ""
    size: int = 0
    name: str = ""  # the last part of the address, for `detect`
    content_type: str = ""  # as the server says, without parameters


async def download(
    client: "httpx.AsyncClient", url: str, to: Path, seen: Fetched | None = None, limits: Limits | None = None
) -> Fetched:
    """The file at a URL. `to` is written only when the whole of it has come. `seen` is what the last time returned.

    Every redirect is looked at like the first address, and the address that was looked at is the one connected to.
    Raises SourceFailed, saying whether later may help.
    """
    import httpx  # loaded by whoever has a client

    bounds = limits or Limits()
    part = to.with_name(to.name + ".part")
    try:
        async with asyncio.timeout(bounds.seconds), _answer(client, url, seen, bounds) as answer:
            if answer.status_code == 304 and seen:
                return Fetched(False, seen.etag, seen.modified, 0, seen.name)
            size = await _write(answer, part, bounds)
            await asyncio.to_thread(part.replace, to)
            marks = (answer.headers.get("etag", "")[:300], answer.headers.get("last-modified", "")[:100])
            told = answer.headers.get("content-type", "").partition(";")[0].strip().lower()[:100]
            return Fetched(True, *marks, size, split_url(url).path.rpartition("/")[2], told)
    except TimeoutError as error:
        raise SourceFailed(f"the download took longer than {bounds.seconds:g} seconds", may_pass=True) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise SourceFailed(f"the download failed: {error or type(error).__name__}", may_pass=True) from error
    finally:
        await asyncio.to_thread(part.unlink, missing_ok=True)


@asynccontextmanager
async def _answer(
    client: "httpx.AsyncClient", url: str, seen: Fetched | None, limits: Limits
) -> AsyncIterator["httpx.Response"]:
    """The answer behind all redirects. A password in the URL goes only to the host that it was given for."""
    first = split_url(url)
    for _ in range(MOST_REDIRECTS + 1):
        request = await _request(client, url, seen, limits)
        if split_url(url).hostname == first.hostname and first.username is not None:
            request.headers["authorization"] = _basic(first.username, first.password or "")
        answer = await client.send(request, stream=True, follow_redirects=False)
        try:
            if not answer.has_redirect_location:
                _refuse_failure(answer.status_code)
                yield answer
                return
        finally:
            await answer.aclose()
        before, url = url, urljoin(url, answer.headers["location"])
        if before.startswith("https:") and not url.startswith("https:"):
            raise SourceFailed("the server sends on from https to http: that is not followed")
    raise SourceFailed(f"the server sends on more than {MOST_REDIRECTS} times")


async def _request(client: "httpx.AsyncClient", url: str, seen: Fetched | None, limits: Limits) -> "httpx.Request":
    """To the address that was found safe; the name stays in the Host header and in the certificate's check."""
    parts = split_url(url)
    address = await safe_address(url, own_network=limits.own_network)
    host = parts.hostname or ""
    headers = {"Accept-Encoding": "identity", "Host": host if parts.port is None else f"{host}:{parts.port}"}
    if seen and seen.etag:
        headers["If-None-Match"] = seen.etag
    if seen and seen.modified:
        headers["If-Modified-Since"] = seen.modified
    literal = f"[{address}]" if ":" in address else address
    target = parts._replace(netloc=f"{literal}:{port_of(parts)}", fragment="").geturl()
    return client.build_request("GET", target, headers=headers, extensions={"sni_hostname": host})


def _refuse_failure(status: int) -> None:
    if status in (200, 304):
        return
    if status >= 500 or status in _BUSY:
        raise SourceFailed(f"the server is not able to answer now (HTTP {status})", may_pass=True)
    raise SourceFailed(f"the server refuses with HTTP {status}")


async def _write(answer: "httpx.Response", part: Path, limits: Limits) -> int:
    """The bytes as they travel: gzip is unpacked when the file is read, under limits of its own."""
    coding = answer.headers.get("content-encoding", "identity").lower()
    if coding not in ("", "identity", "gzip", "x-gzip"):
        raise SourceFailed(f"the server packs with {coding}, which was not asked for")
    told = answer.headers.get("content-length", "")
    if told.isdecimal() and int(told) > limits.bytes:
        raise SourceFailed(f"the file is larger than {limits.bytes:,} bytes")
    size = 0
    with part.open("wb") as file:
        async for piece in answer.aiter_raw(1 << 18):
            size += len(piece)
            if size > limits.bytes:
                raise SourceFailed(f"the file is larger than {limits.bytes:,} bytes")
            await asyncio.to_thread(file.write, piece)
    return size


def _basic(name: str, password: str) -> str:
    import base64
    from urllib.parse import unquote

    return "Basic " + base64.b64encode(f"{unquote(name)}:{unquote(password)}".encode()).decode()
