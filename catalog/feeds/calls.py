"""Calls of a store's API: patient with what may pass, clear about what will not."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any

from catalog.items import SourceFailed

if TYPE_CHECKING:
    import httpx

Sleep = Callable[[float], Awaitable[None]]

MOST_TRIES = 6
LONGEST_WAIT = 60.0  # seconds between tries
BUSY = (408, 425, 429)


class Calls:
    """One store. Waits as long as its answers say, else longer from try to try."""

    def __init__(
        self, client: "httpx.AsyncClient", store: str, sleep: Sleep = asyncio.sleep, tries: int = MOST_TRIES
    ) -> None:
        self._client, self._store, self.sleep, self._tries = client, store, sleep, tries

    async def send(self, method: str, url: str, **given: Any) -> "httpx.Response":
        """An answer with 2xx. Raises SourceFailed."""
        import httpx

        why = ""
        for attempt in range(self._tries):
            try:
                answer = await self._client.request(method, url, **given)
            except httpx.InvalidURL as error:
                raise SourceFailed(f"{self._store}: this is no address: {error}") from error
            except httpx.HTTPError as error:
                why, wait = f"it does not answer ({type(error).__name__})", 2.0**attempt
            else:
                if answer.is_success:
                    return answer
                if answer.status_code < 500 and answer.status_code not in BUSY:
                    raise SourceFailed(f"{self._store}: {_refusal(answer.status_code)}")
                why, wait = f"it cannot answer now (HTTP {answer.status_code})", _asked_wait(answer.headers, attempt)
            if attempt + 1 < self._tries:
                await self.sleep(min(wait, LONGEST_WAIT))
        raise SourceFailed(f"{self._store}: {why}", may_pass=True)

    def stream(self, url: str) -> "AbstractAsyncContextManager[httpx.Response]":
        """An answer that is read piece by piece; whatever it is."""
        return self._client.stream("GET", url)


def _asked_wait(headers: Mapping[str, str], attempt: int) -> float:
    told = headers.get("retry-after", "")
    try:
        return max(float(told), 0.1)
    except ValueError:
        return 2.0**attempt


def _refusal(status: int) -> str:
    words = {
        401: "it does not accept our key (HTTP 401): is the token right?",
        403: "our key may not read this (HTTP 403): does it have the rights to read products and stock?",
        404: "there is no such API (HTTP 404): is the address right?",
    }
    return words.get(status, f"it refuses (HTTP {status})")
