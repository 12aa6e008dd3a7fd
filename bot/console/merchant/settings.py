"""Settings: hours, limits and languages as they hold now, saved replies, tags, and how long data is kept."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from bot.actions.people.language import own_name
from bot.actions.shopfile.overlay import PARTS
from bot.actions.shopfile.places import DAYS
from bot.changes.state import read_changes
from bot.console.desk import Desk
from bot.console.inbox.views import LIST_CANNED, LIST_TAGS
from bot.console.merchant.shopfile import place_of
from bot.console.merchant.shopsettings import list_changes, list_languages
from bot.console.routes import Route
from bot.handoff.plan import is_open, opens_at, read_plan
from bot.staff.agents import Agent
from bot.storage.columns import iso
from flows.engine.journeys.journey import Cap, Journey

KEPT = ("messages", "media", "events", "notes", "audit")


async def show_hours(desk: Desk, agent: Agent, request: Request) -> Response:
    """When people are there, when the bot may write by itself, and in which languages."""
    values: dict[str, Any] = {"days": DAYS, "parts": PARTS, "file": _file(desk).name, **await _hours(desk)}
    return desk.pages.show(desk, agent, request, "settings_hours.html", words=("hours.",), **values)


async def tell_hours(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:  # noqa: ARG001
    """Hours, limits and languages, what differs from the shop's file, and the lines of the file."""
    return await _hours(desk)


async def show_canned(desk: Desk, agent: Agent, request: Request) -> Response:
    """Saved replies: everybody's."""
    async with desk.database.read() as tx:
        rows = [
            dict(zip(("id", "name", "text", "language"), row[:4], strict=True)) for row in await tx.rows(LIST_CANNED)
        ]
    values: dict[str, Any] = {"rows": rows, "languages": desk.shop.languages}
    return desk.pages.show(desk, agent, request, "settings_canned.html", words=("canned.",), **values)


async def show_tags(desk: Desk, agent: Agent, request: Request) -> Response:
    """Tags and on how many conversations each is."""
    async with desk.database.read() as tx:
        rows = [dict(zip(("name", "colour", "count"), row, strict=True)) for row in await tx.rows(LIST_TAGS)]
    return desk.pages.show(desk, agent, request, "settings_tags.html", words=("tags.",), rows=rows)


async def show_privacy(desk: Desk, agent: Agent, request: Request) -> Response:
    """For how long what is kept."""
    return desk.pages.show(
        desk,
        agent,
        request,
        "settings_privacy.html",
        words=("privacy.", "hours."),
        file=_file(desk).name,
        **await _privacy(desk),
    )


async def tell_privacy(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:  # noqa: ARG001
    """For how many days each kind of data is kept; 0: until it is erased."""
    return await _privacy(desk)


async def _privacy(desk: Desk) -> dict[str, Any]:
    async with desk.database.read() as tx:
        changes = await read_changes(tx)
    plan, place = desk.shop.privacy, place_of(_file(desk), "privacy")
    days = {name: int(getattr(plan, f"keep_{name}_days")) for name in KEPT}
    return {"days": days, "place": place, "changed": list_changes(desk, changes), "parts": PARTS}


async def _hours(desk: Desk) -> dict[str, Any]:
    async with desk.database.read() as tx:
        plan, changes = await read_plan(tx), await read_changes(tx)
    now, file = desk.now(), _file(desk)
    opens = opens_at(plan, now)
    return {
        "people": {
            "hours": {day: plan.hours.get(day, "") for day in DAYS} if plan.hours else {},
            "special": {day.isoformat(): text for day, text in sorted(plan.special.items())},
            "timezone": plan.timezone,
            "is_open": is_open(plan, now),
            "opens_at": iso(opens or None, "minutes"),
            "answer_minutes": plan.answer_minutes,
            "idle_hours": plan.idle_hours,
            "assign": plan.assign,
            "place": place_of(file, "handoff"),
        },
        "stores": [
            {"name": each.name, "hours": dict(each.hours), "timezone": each.timezone} for each in desk.shop.stores
        ],
        "stores_place": place_of(file, "stores"),
        "changed": list_changes(desk, changes),
        "limits": desk.shop.limits.model_dump(mode="json"),
        "journeys": [_limits(each) for each in sorted(desk.flows.journeys.values(), key=lambda each: each.id)],
        "limits_place": place_of(file, "limits"),
        "languages": list(desk.shop.languages),
        "first_language": desk.as_filed.languages[0],
        "all_languages": [{"code": code, "name": own_name(code)} for code in list_languages(desk)],
        "languages_place": place_of(file, "languages"),
        "timezone": desk.shop.timezone,
    }


def _limits(journey: Journey) -> dict[str, Any]:
    quiet = journey.policy.quiet
    told = f"{quiet[0]:%H:%M}–{quiet[1]:%H:%M}" if quiet else ""
    caps = [{"most": cap.most, "hours": _hours_of(cap)} for cap in journey.policy.caps]
    return {"id": journey.id, "category": journey.policy.category, "quiet": told, "caps": caps}


def _hours_of(cap: Cap) -> int:
    return cap.within // timedelta(hours=1)


def _file(desk: Desk) -> Path:
    return Path(desk.settings.shop_file)


ROUTES = [
    Route("GET", "/console/settings/hours", "viewer", show_hours),
    Route("GET", "/console/settings/canned", "viewer", show_canned),
    Route("GET", "/console/settings/tags", "viewer", show_tags),
    Route("GET", "/console/settings/privacy", "viewer", show_privacy),
    Route("GET", "/api/settings/hours", "viewer", tell_hours),
    Route("GET", "/api/settings/privacy", "viewer", tell_privacy),
]
