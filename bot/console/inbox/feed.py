"""What has changed, read once for everybody who listens in this process, and handed to each of them.

The stream in the database is tailed only while somebody listens. Rows are described once for a batch of changes and
written down twice, with numbers and without; each listener gets the bytes that are for their eyes.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

from bot.console.desk import Desk
from bot.console.inbox import queries
from bot.console.inbox.around import around_of
from bot.console.inbox.lists import count
from bot.console.inbox.presence import CHANNEL, Presence, room_of
from bot.console.inbox.rows import masked, read_rows
from bot.live.tail import AT_ONCE, KEPT, OVERLAP, Change, came_late, find_newest, reaches_back_to, settled, tail
from bot.live.touch import BELL
from bot.log import get_log
from bot.staff.agents import Agent

log = get_log(__name__)

WAIT = timedelta(seconds=1)
REST = 0.015  # seconds at least between two looks: what comes meanwhile is described together
COUNTS_EVERY = 1.0  # seconds
EXPIRES_EVERY = 5.0  # seconds
BACKLOG = 256  # frames kept for one listener that is slow
MOST_AGAIN = 200  # conversations; whoever has missed more reads the whole again
RESET = b"event: reset\ndata: {}\n\n"
END = b""  # the process ends: the page comes back by itself, to another


def frame(event: str, data: Any, event_id: int | None = None) -> bytes:
    """One event of the stream as it goes over the wire."""
    head = f"id: {event_id}\n" if event_id is not None else ""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"{head}event: {event}\ndata: {text}\n\n".encode(errors="replace")


class Listener:
    """One open page. What is too slow is told to read the whole again."""

    def __init__(self, agent: Agent, *, sees_numbers: bool) -> None:
        self.agent = agent
        self.sees_numbers = sees_numbers
        self._frames: asyncio.Queue[bytes] = asyncio.Queue(BACKLOG)

    def put(self, told: bytes) -> None:
        """Add a frame; after too many of them a single `reset` instead."""
        if self._frames.full():
            while not self._frames.empty():
                self._frames.get_nowait()
            told = RESET
        self._frames.put_nowait(told)

    async def next(self, seconds: float) -> bytes | None:
        """The next frame; None when there is none for so long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                return await self._frames.get()
        return None


