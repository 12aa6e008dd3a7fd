"""Hooks: adding, listing, removing; every change is a line of the audit log."""

import json
from collections.abc import Sequence
from typing import Any

from bot.hooks import queries
from bot.hooks.events import EVENTS
from bot.hooks.refusals import HookRefused, NoSuchHook
from bot.hooks.signing import make_secret
from bot.staff.addresses import plain_address
from bot.staff.agents import Agent
from bot.staff.audit import note_deed
from bot.storage.columns import dump_json, iso
from bot.storage.transactions import Tx
from catalog.feeds.addresses import safe_address
from catalog.items import SourceFailed

MOST = 20  # hooks of a shop
NEWEST = 2**62


async def check_address(url: str, *, own_network: bool = False) -> None:
    """Raises HookRefused for anything but https to a public host; `own_network` lets tests in."""
    if not own_network and not url.lower().startswith("https://"):
        raise HookRefused("the address must begin with https://")
    try:
        await safe_address(url, own_network=own_network)
    except SourceFailed as failed:
        raise HookRefused(str(failed)) from None


async def add_hook(tx: Tx, agent: Agent, url: str, events: Sequence[str], now: int) -> tuple[int, str]:
    """A new hook's id and secret, which is told only now. Its address is checked already. Raises HookRefused."""
    unknown = sorted(set(events) - set(EVENTS))
    if unknown or not events:
        raise HookRefused(f"events must be some of {', '.join(EVENTS)}")
    if len(await tx.rows(queries.LIST)) >= MOST:
        raise HookRefused(f"there are {MOST} webhooks already")
    secret = make_secret()
    ordered = [event for event in EVENTS if event in events]
    row = await tx.row(queries.ADD, url.strip(), secret, dump_json(ordered), agent.id or None, now)
    if row is None:
        raise HookRefused("there is a webhook with this address already")
    await note_deed(tx, agent, "webhook.added", plain_address(url), now, events=ordered)
    return int(row[0]), secret


async def remove_hook(tx: Tx, agent: Agent, hook_id: int, now: int) -> None:
    """It is told nothing any more, what waits included. Raises NoSuchHook."""
    await tx.run(queries.FORGET_DELIVERIES, hook_id)
    row = await tx.row(queries.REMOVE, hook_id)
    if row is None:
        raise NoSuchHook(f"there is no webhook {hook_id}")
    await note_deed(tx, agent, "webhook.removed", plain_address(row[0]), now)


async def enable_hook(tx: Tx, agent: Agent, hook_id: int, now: int) -> None:
    """After it was disabled, or to try once more what has failed. Raises NoSuchHook."""
    row = await tx.row(queries.ENABLE, hook_id)
    if row is None:
        raise NoSuchHook(f"there is no webhook {hook_id}")
    await tx.run(queries.AGAIN, hook_id, now)
    await note_deed(tx, agent, "webhook.enabled", plain_address(row[0]), now)


async def list_hooks(tx: Tx) -> list[dict[str, Any]]:
    """All, without their secrets."""
    found = []
    for hook_id, url, events, created, failing, disabled, why, waiting in await tx.rows(queries.LIST):
        told = {"id": hook_id, "url": url, "events": json.loads(events), "created_at": iso(created)}
        told |= {"failing_since": iso(failing), "disabled_at": iso(disabled), "why": why, "waiting": waiting}
        found.append(told)
    return found


async def list_deliveries(tx: Tx, hook_id: int, before: int = NEWEST, limit: int = 50) -> list[dict[str, Any]]:
    """What a hook was told, the newest first; nothing in it says what a contact wrote."""
    names = ("id", "event", "conversation_id", "subject", "at", "status", "attempts", "answer", "error", "done_at")
    found = []
    for row in await tx.rows(queries.LOG, hook_id, before, limit):
        told = dict(zip((*names, "due_at"), row, strict=True))
        found.append({**told, **{name: iso(told[name]) for name in ("at", "done_at", "due_at")}})
    return found
