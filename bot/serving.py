"""Running the parts: as a web application, or as a worker without one."""

import asyncio
import gc
import multiprocessing
import signal
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import uvicorn
from rich.console import Console

from bot.app import HotPath, create_app, hot_doors
from bot.errors import SettingsWrong
from bot.log import get_log
from bot.migrations.upgrade import is_newest, make_newest, upgrade
from bot.settings import Settings
from bot.storage.database import Database
from bot.wiring import join_parts

OVERRIDE = "#rc=3&rp=ct,rt,5xx&rt=4000"  # Twilio's connection override: retries, on time-outs and 5xx too
ALL_ROLES = ("web", "turns", "sends", "timers")

log = get_log(__name__)
console = Console()


def run_loop(work: Coroutine[Any, Any, None]) -> None:
    """Run on uvloop where there is one (it comes with uvicorn on every system but Windows)."""
    factory: Callable[[], asyncio.AbstractEventLoop] | None
    try:
        from uvloop import new_event_loop as factory
    except ImportError:
        factory = None
    with asyncio.Runner(loop_factory=factory) as runner:
        runner.run(work)


def prepare(settings: Settings) -> None:
    """Bring the database up to date, if it is not; in a process of its own, whose memory goes with it."""
    if asyncio.run(_is_newest_or_new(settings.database_url)):
        return
    migration = multiprocessing.get_context("spawn").Process(target=upgrade, args=(settings.database_url,))
    migration.start()
    migration.join()
    if migration.exitcode:
        raise SettingsWrong("the database could not be brought up to date: see above")


async def serve_app(settings: Settings, host: str, port: int, roles: Sequence[str]) -> None:
    """Answer requests until told to stop; requests under way are finished first. Raises SettingsWrong."""
    await _refuse_old_schema(settings)
    wiring = await join_parts(settings)
    server = uvicorn.Server(
        uvicorn.Config(
            HotPath(create_app(wiring), hot_doors(wiring)),
            host=host,
            port=port,
            log_level="warning",
            access_log=False,
            lifespan="off",
            ws="none",
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=10,
            timeout_keep_alive=75,  # longer than any client of ours keeps an idle connection
        )
    )
    settle_memory()
    async with wiring.working(roles):
        log.info("app.started", roles=list(roles), demo=settings.shows_demo)
        _greet(settings, port)
        await server.serve()
    log.info("app.stopped")


async def work_on(settings: Settings, roles: Sequence[str]) -> None:
    """Work without answering anybody, until told to stop. Raises SettingsWrong."""
    await _refuse_old_schema(settings)
    wiring = await join_parts(settings)
    settle_memory()
    stop = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    async with wiring.working(roles):
        log.info("worker.started", roles=list(roles))
        await stop.wait()
    log.info("worker.stopped")


def settle_memory() -> None:
    """What was read at the start stays for ever: the garbage collector need not look at it with every turn."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


async def _refuse_old_schema(settings: Settings) -> None:
    if not await _is_newest(settings.database_url):
        raise SettingsWrong("the database has an older schema: run `shopclerk migrate` first")


async def _is_newest_or_new(database_url: str) -> bool:
    return await _is_newest(database_url) or await make_newest(database_url)


async def _is_newest(database_url: str) -> bool:
    database = Database(database_url)
    try:
        return await is_newest(database)
    finally:
        await database.close()


def _greet(settings: Settings, port: int) -> None:
    """Say where everything is, and what to enter at Twilio."""
    local = f"http://127.0.0.1:{port}"
    console.print("\n[bold green]Shopclerk is open.[/]")
    if settings.shows_demo:
        console.print(f"  a guided tour         {local}/")
        console.print(f"  the simulated phone   {local}/phone")
        console.print("  in this terminal      .venv/bin/shopclerk chat   (in a second one)")
    if settings.is_real:
        console.print("  In the Twilio console, set for your WhatsApp sender (or its Messaging Service):")
        console.print(
            "  when a message comes in", f"{settings.base_url}/webhooks/twilio/messages{OVERRIDE}", sep="\n    "
        )
        console.print("  status callback", f"{settings.base_url}/webhooks/twilio/status", sep="\n    ")
    console.print("  Ctrl+C closes the shop.\n")
