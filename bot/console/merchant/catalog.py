"""The catalog: where products come from, what became of every reading, what can be sold."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from bot.console.desk import Desk
from bot.console.faults import Conflict, NotFound
from bot.console.routes import Route
from bot.jobs.clerk import BELL
from bot.staff.addresses import plain_address
from bot.staff.agents import Agent
from bot.staff.audit import note_deed

NONE = {"products": 0, "out": 0, "bare": 0}
COUNTS = ("added", "changed", "gone", "same", "late", "refused")
RUN = ("id", "state", "is_full", "why", "refusals", "notes", "done", "total", *COUNTS)


class Asked(BaseModel):
    """All of it, or what has changed."""

    what: Literal["full", "changes"] = "changes"


class Nothing(BaseModel):
    """No more is to be said."""


async def show_catalog(desk: Desk, agent: Agent, request: Request) -> Response:
    """The page."""
    return desk.pages.show(desk, agent, request, "catalog.html", words=("catalog.",), **await _status(desk))


async def tell_status(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:  # noqa: ARG001
    """Sources with their last runs, what they refused and why, products by source, pictures that are left out."""
    return await _status(desk)


async def sync_source(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Read a source now: the running shop does it in the background."""
    from bot.console.merchant.catalogqueries import ask_for_run

    name, what = request.path_params["name"], request.state.body.what
    async with desk.database.session() as session:
        if not await ask_for_run(await session.connection(), name, what):
            raise NotFound
    await _note(desk, agent, "catalog.sync", name, what=what)
    desk.coordinator.wake(BELL)
    return {"name": name, "asked": what}


async def confirm_source(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """A run was held because it would take very much away: let it."""
    from catalog.sync.run import NothingHeld, confirm_held
    from catalog.sync.take import UnknownSource, read_origin

    name = request.path_params["name"]
    try:
        async with desk.database.reading() as reading:
            origin = await read_origin(reading, name)
        async with desk.database.session() as session:
            gone = await confirm_held(await session.connection(), origin, desk.clock.now())
    except UnknownSource as error:
        raise NotFound from error
    except NothingHeld as error:
        raise Conflict(str(error)) from error
    await _note(desk, agent, "catalog.confirmed", name, gone=gone)
    desk.coordinator.wake("catalog")
    return {"name": name, "gone": gone}


async def _note(desk: Desk, agent: Agent, deed: str, name: str, **detail: Any) -> None:
    async with desk.database.write() as tx:
        await note_deed(tx, agent, deed, name, desk.now(), **detail)


async def _status(desk: Desk) -> dict[str, Any]:
    from bot.console.merchant.catalogqueries import count_products, list_refused_pictures, list_sources

    async with desk.database.reading() as session:
        connection = await session.connection()
        sources, counts = await list_sources(connection), await count_products(connection)
        refused, pictures = await list_refused_pictures(connection)
    by_source = {source: {"products": n, "out": out, "bare": bare} for source, n, out, bare in counts}
    newest = [{"url": plain_address(each["url"]), "why": each["why"]} for each in pictures]
    totals = {key: sum(each[key] for each in by_source.values()) for key in ("products", "out", "bare")}
    return {
        "sources": [_source(each, by_source.get(each["name"], NONE)) for each in sources],
        "own": by_source.get("", NONE),
        "totals": totals,
        "pictures": {"refused": refused, "newest": newest},
    }


def _source(row: dict[str, Any], counts: dict[str, int]) -> dict[str, Any]:
    runs = [_run(each) for each in row["runs"]]
    told = {name: row[name] for name in ("name", "kind", "address", "currency", "language", "every", "asked")}
    address = plain_address(row["address"])
    state = {"is_running": bool(row["runner"]), "failures": row["failures"], "next_at": _moment(row["next_at"])}
    return {**told, "address": address, **state, **counts, "runs": runs, "last": runs[0] if runs else None}


def _run(row: dict[str, Any]) -> dict[str, Any]:
    told = {name: row[name] for name in RUN}
    return {**told, "started_at": _moment(row["started_at"]), "ended_at": _moment(row["ended_at"])}


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="minutes") if moment else None


ROUTES = [
    Route("GET", "/console/catalog", "viewer", show_catalog),
    Route("GET", "/api/catalog/status", "viewer", tell_status),
    Route("POST", "/api/catalog/{name}/sync", "lead", sync_source, body=Asked),
    Route("POST", "/api/catalog/{name}/confirm", "lead", confirm_source, body=Nothing),
]
