"""Webhooks: which systems are told what happens here, and what became of it."""

from typing import Any

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from bot.console.desk import Desk
from bot.console.faults import WrongInput
from bot.console.routes import Route
from bot.hooks.events import EVENTS
from bot.hooks.keeping import (
    NEWEST,
    add_hook,
    check_address,
    enable_hook,
    list_deliveries,
    list_hooks,
    remove_hook,
)
from bot.staff.agents import Agent


class NewHook(BaseModel):
    """Where to, and what is told there."""

    url: str = Field(min_length=8, max_length=500)
    events: list[str] = Field(min_length=1, max_length=len(EVENTS))


async def show_hooks(desk: Desk, agent: Agent, request: Request) -> Response:
    """The page."""
    async with desk.database.read() as tx:
        hooks = await list_hooks(tx)
    return desk.pages.show(desk, agent, request, "webhooks.html", hooks=hooks, events=EVENTS, words=("hooks.",))


async def tell_hooks(desk: Desk, agent: Agent, request: Request) -> list[dict[str, Any]]:  # noqa: ARG001
    """All webhooks, without their secrets."""
    async with desk.database.read() as tx:
        return await list_hooks(tx)


async def add(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """A new webhook. Its secret is told only now. Raises HookRefused."""
    given: NewHook = request.state.body
    await check_address(given.url)
    async with desk.database.write() as tx:
        hook_id, secret = await add_hook(tx, agent, given.url, given.events, desk.now())
    return {"id": hook_id, "secret": secret}


async def remove(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """It is told nothing any more. Raises NoSuchHook."""
    async with desk.database.write() as tx:
        await remove_hook(tx, agent, int(request.path_params["id"]), desk.now())
    return {}


async def enable(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Tell it again, what has failed included. Raises NoSuchHook."""
    async with desk.database.write() as tx:
        await enable_hook(tx, agent, int(request.path_params["id"]), desk.now())
    desk.coordinator.wake("hooks")
    return {}


async def tell_deliveries(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:  # noqa: ARG001
    """What it was told, the newest first, and what it answered."""
    before = request.query_params.get("before", "")
    if before and not (before.isdecimal() and len(before) <= 18):
        raise WrongInput(fields={"before": "is a whole number"})
    async with desk.database.read() as tx:
        told = await list_deliveries(tx, int(request.path_params["id"]), int(before or NEWEST))
    return {"deliveries": told, "next": told[-1]["id"] if len(told) == 50 else None}


ROUTES = [
    Route("GET", "/console/settings/webhooks", "admin", show_hooks),
    Route("GET", "/api/webhooks", "admin", tell_hooks),
    Route("POST", "/api/webhooks", "admin", add, body=NewHook),
    Route("DELETE", "/api/webhooks/{id:int}", "admin", remove),
    Route("POST", "/api/webhooks/{id:int}/enable", "admin", enable),
    Route(
        "GET",
        "/api/webhooks/{id:int}/deliveries",
        "admin",
        tell_deliveries,
        query={"before": "only those before the one with this id"},
    ),
]
