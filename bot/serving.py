"""Running the parts: as a web application, or as a worker without one."""

import asyncio
import gc
import signal
import socket
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

import typer

from bot.app import HotPath, create_app, hot_doors
from bot.errors import SettingsWrong
from bot.joining import join_parts
from bot.late import late
from bot.log import get_log
from bot.migrations.upgrade import refuse_old
from bot.phone.demohost import is_loopback, signs_in_by_itself
from bot.settings import Settings
from bot.storage.columns import to_micros
from bot.storage.transactions import Tx
from bot.wiring import Wiring

with late("uvicorn.supervisors"):  # they restart what is being written on
    import uvicorn

OVERRIDE = "#rc=3&rp=ct,rt,5xx&rt=4000"  # Twilio's connection override: retries, on time-outs and 5xx too
DATABASE_PATIENCE = 60  # seconds
ALL_ROLES = ("web", "turns", "sends", "timers")
SETTLED_AFTER = 1.0  # seconds
LISTENS = 16  # connections that are taken in together
STOPS = (signal.SIGTERM, signal.SIGINT)

log = get_log(__name__)


def run_loop(work: Coroutine[Any, Any, None]) -> None:
    """Run on uvloop where there is one (it comes with uvicorn on every system but Windows)."""
    factory: Callable[[], asyncio.AbstractEventLoop] | None
    try:
        from uvloop import new_event_loop as factory
    except ImportError:
        factory = None
    with asyncio.Runner(loop_factory=factory) as runner:
        runner.run(work)


async def serve_app(settings: Settings, host: str, port: int, roles: Sequence[str]) -> None:
    """Answer requests until told to stop; requests under way are finished first. Raises SettingsWrong."""
    await refuse_old(settings.database_url)
    wiring = await join_parts(settings)
    async with wiring.database.write() as tx:
        await settle_people(tx, wiring)
        first = await first_link(tx, wiring, host, port)
    greet = partial(_greet, settings, host, port, first)
    server = Server(_config(wiring, host, port), opened=lambda: _open(wiring, greet), closes=wiring.end_streams)
    wiring.catch_up.hold_new()
    async with wiring.working(roles):
        log.info("app.started", roles=list(roles), demo=settings.shows_demo)
        await server.serve()
    log.info("app.stopped")


class Server(uvicorn.Server):
    """Ends politely: told to stop, it finishes its requests and leaves the rest of the closing to its caller.

    uvicorn's own raises the signal again, which would end the process before turns and sends under way are done.
    A second Ctrl+C waits for nothing.
    """

    def __init__(self, config: uvicorn.Config, *, opened: Callable[[], None], closes: Callable[[], None]) -> None:
        super().__init__(config)
        self._opened = opened
        self._closes = closes

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        except SystemExit:
            where = f"{self.config.host}:{self.config.port}"
            raise SettingsWrong(
                f"{where} cannot be opened (is something running there?): try another --port"
            ) from None
        await self._open_wider()
        self._opened()

    async def _open_wider(self) -> None:
        """uvloop takes in one connection of each listening socket per round of the loop, and a round that writes much
        takes a tenth of a second: when many knock at once, the last would stand outside for seconds. So the same
        socket listens several times over."""
        if not type(asyncio.get_running_loop()).__module__.startswith("uvloop"):
            return
        opened = self.servers
        listening = [each for server in opened for each in server.sockets]
        again = [socket.fromfd(each.fileno(), each.family, each.type) for each in listening * (LISTENS - 1)]
        await super().startup(again)
        self.servers = [*opened, *self.servers]

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._closes()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        with hearing_stops(lambda sign: self.handle_exit(sign, None)):
            yield


@contextmanager
def hearing_stops(told: Callable[[int], None]) -> Iterator[None]:
    """SIGTERM and Ctrl+C end nothing by themselves while the block lasts."""
    loop = asyncio.get_running_loop()
    for sign in STOPS:
        loop.add_signal_handler(sign, told, sign)
    try:
        yield
    finally:
        for sign in STOPS:
            loop.remove_signal_handler(sign)


