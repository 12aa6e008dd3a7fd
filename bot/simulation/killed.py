"""A worker that is killed (SIGKILL) at random moments and started anew, while the world outside goes on."""

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from random import Random

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.errors import BotError
from bot.simulation.worker import DONE
from bot.storage.columns import to_micros

LONGEST = 0.06  # seconds into its work at which a worker is killed


class WorkerEnded(BotError):
    """The worker ended although nobody had killed it."""


class Mortal:
    """The worker, killed `kills` times within `days` from `begins`: in the midst of its work, or just after the
    provider has taken a message and before the worker has heard of it. When and how hangs on the seed."""

    def __init__(self, arguments: Sequence[str], seed: int, kills: int, span: tuple[datetime, timedelta]) -> None:
        self.arguments = [*arguments]
        self._lot = Random(f"kills:{seed}")
        begins, length = span
        self._due = sorted(begins + length * self._lot.random() for _ in range(kills))
        self._process: asyncio.subprocess.Process | None = None
        self._awaits_message = self._was_killed = False
        self.killed = 0

    async def settle(self, now: datetime) -> bool:
        """Let it work until nothing is left to do at this moment, however often it dies meanwhile."""
        while True:
            process = self._process or await self._start()
            assert process.stdin is not None and process.stdout is not None  # noqa: S101,PT018 - both are pipes
            process.stdin.write(f"{to_micros(now)}\n".encode())
            end = self._plan_end(now)
            word, _, moved = (await process.stdout.readline()).decode().strip().partition(" ")
            if end is not None:
                await end
            if self._was_killed or word != DONE:
                await self._bury()
            if word == DONE:
                return moved == "1"

    def heard_by(self, provider: ASGIApp) -> ASGIApp:
        """The provider, between whose acceptance and whose answer the worker may be killed."""

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            is_message = (
                scope["type"] == "http" and scope["method"] == "POST" and scope["path"].endswith("Messages.json")
            )
            if not (is_message and self._awaits_message):
                await provider(scope, receive, send)
                return
            self._awaits_message = False
            await provider(scope, receive, _unheard)
            self._kill()
            await Response(status_code=503)(scope, receive, send)  # to nobody

        return app

    async def close(self) -> None:
        """End it."""
        if self._process is not None:
            self._kill()
            await self._bury()

    def _plan_end(self, now: datetime) -> "asyncio.Task[None] | None":
        if not self._due or self._due[0] > now:
            return None
        self._due.pop(0)
        if self._lot.random() < 0.5:
            self._awaits_message = True
            return None
        return asyncio.create_task(self._kill_after(self._lot.uniform(0, LONGEST)))

    async def _kill_after(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self._kill()

    def _kill(self) -> None:
        if self._process is not None and self._process.returncode is None and not self._was_killed:
            self._process.kill()
            self._was_killed = True
            self.killed += 1

    async def _start(self) -> asyncio.subprocess.Process:
        self._was_killed = False
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot.simulation.worker", *self.arguments,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        return self._process

    async def _bury(self) -> None:
        """Raises WorkerEnded when it was not we who killed it."""
        process, self._process = self._process, None
        if process is not None and await process.wait() is not None and not self._was_killed:
            raise WorkerEnded(f"the worker ended by itself ({process.returncode})")


async def _unheard(message: Message) -> None:
    """An answer that nobody waits for any more."""


@asynccontextmanager
async def dying(mortal: Mortal) -> AsyncIterator[Mortal]:
    """It lives no longer than the block."""
    try:
        yield mortal
    finally:
        await mortal.close()
