"""The emulator as a real HTTP server on a free port of this machine, in the running loop: for tests."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp

from bot.whatsapp.emulator.app import build_emulator_app
from bot.whatsapp.emulator.emulator import Emulator


@asynccontextmanager
async def serve_emulator(emulator: Emulator) -> AsyncIterator[str]:
    """Yields what `SHOPCLERK_TWILIO_API_URL` should be: `http://127.0.0.1:<port>/emulator`."""
    async with serve_app(mounted(emulator)) as base:
        try:
            yield base + emulator.mount
        finally:
            await emulator.close()


def mounted(emulator: Emulator) -> Starlette:
    """An application with nothing but the emulator in its place."""
    return Starlette(routes=[Mount(emulator.mount, app=build_emulator_app(emulator))])


@asynccontextmanager
async def serve_app(app: ASGIApp) -> AsyncIterator[str]:
    """Any application on a free port; yields `http://127.0.0.1:<port>`."""
    listener = socket.socket(proto=socket.IPPROTO_TCP)  # else asyncio leaves Nagle on: 40 ms per answer
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        app,
        log_level="error",
        log_config=None,
        lifespan="off",
        timeout_graceful_shutdown=1,
        timeout_keep_alive=75,  # longer than any client keeps an idle connection
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        await server.listens.wait()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.ends.set()
        await serving
        listener.close()


class _Server(uvicorn.Server):
    """Says when it listens, ends when told to and not up to 0.1 s later, leaves the process's signals alone."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listens = asyncio.Event()
        self.ends = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listens.set()

    async def main_loop(self) -> None:
        await self.ends.wait()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
