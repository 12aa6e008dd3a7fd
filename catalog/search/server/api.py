"""Meilisearch over HTTP, as far as it is needed: https://www.meilisearch.com/docs/reference/api

Every write is a task that the server takes up later, in the order in which it came; `add` and the others answer its
number. An error is told by its `code`; status codes differ between versions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from catalog.errors import CatalogError
from catalog.search.server.document import KEY

if TYPE_CHECKING:
    import httpx

NO_INDEX = "index_not_found"
UNFINISHED = frozenset({"enqueued", "processing"})


class ServerFailed(CatalogError):
    """The server did not do it: `code` is Meilisearch's (or `slow`, `away`, `garbage`, `http_…`), `retry_after` in
    seconds how long it wants to be left alone."""

    def __init__(self, code: str, why: str, retry_after: float | None = None) -> None:
        super().__init__(f"{code}: {why}"[:500])
        self.code, self.retry_after = code, retry_after


@dataclass(frozen=True, slots=True)
class Task:
    """What became of a write: enqueued, processing, succeeded, failed or canceled; and why."""

    status: str
    why: str = ""


class SearchServer:
    """`client` has the server's address and key; see `open_client`."""

    def __init__(self, client: "httpx.AsyncClient") -> None:
        self._client = client

    async def search(self, searches: Sequence[dict[str, Any]]) -> list[list[str]]:
        """The ids that each search finds, best first. Raises ServerFailed."""
        told = await self._ask("POST", "/multi-search", {"queries": list(searches)})
        try:
            found = [[str(hit[KEY]) for hit in each["hits"]] for each in told["results"]]
        except (KeyError, TypeError) as error:
            raise ServerFailed("garbage", "no results in the answer") from error
        if len(found) != len(searches):
            raise ServerFailed("garbage", f"{len(found)} results for {len(searches)} searches")
        return found

    async def create(self, index: str, settings: Mapping[str, Any]) -> int:
        """A new index, empty. Raises ServerFailed."""
        await self._write("POST", "/indexes", {"uid": index, "primaryKey": KEY})
        return await self._write("PATCH", f"/indexes/{index}/settings", dict(settings))

    async def add(self, index: str, documents: Sequence[dict[str, Any]]) -> int:
        """New documents, or others in the place of those with the same id. Raises ServerFailed."""
        return await self._write("POST", f"/indexes/{index}/documents", list(documents))

    async def remove(self, index: str, ids: Sequence[str]) -> int:
        """Take documents away; those that are not there do no harm. Raises ServerFailed."""
        return await self._write("POST", f"/indexes/{index}/documents/delete-batch", list(ids))

    async def drop(self, index: str) -> int:
        """Take a whole index away. Raises ServerFailed."""
        return await self._write("DELETE", f"/indexes/{index}", None)

    async def task(self, number: int) -> Task:
        """How far a write is. Raises ServerFailed."""
        return _task(await self._ask("GET", f"/tasks/{number}"))

    async def first_failure(self, index: str) -> str:
        """Why a write to this index failed, if one did. Raises ServerFailed."""
        told = await self._ask("GET", "/tasks", params={"indexUids": index, "statuses": "failed", "limit": "1"})
        results = told.get("results")
        return _task(results[0]).why if isinstance(results, list) and results else ""

    async def count(self, index: str) -> int | None:
        """How many documents an index holds; None when there is no such index. Raises ServerFailed."""
        try:
            told = await self._ask("GET", f"/indexes/{index}/stats")
        except ServerFailed as failed:
            if failed.code == NO_INDEX:
                return None
            raise
        return _number(told, "numberOfDocuments")

    async def close(self) -> None:
        """Let go of connections."""
        await self._client.aclose()

    async def _write(self, method: str, path: str, body: Any) -> int:
        return _number(await self._ask(method, path, body), "taskUid")

    async def _ask(self, method: str, path: str, body: Any = None, params: Any = None) -> dict[str, Any]:
        import httpx

        try:
            response = await self._client.request(method, path, json=body, params=params)
        except httpx.TimeoutException as error:
            raise ServerFailed("slow", type(error).__name__) from error
        except httpx.HTTPError as error:
            raise ServerFailed("away", f"{type(error).__name__} {error}") from error
        told = _json(response)
        if response.is_success and isinstance(told, dict):
            return told
        if response.is_success:
            raise ServerFailed("garbage", f"{method} {path} is answered with no JSON object")
        known = told if isinstance(told, dict) else {}
        code = str(known.get("code") or f"http_{response.status_code}")
        raise ServerFailed(code, str(known.get("message", ""))[:300], _seconds(response.headers.get("retry-after")))


def open_client(address: str, key: str, seconds: float) -> "httpx.AsyncClient":
    """A client for `SearchServer`; whoever opens it closes it."""
    import httpx

    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return httpx.AsyncClient(base_url=address, headers=headers, timeout=seconds, trust_env=False)


def _json(response: "httpx.Response") -> Any:
    try:
        return response.json()
    except ValueError:
        return None


def _number(told: dict[str, Any], name: str) -> int:
    value = told.get(name)
    if not isinstance(value, int):
        raise ServerFailed("garbage", f"no {name} in the answer")
    return value


def _task(told: Any) -> Task:
    if not isinstance(told, dict) or not isinstance(told.get("status"), str):
        raise ServerFailed("garbage", "no task in the answer")
    error = told.get("error")
    return Task(told["status"], str(error.get("message", "")) if isinstance(error, dict) else "")


def _seconds(text: str | None) -> float | None:
    """`Retry-After` in seconds; Meilisearch never names a date."""
    return float(text) if text and text.isdecimal() and len(text) < 6 else None