class Feed:
    """Everybody of this process who listens."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._listeners: set[Listener] = set()
        self._tasks: list[asyncio.Task[None]] = []
        self._starting = asyncio.Lock()
        self._last = 0
        self._settled = 0  # nothing up to this id comes late any more
        self._looked_far_at = 0.0
        self._seen: dict[int, None] = {}  # ids of the overlap, oldest first
        self._counted_at = 0.0
        self._counts_due = False

    @property
    def presence(self) -> Presence:
        """Who is where."""
        return room_of(self._desk)

    def count_of(self, agent_id: int) -> int:
        """How many pages an agent has open here."""
        return sum(each.agent.id == agent_id for each in self._listeners)

    async def join(self, listener: Listener, last: int | None) -> list[bytes]:
        """Listen from now on; what was missed since the id `last` is answered at once."""
        async with self._starting:
            if not self._tasks:
                await self._start()
            self._listeners.add(listener)
        frames = [] if last is None else [await self._again(listener, last)]
        here = self.presence.everybody(self._desk.real_now())
        frames += [frame("presence", {"id": each, "viewers": viewers}) for each, viewers in here.items()]
        if last is None:
            frames.append(frame("hello", {"last": self._last}, self._last))
        return frames

    def leave(self, listener: Listener) -> None:
        """Who was the last one turns off the light."""
        self._listeners.discard(listener)
        if not self._listeners:
            self.close()

    def end(self) -> None:
        """The process ends: let go of everybody."""
        for listener in self._listeners:
            listener.put(END)
        self.close()

    def close(self) -> None:
        """Read no further."""
        for task in self._tasks:
            task.cancel()
        self._tasks = []

    async def read_on(self, *, far: bool = True) -> int:
        """Hand on what has changed since the last look; answers how many conversations.

        `far` looks back for all that may still come late, else for what is late by OVERLAP ids.
        """
        async with self._desk.database.read() as tx:
            if far:
                self._settled = await settled(tx, self._last)
            start = self._settled if far else max(self._settled, self._last - OVERLAP)
            had = sum(start < each <= self._last for each in self._seen)
            is_late = await came_late(tx, start, self._last, had)
            found = await tail(tx, start, KEPT) if is_late else await tail(tx, self._last, AT_ONCE)
            changes = [each for each in found if each.id not in self._seen]
            if not changes:
                return 0
            told = _by_contact(changes)
            rows = await read_rows(tx, list(told), await around_of(tx, self._desk))
        self._remember(changes)
        self._counts_due = True
        listeners = tuple(self._listeners)
        frames = {
            numbers: _tell(rows, told, changes[-1].id, numbers=numbers)
            for numbers in {each.sees_numbers for each in listeners}
        }
        for listener in listeners:
            listener.put(frames[listener.sees_numbers])
        return len(told)

    async def tell_counts(self) -> None:
        """How many there are in each view, for each listener; read once for all."""
        self._counts_due = False
        async with self._desk.database.read() as tx:
            shared = await count(tx, Agent(0, ""), self._desk.now())
            mine = {int(row[0]): int(row[1]) for row in await tx.rows(queries.COUNT_MINE, self._desk.now())}
        for listener in tuple(self._listeners):
            listener.put(frame("counts", {**shared, "mine": mine.get(listener.agent.id, 0)}))

    def tell_presence(self, contact_ids: Iterable[int]) -> None:
        """Who looks at these conversations now."""
        now = self._desk.real_now()
        for contact_id in contact_ids:
            told = frame("presence", {"id": contact_id, "viewers": self.presence.viewers(contact_id, now)})
            for listener in tuple(self._listeners):
                listener.put(told)

    async def _start(self) -> None:
        async with self._desk.database.read() as tx:
            self._last = await find_newest(tx)
            self._settled = await settled(tx, self._last)
            overlap = await tail(tx, self._settled, KEPT)
        self._seen = dict.fromkeys(each.id for each in overlap)
        heard = self._desk.coordinator.listen(CHANNEL)  # from this moment on, not from the task's first step
        self._tasks = [asyncio.create_task(work) for work in (self._tail(), self._hear(heard), self._expire())]

    def _remember(self, changes: Sequence[Change]) -> None:
        self._last = max(self._last, changes[-1].id)
        self._seen.update(dict.fromkeys(each.id for each in changes))
        for each in list(self._seen):
            if each <= self._settled:
                del self._seen[each]

    async def _again(self, listener: Listener, last: int) -> bytes:
        """What has changed since, as it is now; `reset` when that is not known any more, or is too much."""
        async with self._desk.database.read() as tx:
            is_known = last <= await find_newest(tx) and await reaches_back_to(tx, last)
            changes = await tail(tx, await settled(tx, last), KEPT) if is_known else []
            told = _by_contact(changes)
            if not is_known or len(told) > MOST_AGAIN:
                return frame("reset", {}, self._last)
            if not told:
                return b""
            rows = await read_rows(tx, list(told), await around_of(tx, self._desk))
        return _tell(rows, told, max(last, changes[-1].id), numbers=listener.sees_numbers)

    async def _tail(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                await self._desk.coordinator.wait(BELL, WAIT)
                began = loop.time()
                while await self.read_on(far=self._is_far_due(began)):
                    await asyncio.sleep(max(REST, loop.time() - began))  # half of the time at most goes into looking
                    began = loop.time()
                if self._counts_due and loop.time() - self._counted_at >= COUNTS_EVERY:
                    self._counted_at = loop.time()
                    await self.tell_counts()
            except Exception:
                log.exception("feed.not_read")
                await asyncio.sleep(WAIT.total_seconds())

    def _is_far_due(self, now: float) -> bool:
        if now - self._looked_far_at < WAIT.total_seconds():
            return False
        self._looked_far_at = now
        return True

    async def _hear(self, heard: AsyncIterator[dict[str, Any]]) -> None:
        async for told in heard:
            if "contact" in told:
                changed = self.presence.hear(told, self._desk.real_now())
                self.tell_presence([] if changed is None else [changed])

    async def _expire(self) -> None:
        while True:
            await asyncio.sleep(EXPIRES_EVERY)
            self.tell_presence(self.presence.expire(self._desk.real_now()))


def _tell(rows: dict[int, dict[str, Any]], told: dict[int, list[str]], event_id: int, *, numbers: bool) -> bytes:
    """All of it in one piece: the same bytes for all who may see the same."""
    seen = {each: row if numbers else masked(row) for each, row in rows.items()}
    there = [frame("row", {"row": row, "what": told[each]}, event_id) for each, row in seen.items()]
    gone = [frame("gone", {"id": each}, event_id) for each in told if each not in rows]
    return b"".join([*there, *gone])


def _by_contact(changes: Sequence[Change]) -> dict[int, list[str]]:
    """What is new about each conversation, each word once."""
    words: dict[int, dict[str, None]] = {}
    for each in changes:
        words.setdefault(each.contact_id, {}).update(dict.fromkeys(each.what.split(",")))
    return {contact_id: list(found) for contact_id, found in words.items()}


def feed_of(desk: Desk) -> Feed:
    """The one of this process."""
    if "feed" not in desk.kept:
        desk.kept["feed"] = Feed(desk)
    feed: Feed = desk.kept["feed"]
    return feed
