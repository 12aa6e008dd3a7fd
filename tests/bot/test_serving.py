"""Opening and closing a real process: it ends politely, and says plainly what keeps it from starting."""

import asyncio
import os
import signal
import socket
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import httpx
import pytest

from tests.faults.processes import ROOT, free_port

pytestmark = pytest.mark.faults


def environment(folder: Path, **settings: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SHOPCLERK_")}
    return {**kept, "PYTHONPATH": str(ROOT), "SHOPCLERK_LOG_FORMAT": "json", **settings}


async def start(folder: Path, *command: str, **settings: str) -> asyncio.subprocess.Process:
    """A process in an empty folder, as a newcomer would start it."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", *command),
        cwd=folder,
        env=environment(folder, **settings),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )


async def said(process: asyncio.subprocess.Process) -> str:
    """Everything that it wrote until it ended."""
    async with asyncio.timeout(40):
        output, _ = await process.communicate()
    return output.decode()


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[tuple[asyncio.subprocess.Process, httpx.AsyncClient]]:
    port = free_port()
    process = await start(folder, "run", "--port", str(port))
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:
            await ready(http)
            yield process, http
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def ready(http: httpx.AsyncClient) -> None:
    async with asyncio.timeout(40):
        while True:
            try:
                if (await http.get("/readyz")).status_code == 200:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.05)


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
async def test_a_stop_finishes_everything_though_somebody_watches_a_phone(
    tmp_path: Path, sign: signal.Signals
) -> None:
    """The open stream is ended, the database closed (no write-ahead log is left), and no traceback shown."""
    async with (
        running(tmp_path) as (process, http),
        http.stream("GET", "/emulator/phones/+14155550101/stream") as stream,
    ):
        await anext(stream.aiter_bytes())
        process.send_signal(sign)
        output = await said(process)
    assert process.returncode == 0
    assert "app.stopped" in output
    assert "Traceback" not in output
    assert not (tmp_path / "var" / "shopclerk.db-wal").exists()


async def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    """Nobody is told that the shop is open."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        process = await start(tmp_path, "run", "--port", str(port))
        output = await said(process)
    assert process.returncode == 2
    assert f"127.0.0.1:{port} cannot be opened" in output
    assert "is open" not in output
    assert "Traceback" not in output


@pytest.mark.parametrize(
    "command", [("serve",), ("work",), ("events",), ("outbox", "--unknown"), ("media",), ("release", "+14155550101")]
)
async def test_without_a_database_every_command_says_what_to_do(tmp_path: Path, command: tuple[str, ...]) -> None:
    process = await start(tmp_path, *command)
    output = await said(process)
    assert process.returncode == 2
    assert "shopclerk migrate" in output
    assert "Traceback" not in output


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nowhere"),
        ("DATABASE_URL", "sqlite:////proc/nowhere/shop.db"),
    ],
)
async def test_a_database_that_cannot_be_opened_is_named(tmp_path: Path, name: str, value: str) -> None:
    process = await start(tmp_path, "run", "--port", str(free_port()), **{f"SHOPCLERK_{name}": value})
    output = await said(process)
    assert process.returncode == 2
    assert f"SHOPCLERK_{name}" in output
    assert "Traceback" not in output


async def test_tables_of_somebody_else_stop_the_start(tmp_path: Path) -> None:
    """The migration runs beside the start, and its failure ends it: nothing is served from half a schema."""
    with closing(sqlite3.connect(tmp_path / "other.db")) as other, other:
        other.execute("create table contact (name text)")
    url = f"sqlite:///{tmp_path}/other.db"
    process = await start(tmp_path, "run", "--port", str(free_port()), SHOPCLERK_DATABASE_URL=url)
    output = await said(process)
    assert process.returncode == 2
    assert "table contact already exists" in output
    assert "the database could not be brought up to date" in output
    assert "is open" not in output
