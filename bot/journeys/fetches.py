"""The loop that asks web services for journeys: only public addresses, within limits; an answer is an event.

The journey's own timer ends the wait when no answer comes: nothing here can hold a journey up.
"""

import asyncio
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from bot.clock import Clock
from bot.coordination.coordinator import Coordinator
from bot.coordination.loop import work_for_ever
from bot.inbox.events import EventKind
from bot.inbox.queries import ADD_EVENTS, event_row
from bot.journeys import queries
from bot.log import get_log
from bot.storage.columns import dump_json, to_micros
from bot.storage.database import Database
from bot.storage.transactions import Row
from catalog.feeds.addresses import port_of, safe_address, split_url
from catalog.items import SourceFailed

if TYPE_CHECKING:
    import httpx

log = get_log(__name__)

AT_ONCE = 16
POLL = timedelta(seconds=1)
LEASE = timedelta(seconds=30)
LARGEST = 64 * 1024  # bytes of an answer
BELL = "fetches"


class FetchClerk:
    """Any number of processes. When one dies, its request may be made twice: services must bear it."""

    def __init__(self, database: Database, coordinator: Coordinator, clock: Clock) -> None:
        self._database, self._coordinator, self._clock = database, coordinator, clock
        self._under_way: set[asyncio.Task[None]] = set()
        self.own_network = False  # tests serve the answers from this machine

    async def run(self) -> None:
        """Ask for ever, a slow service beside the others; an error is logged and waited out."""
        try:
            await work_for_ever(self._start_due, self._coordinator, BELL, POLL, failed="fetches.not_made")
        finally:
            for task in self._under_way:
                task.cancel()
            await asyncio.gather(*self._under_way, return_exceptions=True)

    async def work_once(self) -> int:
        """Ask for what waits, and wait for the answers; answers how many."""
        started = await self._start_due()
        await asyncio.gather(*self._under_way)
        return started

    async def _start_due(self) -> int:
        """Begin to ask as many as there is room for; answers how many."""
        room, now = AT_ONCE - len(self._under_way), to_micros(self._clock.now())
        if not room:
            return 0
        async with self._database.read() as tx:
            if await tx.row(queries.ANY_FETCH, now) is None:
                return 0
        async with self._database.write() as tx:
            rows = await tx.rows(queries.TAKE_FETCHES, now, room, now + LEASE // timedelta(microseconds=1))
        for row in rows:
            task = asyncio.create_task(self._ask(row, now))
            self._under_way.add(task)
            task.add_done_callback(self._done)
        return len(rows)

    def _done(self, task: "asyncio.Task[None]") -> None:
        """There is room again. What could not be written down is asked once more when its lease is over."""
        if len(self._under_way) >= AT_ONCE:
            self._coordinator.wake(BELL)
        self._under_way.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("fetches.not_made", exc_info=error)

    async def _ask(self, row: Row, now: int) -> None:
        key, contact_id, enrollment, token, url, method, body, ends_at = row
        left = min((ends_at - now) / 1e6, LEASE.total_seconds() / 2)
        given = json.loads(body) if isinstance(body, str) else body
        told: dict[str, Any] = {"ok": True, "answer": None}
        error = ""
        try:
            async with asyncio.timeout(max(left, 0.1)):
                told["answer"] = await self._answer(url, method, given)
        except (SourceFailed, OSError, ValueError, TypeError, TimeoutError) as failed:
            error = (str(failed) or type(failed).__name__)[:300]
            told = {"ok": False, "answer": None, "why": error}
        event = dump_json({"name": "fetched", "data": {**told, "token": token}, "enrollment": enrollment})
        async with self._database.write() as tx:
            if await tx.run(queries.END_FETCH, key, to_micros(self._clock.now()), error):
                row = event_row(key, EventKind.JOURNEY, contact_id, event, now)
                await tx.insert(ADD_EVENTS, [row])
        self._coordinator.wake("turns")

    async def _answer(self, url: str, method: str, body: dict[str, Any]) -> Any:
        """The JSON that comes back. Raises SourceFailed or ValueError."""
        import httpx

        parts = split_url(url)
        if any(unquote(name) in (".", "..") for name in parts.path.split("/")):
            raise SourceFailed("the address climbs out of its folder")
        address = await safe_address(url, own_network=self.own_network)
        host = parts.hostname or ""
        literal = f"[{address}]" if ":" in address else address
        target = parts._replace(netloc=f"{literal}:{port_of(parts)}", fragment="").geturl()
        async with httpx.AsyncClient(timeout=LEASE.total_seconds(), trust_env=False) as client:
            try:
                request = client.build_request(
                    method,
                    target,
                    json=body if method == "POST" else None,
                    headers={"Host": host if parts.port is None else f"{host}:{parts.port}"},
                    extensions={"sni_hostname": host},
                )
                answer = await client.send(request, stream=True, follow_redirects=False)
                return _read(answer.status_code, await _within_limits(answer))
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise SourceFailed(str(error) or type(error).__name__, may_pass=True) from error


async def _within_limits(answer: "httpx.Response") -> bytes:
    try:
        pieces = b""
        async for piece in answer.aiter_bytes():
            pieces += piece
            if len(pieces) > LARGEST:
                raise SourceFailed(f"the answer is larger than {LARGEST} bytes")
        return pieces
    finally:
        await answer.aclose()


def _read(status: int, body: bytes) -> Any:
    if not 200 <= status < 300:
        raise SourceFailed(f"the service answered with HTTP {status}")
    try:
        return json.loads(body) if body.strip() else None
    except (ValueError, RecursionError) as error:
        raise SourceFailed("the answer is no JSON") from error
