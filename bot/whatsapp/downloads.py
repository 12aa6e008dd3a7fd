"""Files of inbound messages, from Twilio's API: the account's credentials go to its own host and nowhere else.

Twilio answers with a redirect to wherever the file is stored; the way there is followed by hand, without
credentials, over https, and never into a private network (except where the provider is an emulator).
"""

import ipaddress
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from socket import AF_INET, AddressFamily
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from bot.errors import GiveUp, TryAgain
from bot.media.source import Gone, Stream
from bot.settings import DEMO_ACCOUNT_SID, Settings
from bot.whatsapp.client import CONNECT_SECONDS, at_stand_in, retry_after
from bot.whatsapp.lists import API

IN_FLIGHT = 16
SILENCE_SECONDS = 20.0  # of a connection that should bring bytes
CHUNK = 256 * 1024
MOST_REDIRECTS = 5
MOST_OF_LIST = 1024 * 1024  # bytes
_REDIRECTS = {301, 302, 303, 307, 308}


class TwilioMedia:
    """A `MediaSource` (bot/media/source.py). `close` it in the event loop that used it."""

    def __init__(self, settings: Settings) -> None:
        self._api_url = settings.twilio_api_url
        self._home = URL(self._api_url or API).origin()
        self._is_rehearsal = self._home.scheme == "http"
        account, token = settings.twilio_account_sid, settings.twilio_auth_token.get_secret_value()
        self._credentials = aiohttp.encode_basic_auth(account or DEMO_ACCOUNT_SID, token or "demo")
        self._pool: aiohttp.ClientSession | None = None

    @asynccontextmanager
    async def open(self, url: str) -> AsyncIterator[Stream]:
        """As `MediaSource.open`. The address of a message's Media list stands for its first file."""
        if url.endswith("/Media.json"):
            url = await self._first_of(url)
        response = await self._get(url)
        try:
            yield Stream(response.content_length, _chunks(response))
        finally:
            response.close()

    async def close(self) -> None:
        """Let go of connections."""
        if self._pool is not None:
            await self._pool.close()

    async def _first_of(self, url: str) -> str:
        response = await self._get(url)
        try:
            text = b""
            async for chunk in _chunks(response):
                text += chunk
                if len(text) > MOST_OF_LIST:
                    raise TryAgain("Twilio's list of files is too long")
        finally:
            response.close()
        return API + _first_uri(text).removesuffix(".json")

    async def _get(self, url: str) -> aiohttp.ClientResponse:
        """The answer at the end of all redirects, a good one."""
        where = URL(at_stand_in(url, self._api_url), encoded=True)
        is_home = True
        for _ in range(MOST_REDIRECTS + 1):
            self._check(where)
            is_home = is_home and where.origin() == self._home
            response = await self._ask(where, {"Authorization": self._credentials} if is_home else {})
            if response.status not in _REDIRECTS:
                return _checked(response)
            where = _next(where, response)
        raise TryAgain("the provider redirects without end")

    def _check(self, where: URL) -> None:
        """Raises GiveUp for an address that must not be asked."""
        if not where.host or (where.scheme != "https" and not self._is_rehearsal):
            raise GiveUp("the file's address is not https")
        if not self._is_rehearsal and not _is_public(where.host):
            raise GiveUp("the file's address is in a private network")

    async def _ask(self, where: URL, headers: dict[str, str]) -> aiohttp.ClientResponse:
        try:
            return await self._session().get(where, headers=headers, allow_redirects=False)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise TryAgain(f"the provider's file cannot be reached ({type(error).__name__})") from error

    def _session(self) -> aiohttp.ClientSession:
        if self._pool is None:
            resolver = None if self._is_rehearsal else PublicResolver(aiohttp.DefaultResolver())
            self._pool = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=IN_FLIGHT, resolver=resolver),
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS, sock_read=SILENCE_SECONDS),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"Accept-Encoding": "identity"},
            )
        return self._pool


class PublicResolver(AbstractResolver):
    """Finds no host that is in a private network."""

    def __init__(self, inner: AbstractResolver) -> None:
        self._inner = inner

    async def resolve(self, host: str, port: int = 0, family: AddressFamily = AF_INET) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        if not all(_is_public(each["host"]) for each in found):
            raise OSError(f"{host} is in a private network")
        return found

    async def close(self) -> None:
        await self._inner.close()


def _is_public(host: str) -> bool:
    """False for addresses that the internet does not lead to; names are judged when they are resolved."""
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return True


def _checked(response: aiohttp.ClientResponse) -> aiohttp.ClientResponse:
    """Raises Gone or TryAgain when it is no file."""
    status = response.status
    if status == 200:
        return response
    wait = retry_after(response.headers)
    response.close()
    if status in {404, 410}:
        raise Gone
    raise TryAgain(f"the provider answered {status}", wait)


def _next(where: URL, response: aiohttp.ClientResponse) -> URL:
    """Where a redirect leads; what it says of a user is left out. Addresses are signed: not a letter is changed."""
    location = response.headers.get("Location", "")
    response.close()
    if not location:
        raise TryAgain("the provider redirects to nowhere")
    try:
        return where.join(URL(location, encoded=True)).with_user(None)
    except ValueError:
        raise TryAgain("the provider redirects to nowhere") from None


async def _chunks(response: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    try:
        async for chunk in response.content.iter_chunked(CHUNK):
            yield chunk
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise TryAgain(f"the file broke off ({type(error).__name__})") from error


def _first_uri(text: bytes) -> str:
    """Raises Gone when the message has no file, TryAgain when the list cannot be read."""
    try:
        rows: list[dict[str, Any]] = json.loads(text)["media_list"]
        if not rows:
            raise Gone
        return str(rows[0]["uri"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise TryAgain("Twilio's list of files is not readable") from None
