"""Journeys: who is under way, what came of it, what they would cost; on and off."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from bot.changes import queries as changes
from bot.changes.state import BELL, Changes, note_change, read_changes
from bot.console.charts.days import draw_area, draw_stacks
from bot.console.desk import Desk
from bot.console.faults import NotFound
from bot.console.merchant.flows import draw_steps
from bot.console.merchant.forecast import DAYS, Forecast, forecast
from bot.console.merchant.graphs import languages_of, list_steps
from bot.console.merchant.journeyqueries import COUNT_DAYS, COUNT_ENDS, COUNT_REASONS
from bot.console.merchant.queries import COUNT_LIVE_JOURNEYS, COUNT_LIVE_STEPS
from bot.console.merchant.standing import Standing
from bot.console.routes import Route
from bot.phone.languages import Language
from bot.staff.agents import Agent
from bot.staff.audit import note_deed
from bot.storage.columns import iso
from flows.engine.journeys.journey import Journey

SINCE = timedelta(days=30) // timedelta(microseconds=1)
_DAY = 86_400_000_000
PARTS = {"sent": ("sent", "called"), "held": ("suppressed", "merged"), "failed": ("failed", "unknown")}
OPEN = ("queued", "deferred")


class Wanted(BaseModel):
    """Whether the journey is to be on."""

    on: bool


async def show_journeys(desk: Desk, agent: Agent, request: Request) -> Response:
    """The list."""
    values: dict[str, Any] = {"rows": await _rows(desk, desk.pages.language_of(request, agent))}
    return desk.pages.show(desk, agent, request, "journeys.html", words=("journeys.",), **values)


async def list_journeys(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Every journey: on or off and by whom, and how many are under way."""
    return {"rows": await _rows(desk, desk.pages.language_of(request, agent))}


async def show_journey(desk: Desk, agent: Agent, request: Request) -> Response:
    """One journey, drawn, with what came of it."""
    journey, reader = _find(desk, request), desk.pages.language_of(request, agent)
    t, language = reader.words, languages_of(desk.shop.languages, request.query_params.get("texts", ""), reader.code)
    steps, told = list_steps(desk.flows, journey, language), await _told(desk, journey)
    standing = Standing({(journey.id, step): count for step, count in told["live"].items()})
    ahead = await forecast(desk, journey)
    [row] = [each for each in await _rows(desk, reader) if each["id"] == journey.id]
    values: dict[str, Any] = {
        "journey": journey,
        "row": row,
        "steps": steps,
        "standing": standing,
        "told": told,
        "ahead": ahead,
        "map": draw_steps(journey, steps, t, standing, row["name"]),
        "outcomes": _outcomes(desk, told["days"], t),
        "forecast": _draw_forecast(desk, ahead, t),
        "texts": language,
        "languages": desk.shop.languages,
    }
    return desk.pages.show(desk, agent, request, "journey.html", words=("journeys.",), **values)


