"""A shop that dies at a chosen moment and is opened again on the same database, all in one process and quickly.

A boundary is what the world can tell apart: before and after every commit, before and after every call to the
provider. When a life ends there, its parts are thrown away with all that they remembered, and new ones are joined.
The emulator, the database and the clock stay.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Coroutine, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from datetime import timedelta
from typing import Any

import httpx

from bot.app import create_app
from bot.clock import ManualClock
from bot.errors import TryAgain, Unsettled
from bot.joining import join_parts
from bot.settings import Settings
from bot.whatsapp.client import TwilioHttp
from bot.whatsapp.emulator.account import AT_ONCE
from bot.whatsapp.emulator.app import build_emulator_app
from bot.whatsapp.emulator.emulator import Emulator
from bot.whatsapp.emulator.server import serve_app
from bot.wiring import Wiring
from tests.faults.once import compiled_once
from tests.stories.shop import ACCOUNT, PUBLIC_URL, ROOT, SENDER, TOKEN, shop_settings

MOST_ROUNDS = 500  # of one stretch of work: more is a loop
CALL_SECONDS = 0.08  # after which a call to the provider has no answer
OPEN = (
    "select (select count(*) from inbox_event where state = 0) + (select count(*) from outbox "
    "where status in ('waiting', 'sending') or (status = 'unknown' and due_at < 250000000000000000))"
)

_LIFE: "ContextVar[Life | None]" = ContextVar("life", default=None)


class Killed(BaseException):
    """The process is no more: nothing may catch this."""


class Life:
    """From start to death. `dies_at` is the number of the boundary at which it ends; 0 lives on."""

    def __init__(self, dies_at: int = 0) -> None:
        self.dies_at = dies_at
        self.died = asyncio.Event()
        self.passed: list[str] = []
        self.tasks: set[asyncio.Task[Any]] = set()
        self.wiring: Any = None  # the parts, once they are joined
        self.app: Any = None

    def reach(self, boundary: str) -> None:
        """Raises Killed at the chosen one, and at every later one."""
        self.passed.append(boundary)
        if len(self.passed) == self.dies_at:
            self.died.set()
        if self.died.is_set():
            raise Killed(boundary)

    async def does(self, work: Coroutine[Any, Any, Any]) -> bool:
        """Do this; False when life ended before it was done."""
        token = _LIFE.set(self)
        task = asyncio.ensure_future(work)
        _LIFE.reset(token)
        death = asyncio.ensure_future(self.died.wait())
        await asyncio.wait({task, death}, return_when=asyncio.FIRST_COMPLETED)
        death.cancel()
        if self.died.is_set():
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            return False
        task.result()
        return True

    async def is_buried(self) -> None:
        """Stop whatever still moves; connections are cut."""
        self.died.set()
        while running := {task for task in self.tasks if not task.done()}:
            for task in running:
                task.cancel()
            await asyncio.wait(running, timeout=1)
        await asyncio.gather(*self.tasks, return_exceptions=True)
        if self.wiring is not None:
            await self.wiring.close()


def remember_tasks(loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, Any], **more: Any) -> asyncio.Task[Any]:
    """A task factory: tasks belong to the life in which they were begun."""
    task = asyncio.Task(work, loop=loop, **more)
    life = _LIFE.get()
    if life is not None:
        life.tasks.add(task)
    return task


class MortalStore:
    """A store whose transactions may be the last thing that happens."""

    def __init__(self, store: Any, life: Life) -> None:
        self._store, self._life = store, life

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Any]:
        async with self._store.write() as tx:
            yield tx
            self._life.reach("before a commit")
        self._life.reach("after a commit")


class MortalHttp(TwilioHttp):  # type: ignore[misc]
    """Calls to the provider that may be the last thing that happens. To the blind it lists nothing that was sent."""

    def __init__(self, shop: "MortalShop", life: Life) -> None:
        super().__init__(shop.settings.twilio_api_url, total_seconds=CALL_SECONDS)
        self._shop, self._life = shop, life

    async def request(self, method: str, url: str, *args: Any, **more: Any) -> Any:
        self._life.reach(f"before {method}")
        if self._shop.is_blind and method == "GET" and "From" in (more.get("params") or {}):
            raise Unsettled("nothing to be seen")
        answer = await super().request(method, url, *args, **more)
        self._life.reach(f"after {method}")
        return answer


class MortalShop:
    """Give it lives; it uses them up one after the other, and the last one lasts."""

    def __init__(self, settings: Settings, emulator: Emulator, clock: ManualClock, lives: Sequence[int]) -> None:
        self.settings, self.emulator, self.clock = settings, emulator, clock
        self.lives = [Life(dies_at) for dies_at in lives] + [Life()]
        self.deaths = 0
        self.is_blind = False  # whether the provider's list cannot be read

    @property
    def life(self) -> Life:
        """The present one."""
        return self.lives[self.deaths]

    async def door(self, scope: Any, receive: Any, send: Any) -> None:
        """What the provider's webhooks reach: nobody, when nobody lives."""
        life = self.life
        if life.died.is_set() or life.app is None:
            raise ConnectionRefusedError
        if not await life.does(life.app(scope, receive, send)):
            raise ConnectionResetError

    async def opens(self) -> None:
        """Join the parts and hear what was missed, as every start does; again, if that is not survived."""
        while not await self._joined():
            await self._dies()

    async def works(self) -> None:
        """Until nothing is left to do now."""
        while not await self.life.does(self._settle(self.life.wiring)):
            await self._dies()
            await self.opens()

    async def reconciles(self) -> None:
        """Find out what became of sends in doubt."""
        while not await self.life.does(self.life.wiring.reconciler.settle_due()):
            await self._dies()
            await self.opens()

    async def comes_to_rest(self) -> None:
        """Let time pass until every event is done and every message is sent or reported. Raises TimeoutError."""
        step = 2.0
        for _ in range(200):
            await self.works()
            if not (await self.rows(OPEN))[0][0]:
                return
            await self.reconciles()
            self.clock.set(self.clock.now() + timedelta(seconds=step))
            step = min(step * 1.5, 40)
        raise TimeoutError("something is never done")

    async def hears(self, knock: Awaitable[Any], *, waits: bool = True) -> None:
        """A shopper does something; what the door did not take is fetched afterwards."""
        self.clock.set(self.clock.now() + timedelta(seconds=1))
        is_lost = bool(self.emulator.faults.lose_inbound)
        await knock
        if self.life.died.is_set():
            await self._dies()
            await self.opens()
        if is_lost:
            await self.looks_for_missed()
        if waits:
            await self.comes_to_rest()

    async def looks_for_missed(self) -> None:
        """As after a webhook that never came."""
        while not await self.life.does(_look(self.life.wiring)):
            await self._dies()
            await self.opens()

    async def rows(self, sql: str, *args: Any) -> list[tuple[Any, ...]]:
        """What the database holds."""
        async with self.life.wiring.database.read() as tx:
            return [tuple(row) for row in await tx.rows(sql, *args)]

    async def _joined(self) -> bool:
        life = self.life
        return await life.does(self._join(life))

    async def _join(self, life: Life) -> None:
        life.wiring = wiring = await join_parts(self.settings, self.clock)
        wiring.database.store = MortalStore(wiring.database.store, life)  # type: ignore[assignment]
        wiring.channel._client.http_client = MortalHttp(self, life)
        life.app = create_app(wiring)
        await _look(wiring)

    async def _dies(self) -> None:
        await self.life.is_buried()
        self.deaths += 1

    async def _settle(self, wiring: Wiring) -> None:
        for _ in range(MOST_ROUNDS):
            moved = await wiring.timers.move_due()
            worked = await wiring.worker.work_once()
            sent = await wiring.dispatcher.send_due()
            await self.emulator.settled()
            if not (moved or worked or sent):
                return
        raise TimeoutError("there is always more to do")


