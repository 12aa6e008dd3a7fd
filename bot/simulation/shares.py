"""A run, shared out: several processes, each with a shop of its own and its part of the shoppers."""

import asyncio
import gc
import tempfile
from collections.abc import Callable, MutableSequence
from concurrent.futures import ProcessPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path

from bot.log import set_up_logging
from bot.simulation.model import Shoppers
from bot.simulation.report import Result, read_result, together
from bot.simulation.run import Asked, Run, Told
from bot.simulation.settings import BEGINS
from bot.simulation.world import Kills, Shop, open_world

LOOK_EVERY = 0.2  # seconds
Progress = Callable[[float], None]

_progress: MutableSequence[float] = []  # of every process; shared with the one that started them


@dataclass(frozen=True, slots=True)
class Setup:
    """What a shop is made of, and what its shoppers are like."""

    shop_file: str
    flows_dir: str
    shoppers: Shoppers


def run_shared(asked: Asked, setup: Setup, progress: Progress) -> tuple[Told, Result]:
    """Run in as many processes as are asked for. `progress` is told how far it is, from 0 to 1.

    Raises what opening a shop raises.
    """
    if asked.processes == 1:
        return run_share(asked, setup, progress)
    spawn = get_context("spawn")
    far = spawn.Array("d", asked.processes, lock=False)
    with ProcessPoolExecutor(asked.processes, spawn, initializer=_use, initargs=(far,)) as pool:
        shares = [pool.submit(_run_place, replace(asked, place=place), setup) for place in range(asked.processes)]
        while wait(shares, LOOK_EVERY).not_done:
            progress(sum(far) / asked.processes)
        parts = [share.result() for share in shares]
    told = parts[0][0]
    for other, _ in parts[1:]:
        told.add(other)
    return told, together([result for _, result in parts])


def run_share(asked: Asked, setup: Setup, progress: Progress) -> tuple[Told, Result]:
    """One shop, here and now."""
    set_up_logging("error", "text")
    with asyncio.Runner(loop_factory=_loops()) as runner:
        return runner.run(_run(asked, setup, progress))


async def _run(asked: Asked, setup: Setup, progress: Progress) -> tuple[Told, Result]:
    kills = Kills(asked.kills, timedelta(days=asked.days), asked.seed) if asked.kills else None
    with tempfile.TemporaryDirectory() as name:
        async with open_world(Shop(Path(name), BEGINS, setup.shop_file, setup.flows_dir), kills) as world:
            gc.collect()
            gc.freeze()  # flows, shelf and examples stay: nobody needs to look through them again and again
            told = await Run(world, asked, setup.shoppers, progress).run()
            return told, await read_result(world)


def _run_place(asked: Asked, setup: Setup) -> tuple[Told, Result]:
    def note(share: float) -> None:
        _progress[asked.place] = share

    return run_share(asked, setup, note)


def _use(far: MutableSequence[float]) -> None:
    global _progress
    _progress = far


def _loops() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop's, where there is one: a turn is made of many small waits."""
    try:
        from uvloop import new_event_loop
    except ImportError:
        return None
    factory: Callable[[], asyncio.AbstractEventLoop] = new_event_loop
    return factory
