"""Coordination between processes that share a PostgreSQL and have no Redis: wake-ups and live updates by NOTIFY.

One connection, opened when first needed, tells and hears. What is said outside of any transaction writes nothing and
waits for no disk; what is said within a few milliseconds leaves together. Send rates are each process's own. Nothing
in here raises: without the connection it is a lonely process that polls.
"""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import uuid4

import asyncpg

from bot.coordination.in_process import InProcessCoordinator
from bot.log import get_log
from bot.storage.postgres import AWAY, PostgresStore

CHANNEL = "shopclerk"
GAP_SECONDS = 0.005  # between two tellings
REST_SECONDS = 1.0  # between two attempts to connect
LAST_SECONDS = 0.5  # for what was said just before the end
PENDING = 1_000  # live updates kept while there is no connection; of more, the newest
LONGEST = 7_900  # bytes: PostgreSQL's limit is 8,000
GONE = (*AWAY, asyncpg.InterfaceError, asyncpg.PostgresError, TimeoutError)

log = get_log(__name__)


class PostgresCoordinator(InProcessCoordinator):
    """The one of this process, and what other processes say."""

    def __init__(self, store: PostgresStore) -> None:
        super().__init__()
        self._store = store
        self._me = uuid4().hex[:12]
        self._topics: set[str] = set()
        self._updates: deque[str] = deque(maxlen=PENDING)
        self._untold = asyncio.Event()
        self._all_told = asyncio.Event()
        self._all_told.set()
        self._task: asyncio.Task[None] | None = None
        self._was_lost = False

    def wake(self, topic: str) -> None:
        super().wake(topic)
        self._topics.add(topic)
        self._tell()

    async def wait(self, topic: str, timeout: timedelta) -> None:
        self._run()
        await super().wait(topic, timeout)

    def publish(self, channel: str, data: dict[str, Any]) -> None:
        super().publish(channel, data)
        self._updates.append(json.dumps([channel, data], separators=(",", ":")))
        self._tell()

    def listen(self, channel: str) -> AsyncIterator[dict[str, Any]]:
        self._run()
        return super().listen(channel)

    async def close(self) -> None:
        """What was said just before still goes out, if the database is there."""
        if self._task is None:
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(self._all_told.wait(), LAST_SECONDS)
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task
        self._task = None

    def _tell(self) -> None:
        self._untold.set()
        self._all_told.clear()
        self._run()

    def _run(self) -> None:
        if self._task is None:
            self._task = asyncio.create_task(self._keep_at_it(), name="postgres wake-ups")

    async def _keep_at_it(self) -> None:
        while True:
            try:
                await self._stay_connected()
            except GONE as error:
                if not self._was_lost:
                    log.warning("wakes.gone", error=type(error).__name__)
                self._was_lost = True
                await asyncio.sleep(REST_SECONDS)

    async def _stay_connected(self) -> None:
        connection = await self._store.connect()
        try:
            connection.add_termination_listener(lambda _: self._untold.set())
            await connection.add_listener(CHANNEL, self._hear)
            self._bells.ring_all()  # whatever was said meanwhile was not heard
            if self._was_lost:
                self._was_lost = False
                self._listeners.resync()
                log.info("wakes.back")
            while True:
                await self._untold.wait()
                self._untold.clear()
                await self._say_all(connection)
                if not self._untold.is_set():
                    self._all_told.set()
                await asyncio.sleep(GAP_SECONDS)
        finally:
            with suppress(*GONE):
                await connection.close(timeout=LAST_SECONDS)

    async def _say_all(self, connection: "asyncpg.Connection[Any]") -> None:
        topics, self._topics = self._topics, set()
        updates, self._updates = list(self._updates), deque(maxlen=PENDING)
        try:
            for text in _payloads(self._me, sorted(topics), updates):
                await connection.execute("select pg_notify($1, $2)", CHANNEL, text)
            if connection.is_closed():
                raise ConnectionResetError
        except GONE:
            self._topics |= topics
            self._updates = deque([*updates, *self._updates], maxlen=PENDING)
            self._untold.set()
            raise

    def _hear(self, _connection: object, _pid: int, _channel: str, text: object) -> None:
        who, topics, *updates = json.loads(str(text))
        if who == self._me:
            return
        for topic in topics:
            self._bells.ring(topic)
        for channel, data in updates:
            self._listeners.tell(channel, data)


def _payloads(me: str, topics: list[str], updates: list[str]) -> list[str]:
    """As few as fit; an update that is too long by itself is told to this process alone."""
    texts = []
    text = json.dumps([me, topics], separators=(",", ":"))[:-1]
    for update in updates:
        if len(text) + len(update) + 2 > LONGEST:  # json.dumps escapes: a character is a byte
            texts.append(f"{text}]")
            text = json.dumps([me, []], separators=(",", ":"))[:-1]
        if len(text) + len(update) + 2 <= LONGEST:
            text = f"{text},{update}"
    return [*texts, f"{text}]"] if topics or updates else []
