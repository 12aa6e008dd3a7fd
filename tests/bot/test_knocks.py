"""Many who knock at once are let in together, however long a round of the loop takes."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from bot.serving import LISTENS, Server, run_loop

GUESTS = 64
ASKED = b"GET / HTTP/1.1\r\nhost: here\r\nconnection: close\r\n\r\n"


async def hello(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


async def ask(port: int) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(ASKED)
    answer = await reader.read()
    writer.close()
    return answer


async def rounds_until_all_are_in(port: int) -> int:
    """How often the loop went round until the last of them was answered; all have knocked before it looks."""
    guests = [socket.create_connection(("127.0.0.1", port)) for _ in range(GUESTS)]
    for guest in guests:
        guest.sendall(ASKED)
        guest.setblocking(False)
    rounds = answered = 0
    waiting = set(guests)
    while waiting:
        await asyncio.sleep(0)
        rounds += 1
        for guest in list(waiting):
            try:
                told = guest.recv(4096)
            except BlockingIOError:
                continue
            answered += told.startswith(b"HTTP/1.1 200")
            waiting.discard(guest)
            guest.close()
    assert answered == GUESTS
    return rounds


@asynccontextmanager
async def open_door(port: int = 0) -> AsyncIterator[int]:
    """A server that has just answered, until the block ends; its port."""
    config = uvicorn.Config(hello, port=port, log_level="critical", lifespan="off", ws="none")
    server = Server(config, opened=lambda: None, closes=lambda: None)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.05)
    opened = server.servers[0].sockets[0].getsockname()[1]
    assert (await ask(opened)).startswith(b"HTTP/1.1 200")
    yield opened
    server.should_exit = True
    await serving


def test_those_who_knock_at_once_are_let_in_together() -> None:
    """A store's rush of new connections: taken in one for each round, the last would wait for all the others."""
    rounds: list[int] = []

    async def serve() -> None:
        async with open_door() as port:
            rounds.append(await rounds_until_all_are_in(port))

    run_loop(serve())
    assert rounds[0] < GUESTS // 2, f"{rounds[0]} rounds for {GUESTS} with {LISTENS} listening sockets"


def test_the_port_is_free_again_when_the_server_has_ended() -> None:
    """None of its listening sockets is left behind."""

    async def serve_twice() -> None:
        port = 0
        for _ in range(2):
            async with open_door(port) as port:
                pass
            with pytest.raises(ConnectionRefusedError):
                await ask(port)

    run_loop(serve_twice())
