"""How the emulator calls webhooks: any HTTP client that can post. Ours is aiohttp, which is loaded anyway."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import aiohttp
from yarl import URL

IN_FLIGHT = 16
TIMEOUT = aiohttp.ClientTimeout(total=15, sock_connect=5)  # Twilio's default, in seconds


class Reply(Protocol):
    """What came back."""

    @property
    def status_code(self) -> int: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def text(self) -> str: ...


class Caller(Protocol):
    """Posts a body; an httpx client is one too. Raises OSError when nobody answers."""

    async def post(self, url: str, *, content: bytes, headers: dict[str, str]) -> Reply: ...
    async def aclose(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Read:
    """An answer, read whole."""

    status_code: int
    headers: Mapping[str, str]
    text: str


class AiohttpCaller:
    """Pooled connections, no cookies, no redirects, no proxies of this machine; addresses are called as written."""

    def __init__(self) -> None:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=IN_FLIGHT), timeout=TIMEOUT, cookie_jar=aiohttp.DummyCookieJar()
        )

    async def post(self, url: str, *, content: bytes, headers: dict[str, str]) -> Reply:
        address = URL(url, encoded=True)  # the signature is over these very letters
        call = self._session.post(address, data=content, headers=headers, allow_redirects=False)
        try:
            async with call as answer:
                return Read(answer.status, answer.headers, await answer.text(errors="replace"))
        except aiohttp.ClientError as error:
            raise ConnectionError(str(error)) from error

    async def aclose(self) -> None:
        await self._session.close()