async def tell_forecast(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:  # noqa: ARG001
    """What it would do, by what happened in the last 14 days."""
    return asdict(await forecast(desk, _find(desk, request)))


async def switch_journey(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Switch a journey on or off: at once, in every process. Off: nobody begins it, whoever is under way leaves."""
    journey, wanted = _find(desk, request), request.state.body
    now, by = desk.now(), agent.name
    async with desk.database.write() as tx:
        await tx.run(changes.SWITCH, journey.id, int(wanted.on), by, now)
        dropped = 0
        if not wanted.on:
            dropped = await tx.run(changes.DROP_WAITING, journey.id, f"{by} switched the journey off", now)
        await note_change(tx, "journey", now)
        deed = "journey.switched_on" if wanted.on else "journey.switched_off"
        await note_deed(tx, agent, deed, journey.id, now, withdrawn=dropped)
    await desk.keeper.refresh()
    desk.coordinator.wake(BELL)
    return {"id": journey.id, "on": wanted.on, "withdrawn": dropped}


async def _rows(desk: Desk, reader: Language) -> list[dict[str, Any]]:
    async with desk.database.read() as tx:
        live = {row[0]: int(row[1]) for row in await tx.rows(COUNT_LIVE_JOURNEYS)}
        changed = await read_changes(tx)
    flows = desk.flows
    everything: Mapping[str, Journey] = {**flows.asleep, **flows.journeys}
    return [
        {
            "id": name,
            "name": reader.words.get(f"journeys.name.{name}") or flows.name_of(name, reader.code),
            "description": journey.description,
            "category": journey.policy.category,
            "begins": list(dict.fromkeys(on.event for on in journey.triggers)),
            "steps": len(journey.steps),
            "live": live.get(name, 0),
            **_state(name, changed, is_asleep=name in flows.asleep),
        }
        for name, journey in sorted(everything.items())
    ]


def _state(name: str, changed: Changes, *, is_asleep: bool) -> dict[str, Any]:
    """On or off, and whose word it is."""
    switch = next((each for each in changed.switches if each.journey == name), None)
    if switch is None:
        return {"on": not is_asleep, "by": "shop.toml" if is_asleep else "", "at": None}
    return {"on": switch.is_on, "by": switch.by, "at": iso(switch.at)}


async def _told(desk: Desk, journey: Journey) -> dict[str, Any]:
    since = desk.now() - SINCE
    async with desk.database.read() as tx:
        live = {row[0]: int(row[1]) for row in await tx.rows(COUNT_LIVE_STEPS, journey.id)}
        reasons = await tx.rows(COUNT_REASONS, journey.id, since)
        days = await tx.rows(COUNT_DAYS, journey.id, since, _distance(desk))
        ends = await tx.rows(COUNT_ENDS, journey.id, since)
    return {"live": live, "reasons": reasons, "days": days, "ends": ends}


def _distance(desk: Desk) -> int:
    """Of the shop's clock from UTC, in µs."""
    away = desk.clock.now().astimezone(ZoneInfo(desk.shop.timezone)).utcoffset() or timedelta(0)
    return away // timedelta(microseconds=1)


def _day_names(desk: Desk, count: int) -> list[str]:
    today = (desk.now() + _distance(desk)) // _DAY
    days = [datetime.fromtimestamp((today - back) * 86_400, UTC) for back in range(count - 1, -1, -1)]
    return [f"{day.month}/{day.day}" for day in days]


def _outcomes(desk: Desk, days: Any, t: Mapping[str, str]) -> dict[str, Any]:
    """The steps that came due in 30 days, by day and by what they came to."""
    count, today = 30, (desk.now() + _distance(desk)) // _DAY
    values: defaultdict[str, list[float]] = defaultdict(lambda: [0.0] * count)
    for day, outcome, many in days:
        part = next((part for part, names in PARTS.items() if outcome in names), "")
        if part and 0 <= (place := count - 1 - (today - int(day))) < count:
            values[part][place] += int(many)
    sums = {part: sum(values[part]) for part in PARTS}
    total = sum(sums.values())
    if not total:
        return {"title": t["journeys.outcomes.none"], "chart": None, "rows": []}
    title = t["journeys.outcomes.title"].format(share=f"{sums['sent'] / total:.0%}", count=f"{total:,.0f}")
    names = _day_names(desk, count)
    chart = draw_stacks(names, {t[f"journeys.part.{part}"]: values[part] for part in PARTS}, title)
    rows = [(name, [int(values[part][place]) for part in PARTS]) for place, name in enumerate(names)]
    return {"title": title, "chart": chart, "rows": [row for row in rows if any(row[1])]}


def _draw_forecast(desk: Desk, ahead: Forecast, t: Mapping[str, str]) -> dict[str, Any]:
    days = _day_names(desk, DAYS)
    if not any(ahead.by_day):
        return {"title": t["journeys.forecast.none"], "chart": None, "rows": []}
    cost = f"{ahead.cost_a_day:,.2f} {ahead.currency}"
    title = t["journeys.forecast.title"].format(people=f"{ahead.a_day:,.1f}", cost=cost)
    rows = list(zip(days, ahead.by_day, strict=True))
    return {"title": title, "chart": draw_area(days, ahead.by_day, title), "rows": rows}


def _find(desk: Desk, request: Request) -> Journey:
    name = request.path_params["id"]
    journey: Journey | None = desk.flows.journeys.get(name) or desk.flows.asleep.get(name)
    if journey is None:
        raise NotFound
    return journey


ROUTES = [
    Route("GET", "/console/journeys", "viewer", show_journeys),
    Route("GET", "/console/journeys/{id}", "viewer", show_journey),
    Route("GET", "/api/journeys", "viewer", list_journeys),
    Route("GET", "/api/journeys/{id}/forecast", "viewer", tell_forecast),
    Route("PUT", "/api/journeys/{id}", "lead", switch_journey, body=Wanted),
]
