"""Publishing flows that were changed: first what would happen to whom, then at once in every process."""

import asyncio
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from bot.changes import queries
from bot.changes.outline import Outline, ScriptChange, compare, needs_restart, outline_of
from bot.changes.state import BELL, Changes, note_change, read_changes
from bot.console.desk import Desk
from bot.console.faults import Conflict
from bot.console.merchant.queries import COUNT_LIVE_STEPS
from bot.console.merchant.standing import Standing, read_standing
from bot.console.routes import Route
from bot.errors import SettingsWrong
from bot.staff.agents import Agent
from bot.staff.audit import note_deed
from bot.storage.columns import dump_json
from bot.storage.transactions import Tx

RESTART = "shopclerk run"
Files = tuple[tuple[str, str], ...]


@dataclass
class Tried:
    """What came of the files that were looked at last: reading them takes seconds, so one at a time, and once."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    mark: str = ""
    found: tuple[Outline, str] | SettingsWrong = field(default_factory=lambda: SettingsWrong(""))


class Seen(BaseModel):
    """The version whose impact was seen: another one is not published by mistake."""

    version: str


async def show_changes(desk: Desk, agent: Agent, request: Request) -> Response:
    """The page."""
    return desk.pages.show(desk, agent, request, "changes.html", words=("changes.",), **await _told(desk))


async def tell_changes(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:  # noqa: ARG001
    """What the files on disk would change, for how many people, and what would become of them."""
    return await _told(desk)


async def publish(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Let every process work with the files as they are now, from each one's next turn on."""
    given: Seen = request.state.body
    files = await desk.keeper.read_disk()
    fresh, version = await _compiled(desk, files)
    if version != given.version:
        raise Conflict("The files have changed since you looked. Look again.")
    if needs_restart(outline_of(desk.flows), fresh):
        raise Conflict(f"Templates were changed: restart the shop instead ({RESTART}).")
    now = desk.now()
    async with desk.database.write() as tx:
        await tx.run(queries.PUBLISH, dump_json([list(each) for each in files]), version, agent.name, now)
        await note_change(tx, "flows", now)
        await note_deed(tx, agent, "flows.published", version, now, files=len(files))
    await desk.keeper.refresh()
    desk.coordinator.wake(BELL)
    return {"version": version}


async def _told(desk: Desk) -> dict[str, Any]:
    running = outline_of(desk.flows)
    told: dict[str, Any] = {"folder": desk.settings.flows_dir or "", "running": desk.flows.version, "fault": ""}
    told |= {"changes": [], "restart": [], "version": desk.flows.version, "is_same": True, "command": RESTART}
    async with desk.database.read() as tx:
        told["published"] = [
            {"version": row[1], "by": row[2], "at": row[3]} for row in await tx.rows(queries.LIST_PUBLICATIONS, 10)
        ]
    try:
        fresh, version = await _compiled(desk, await desk.keeper.read_disk())
    except SettingsWrong as wrong:
        return told | {"fault": str(wrong), "is_same": False}
    found = compare(running, fresh)
    standing = await read_standing(desk)
    async with desk.database.read() as tx:
        listed = [await _impact(tx, change, standing) for change in found]
    restart = needs_restart(running, fresh)
    is_same = version == desk.flows.version
    return told | {"changes": listed, "restart": restart, "version": version, "is_same": is_same}


async def _compiled(desk: Desk, files: Files) -> tuple[Outline, str]:
    """The flows that these files would make, tried once for the same files. Raises SettingsWrong."""
    tried: Tried = desk.kept.setdefault("tried flows", Tried())
    async with tried.lock:
        async with desk.database.read() as tx:
            now = await read_changes(tx)
        mark = sha256(repr((now.number, files)).encode()).hexdigest()
        if mark != tried.mark:
            changes = Changes(now.number, now.switches, now.answers, now.publication + 1, files)
            tried.mark, tried.found = mark, await _try(desk, changes)
        if isinstance(tried.found, SettingsWrong):
            raise SettingsWrong(str(tried.found))
        return tried.found


async def _try(desk: Desk, changes: Changes) -> tuple[Outline, str] | SettingsWrong:
    try:
        flows = (await desk.keeper.try_out(changes)).flows
    except SettingsWrong as wrong:
        return wrong
    return outline_of(flows), flows.version


async def _impact(tx: Tx, change: ScriptChange, standing: Standing) -> dict[str, Any]:
    """A change with the people whom it concerns."""
    if change.kind == "journey":
        people = {row[0]: int(row[1]) for row in await tx.rows(COUNT_LIVE_STEPS, change.id)}
    else:
        places = [*standing.here.items(), *standing.left.items()]
        people = {}
        for (flow, step), count in places:
            if flow == change.id:
                people[step] = people.get(step, 0) + count
    steps = [
        {"id": each.step, "what": each.what, "then": each.then, "to": each.target, "people": people.get(each.step, 0)}
        for each in change.steps
    ]
    concerned = sum(people.get(each.step, 0) for each in change.steps)
    return {"kind": change.kind, "id": change.id, "what": change.what, "people": concerned, "steps": steps}


ROUTES = [
    Route("GET", "/console/flows/changes", "lead", show_changes),
    Route("GET", "/api/flows/changes", "lead", tell_changes),
    Route("POST", "/api/flows/publish", "admin", publish, body=Seen),
]
