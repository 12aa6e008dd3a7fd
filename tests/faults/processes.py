"""Shopclerk as a real process that can be killed, with the emulator as its provider in the test's own process."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from tempfile import TemporaryFile
from typing import IO

import httpx

from bot.clock import SystemClock
from bot.whatsapp.emulator.account import AT_ONCE
from bot.whatsapp.emulator.emulator import Emulator
from bot.whatsapp.emulator.server import serve_emulator
from tests.stories.shop import ACCOUNT, ROOT, SENDER, TOKEN

PATIENCE = 60.0  # seconds for a process to come up


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Processes:
    """Any number of Shopclerk processes on one database."""

    emulator: Emulator
    environment: dict[str, str]
    port: int
    log: IO[bytes] = field(default_factory=TemporaryFile)
    running: dict[str, asyncio.subprocess.Process] = field(default_factory=dict)

    async def start(self, name: str, *command: str) -> None:
        """Start one and wait until it is ready (if it answers HTTP)."""
        self.running[name] = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *command, env=self.environment, stdout=self.log, stderr=self.log, cwd=ROOT
        )
        if "--port" in command:
            await self._ready()

    async def kill(self, name: str) -> None:
        """`kill -9`: nothing is finished, nothing is flushed."""
        process = self.running.pop(name)
        process.send_signal(signal.SIGKILL)
        await process.wait()

    async def stop_all(self) -> None:
        """Ask nicely, then not."""
        for name in list(self.running):
            process = self.running.pop(name)
            with suppress(ProcessLookupError):
                process.terminate()
            try:
                await asyncio.wait_for(process.wait(), 15)
            except TimeoutError:
                process.kill()
                await process.wait()

    async def are_working(self, workers: int) -> None:
        """Returns once so many workers have said that they work. Raises TimeoutError."""
        async with asyncio.timeout(PATIENCE):
            while os.pread(self.log.fileno(), 1_000_000, 0).count(b"worker.started") < workers:
                await asyncio.sleep(0.05)

    async def _ready(self) -> None:
        async with httpx.AsyncClient(trust_env=False) as http, asyncio.timeout(PATIENCE):
            while True:
                try:
                    if (await http.get(f"http://127.0.0.1:{self.port}/readyz")).status_code == 200:
                        return
                except httpx.TransportError:
                    pass
                await asyncio.sleep(0.05)


@asynccontextmanager
async def processes(database_url: str, **settings: str) -> AsyncIterator[Processes]:
    """An emulator, and the environment for processes that send through it."""
    port = free_port()
    emulator = Emulator(
        account_sid=ACCOUNT,
        auth_token=TOKEN,
        senders=[SENDER],
        webhook_url=f"http://127.0.0.1:{port}/webhooks/twilio/messages#rc=5&rp=all",
        clock=SystemClock(),
        status=AT_ONCE,
    )
    async with serve_emulator(emulator) as api_url:
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("SHOPCLERK_")},
            "SHOPCLERK_DATABASE_URL": database_url,
            "SHOPCLERK_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "SHOPCLERK_TWILIO_ACCOUNT_SID": ACCOUNT,
            "SHOPCLERK_TWILIO_AUTH_TOKEN": TOKEN,
            "SHOPCLERK_WHATSAPP_SENDERS": SENDER,
            "SHOPCLERK_TWILIO_API_URL": api_url,
            "SHOPCLERK_FLOWS_DIR": str(ROOT / "benchmarks" / "flows"),
            "SHOPCLERK_SHOP_FILE": str(ROOT / "shop.toml"),
            "SHOPCLERK_PAIR_RATE": "0",
            "SHOPCLERK_SEND_GRACE": "3",
            **settings,
        }
        it = Processes(emulator, environment, port)
        try:
            yield it
        except BaseException:
            it.log.seek(0)
            print(it.log.read().decode(errors="replace")[-20_000:])  # noqa: T201 - pytest shows it with the failure
            raise
        finally:
            await it.stop_all()
            it.log.close()
