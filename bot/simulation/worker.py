"""The shop's worker as a process of its own: told a moment, it works until nothing is left to do, and says so.

`python -m bot.simulation.worker FOLDER SHOP_FILE FLOWS_DIR API_URL`, moments (µs) on its standard input. Its provider
is the emulator of the process that started it, reached over HTTP by the real SDK.
"""

import asyncio
import sys
from pathlib import Path

from bot.clock import ManualClock
from bot.joining import join_parts
from bot.log import set_up_logging
from bot.simulation.settings import BEGINS, settings_of
from bot.storage.columns import from_micros
from bot.wiring import Wiring

DONE = "done"


async def work(folder: Path, shop_file: str, flows_dir: str, api_url: str) -> None:
    """Until its input ends."""
    clock = ManualClock(BEGINS)
    wiring = await join_parts(settings_of(folder, shop_file, flows_dir, api_url), clock)
    try:
        while line := await asyncio.to_thread(sys.stdin.readline):
            clock.set(from_micros(int(line)))
            moved = await settle(wiring, reconciles=True)
            print(DONE, int(moved), flush=True)  # noqa: T201 - to the process that asked
    finally:
        await wiring.close()


async def settle(wiring: Wiring, *, reconciles: bool = False) -> bool:
    """Work until no event waits, no timer is due and no message can go out; whether there was anything to do."""
    had_work = False
    while True:
        moved = await wiring.timers.move_due()
        worked = await wiring.worker.work_once()
        sent = await wiring.dispatcher.send_due()
        settled = await wiring.reconciler.settle_due() if reconciles else 0
        if not (moved or worked or sent or settled):
            return had_work
        had_work = True


def main() -> None:
    """Quiet but for errors: those are the reader's."""
    set_up_logging("error", "text")
    folder, shop_file, flows_dir, api_url = sys.argv[1:]
    asyncio.run(work(Path(folder), shop_file, flows_dir, api_url))


if __name__ == "__main__":
    main()