def _config(wiring: Wiring, host: str, port: int) -> uvicorn.Config:
    return uvicorn.Config(
        HotPath(create_app(wiring), hot_doors(wiring)),
        host=host,
        port=port,
        log_level="critical",  # what matters is said by us
        access_log=False,
        lifespan="off",
        ws="none",
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=10,
        timeout_keep_alive=75,  # longer than any client of ours keeps an idle connection
    )


async def work_on(settings: Settings, roles: Sequence[str]) -> None:
    """Work without answering anybody, until told to stop. Raises SettingsWrong."""
    await refuse_old(settings.database_url)
    wiring = await join_parts(settings)
    async with wiring.database.write() as tx:
        await settle_people(tx, wiring)
    _settle(wiring)
    stop = asyncio.Event()
    async with wiring.working(roles):
        log.info("worker.started", roles=list(roles))
        with hearing_stops(lambda _: stop.set()):
            await stop.wait()
    log.info("worker.stopped")


async def settle_people(tx: Tx, wiring: Wiring) -> None:
    """The demo's people are let in where the demo is shown, and shut out anywhere else."""
    from bot.staff.demo import settle_demo_people

    settings = wiring.settings
    now = to_micros(wiring.clock.now())
    await settle_demo_people(tx, now, shown=settings.shows_demo, real=settings.is_real)


async def first_link(tx: Tx, wiring: Wiring, host: str = "127.0.0.1", port: int = 8000) -> str:
    """Where the first admin makes their account, until there is one who can sign in.

    Empty in a demo that listens on `host` for this machine alone, which is signed in by itself.
    """
    if signs_in_by_itself(wiring.settings) and is_loopback(host):
        return ""
    from bot.staff.invitations import begin_first

    token = await begin_first(tx, to_micros(wiring.clock.now()))
    at = wiring.settings.public_url or f"http://127.0.0.1:{port}"
    return f"{at}/console/first/{token}" if token else ""


def _open(wiring: Wiring, greet: Callable[[], None]) -> None:
    """The door is open. Housekeeping, a tenth of a second, lets those go first who have waited in front of it."""
    wiring.catch_up.listening()
    greet()
    asyncio.get_running_loop().call_later(SETTLED_AFTER, _settle, wiring)


def _settle(wiring: Wiring) -> None:
    """What nobody need wait for in front of the door."""
    wiring.turns.understanding.warm_up()
    settle_memory()


def settle_memory() -> None:
    """What was read at the start stays for ever: the garbage collector need not look at it with every turn."""
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)
    _hand_back()


def _hand_back() -> None:
    """Let the system have what reading flows and catalog has used up (a megabyte or two); only glibc keeps it."""
    import ctypes

    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)


def _greet(settings: Settings, host: str, port: int, first: str) -> None:
    """Say where everything is, and what to enter at Twilio."""
    local = f"http://127.0.0.1:{port}"
    typer.secho("\nShopclerk is open.", fg="green", bold=True)
    if settings.shows_demo:
        typer.echo(f"  a guided tour         {local}/")
        typer.echo(f"  the simulated phone   {local}/phone")
        typer.echo(f"  the agents' console   {local}/console")
        typer.echo("  in this terminal      .venv/bin/shopclerk chat   (in a second one)")
        if not is_loopback(host):
            typer.secho(
                f"  Careful: a demo listens on {host}. Whoever reaches this port can write as any shopper:\n"
                "  keep it on a network of your own (browsers are answered under 127.0.0.1 and localhost alone).",
                fg="yellow",
            )
    if settings.is_real:
        typer.echo("  In the Twilio console, set for your WhatsApp sender (or its Messaging Service):")
        typer.echo(f"  when a message comes in\n    {settings.base_url}/webhooks/twilio/messages{OVERRIDE}")
        typer.echo(f"  status callback\n    {settings.base_url}/webhooks/twilio/status")
    if first:
        typer.echo(f"  Nobody can sign in to the console yet. Make the first account within a day:\n    {first}")
    typer.echo("  Ctrl+C closes the shop.\n")
