"""What `shopclerk hooks …` does."""

from typing import Any

from bot.clock import SystemClock
from bot.desk.events import console, show_table
from bot.desk.people import open_database
from bot.hooks import keeping
from bot.hooks.events import EVENTS
from bot.settings import Settings
from bot.staff.agents import NOBODY
from bot.storage.columns import to_micros


def _now() -> int:
    return to_micros(SystemClock().now())


async def show_hooks(settings: Settings) -> None:
    """A table of them."""
    async with open_database(settings) as database, database.read() as tx:
        hooks = await keeping.list_hooks(tx)
    rows = [_shown(hook) for hook in hooks]
    show_table(("id", "url", "events", "waiting", "failing since", "why"), rows)


def _shown(hook: dict[str, Any]) -> list[Any]:
    since = hook["disabled_at"] or hook["failing_since"] or ""
    return [hook["id"], hook["url"], " ".join(hook["events"]), hook["waiting"], since, hook["why"]]


async def add_hook(settings: Settings, *, url: str, events: str) -> None:
    """Raises HookRefused."""
    await keeping.check_address(url)
    chosen = [event.strip() for event in events.split(",") if event.strip()] or list(EVENTS)
    async with open_database(settings) as database, database.write() as tx:
        hook_id, secret = await keeping.add_hook(tx, NOBODY, url, chosen, _now())
    console.print(f"Webhook {hook_id} is told of {', '.join(chosen)}.\nIts secret, shown only now: {secret}")


async def remove_hook(settings: Settings, *, hook_id: int) -> None:
    """Raises NoSuchHook."""
    async with open_database(settings) as database, database.write() as tx:
        await keeping.remove_hook(tx, NOBODY, hook_id, _now())
    console.print(f"Webhook {hook_id} is gone.")


async def enable_hook(settings: Settings, *, hook_id: int) -> None:
    """Raises NoSuchHook."""
    async with open_database(settings) as database, database.write() as tx:
        await keeping.enable_hook(tx, NOBODY, hook_id, _now())
    console.print(f"Webhook {hook_id} is told again.")


async def show_log(settings: Settings, *, hook_id: int) -> None:
    """What it was told."""
    async with open_database(settings) as database, database.read() as tx:
        told = await keeping.list_deliveries(tx, hook_id)
    names = ("id", "event", "conversation_id", "at", "status", "attempts", "answer", "error")
    show_table(names, [[each[name] for name in names] for each in told])
