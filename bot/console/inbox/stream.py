"""`GET /api/events`: what changes, as server-sent events, from the id where the page was (`Last-Event-ID`)."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import StreamingResponse

from bot.console.desk import FAREWELLS, Desk
from bot.console.faults import TooOften
from bot.console.inbox.feed import END, Listener, feed_of, frame
from bot.console.inbox.masking import sees_numbers
from bot.console.inbox.presence import CHANNEL
from bot.console.inbox.values import number_in
from bot.console.routes import Route
from bot.console.visitors import is_still
from bot.staff.agents import Agent

PING_EVERY = 15.0  # seconds of silence
LOOK_EVERY = 15.0  # seconds between two looks whether the sign-in is still good, whatever came meanwhile
MOST = 20  # streams of one agent
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class Typing(BaseModel):
    """`mode`: reply, note, or empty when they have stopped."""

    mode: str = ""


class Viewing(BaseModel):
    """Whether they look at the conversation. To be said again every ten seconds: it holds for fifteen."""

    on: bool = True


async def stream(desk: Desk, agent: Agent, request: Request) -> StreamingResponse:
    """An open stream. It ends when the browser goes, or with `bye` when its sign-in has ended or its role changed."""
    if feed_of(desk).count_of(agent.id) >= MOST:
        raise TooOften(retry_after=int(LOOK_EVERY))
    told = request.headers.get("last-event-id") or request.query_params.get("last", "")
    last = number_in(told)
    frames = follow(desk, agent, request, last)
    return StreamingResponse(frames, media_type="text/event-stream", headers=HEADERS)


async def follow(desk: Desk, agent: Agent, request: Request, last: int | None) -> AsyncIterator[bytes]:
    """The frames of one listener, and a comment when it is quiet."""
    feed, listener = feed_of(desk), Listener(agent, sees_numbers=sees_numbers(agent))
    farewells = asyncio.create_task(_hear_farewells(desk.coordinator.listen(FAREWELLS), listener))
    loop = asyncio.get_running_loop()
    look_at = loop.time() + LOOK_EVERY
    try:
        yield b"retry: 1000\n\n"
        yield b"".join(await feed.join(listener, last)) or PING
        if feed.count_of(agent.id) > MOST:
            return  # many that came at once
        while not farewells.done():
            told = await listener.next(max(0.0, min(PING_EVERY, look_at - loop.time())))
            if told == END:
                return
            if told == LOOK_AGAIN or loop.time() >= look_at:
                if not await is_still(desk, request, agent):
                    break
                look_at = loop.time() + LOOK_EVERY
            yield told if told is not None else PING
        yield frame("bye", {})
    finally:
        farewells.cancel()
        feed.leave(listener)


PING, LOOK_AGAIN = b": ping\n\n", b": farewell\n\n"


async def _hear_farewells(farewells: AsyncIterator[dict[str, Any]], listener: Listener) -> None:
    """Some sign-in of this agent has ended: the stream looks whether it was its own."""
    async for told in farewells:
        if told.get("agent") == listener.agent.id or told.get("resync"):
            listener.put(LOOK_AGAIN)


async def say_typing(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Colleagues see that this agent is writing."""
    mode = request.state.body.mode
    _tell(desk, agent, request.path_params["id"], on=True, typing=mode if mode in {"reply", "note"} else "")
    return {}


async def say_viewing(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Colleagues see that this agent looks at the conversation."""
    _tell(desk, agent, request.path_params["id"], on=request.state.body.on, typing=None)
    return {}


def _tell(desk: Desk, agent: Agent, contact_id: int, *, on: bool, typing: str | None) -> None:
    told = {"contact": contact_id, "agent": agent.id, "name": agent.name, "on": on, "typing": typing}
    desk.coordinator.publish(CHANNEL, told)


ROUTES = [
    Route(
        "GET",
        "/api/events",
        "viewer",
        stream,
        query={"last": "the id of the last event that was seen, where `Last-Event-ID` cannot be sent"},
    ),
    Route("POST", "/api/conversations/{id:int}/typing", "agent", say_typing, body=Typing),
    Route("POST", "/api/conversations/{id:int}/viewing", "agent", say_viewing, body=Viewing),
]