async def _look(wiring: Wiring) -> None:
    """Hear what was missed; a provider that cannot be asked is asked again."""
    for _ in range(20):
        try:
            await wiring.catch_up.look()
            return
        except TryAgain:
            continue


class Host:
    """One HTTP server for many emulators, one after the other: starting and stopping servers takes time."""

    def __init__(self) -> None:
        self.url = ""
        self.emulator_app: Any = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self.emulator_app(scope, receive, send)


@asynccontextmanager
async def hosted() -> AsyncIterator[Host]:
    """A host, and a loop that knows which life a task belongs to."""
    host = Host()
    loop = asyncio.get_running_loop()
    async with serve_app(host) as host.url:
        loop.set_task_factory(remember_tasks)
        try:
            with compiled_once():
                yield host
        finally:
            loop.set_task_factory(None)


@asynccontextmanager
async def mortal_shop(
    host: Host, database_url: str, clock: ManualClock, lives: Sequence[int] = ()
) -> AsyncIterator[MortalShop]:
    """A shop on a database that has its tables and its products, with a provider of its own."""
    shop: MortalShop

    async def door(scope: Any, receive: Any, send: Any) -> None:
        await shop.door(scope, receive, send)

    emulator = Emulator(
        account_sid=ACCOUNT,
        auth_token=TOKEN,
        senders=[SENDER],
        webhook_url=f"{PUBLIC_URL}/webhooks/twilio/messages",
        clock=clock,
        status=AT_ONCE,
        open_client=lambda: httpx.AsyncClient(transport=httpx.ASGITransport(door)),
    )
    host.emulator_app = build_emulator_app(emulator)
    settings = shop_settings(database_url, host.url, flows_dir=str(ROOT / "tests" / "faults" / "flows"))
    shop = MortalShop(settings, emulator, clock, lives)
    try:
        await shop.opens()
        yield shop
    finally:
        await shop.life.is_buried()
        await emulator.close()
