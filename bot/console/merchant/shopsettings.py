"""Changing what the shop's file says, without the file and without a restart: hours, limits, languages, privacy.

The file holds what is not changed. A setting is kept only while it differs from the file's.
"""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, Field
from starlette.requests import Request

from bot.actions.shopfile.overlay import PARTS, find_faults, lay_what_fits, value_in
from bot.actions.shopfile.places import DAYS
from bot.changes import queries
from bot.changes.state import BELL, Changes, note_change, read_changes
from bot.console.desk import Desk
from bot.console.faults import NotFound, WrongInput
from bot.console.routes import Route
from bot.handoff.plan import set_plan
from bot.staff.agents import Agent
from bot.staff.audit import note_deed
from bot.storage.columns import dump_json, iso
from bot.storage.transactions import Tx

Word = Literal["own", "off", "set"]


class HoursGiven(BaseModel):
    """When people are there. `hours` by weekday and `special` by date: `09:00-18:00`, or empty for closed.

    With `always` somebody is there at any time, and both must be empty of hours.
    """

    always: bool
    hours: dict[str, str] = Field(default={}, max_length=7)
    special: dict[str, str] = Field(default={}, max_length=400)
    answer_minutes: float
    idle_hours: float
    assign: str


class LimitGiven(BaseModel):
    """`own`: as each journey is written; `off`: none; `set`: what `quiet_hours` and `caps` say (`1 per 12h`)."""

    quiet: Word
    quiet_hours: str = Field(default="", max_length=40)
    capped: Word
    caps: list[str] = Field(default=[], max_length=20)


class LimitsGiven(BaseModel):
    """For offers (`marketing`) and for updates about orders (`utility`)."""

    marketing: LimitGiven
    utility: LimitGiven


class LanguagesGiven(BaseModel):
    """Which languages the bot answers in; what is left out stays as it is. The shop's first one is always on."""

    languages: dict[str, bool] = Field(max_length=100)


class PrivacyGiven(BaseModel):
    """For how many days each kind of data is kept: 0 until it is erased, else at least 2."""

    keep_messages_days: int
    keep_media_days: int
    keep_events_days: int
    keep_notes_days: int
    keep_audit_days: int


async def change_hours(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Change when people are there, and how soon somebody is owed an answer: from the next message on."""
    given: HoursGiven = request.state.body
    hours = {day: text for day, text in given.hours.items() if text}
    faults = {}
    if not given.always and not hours and not any(given.special.values()):
        faults["always"] = "none"
    if given.always and given.special:
        faults["special"] = "always"
    wanted = {
        "handoff.hours": {} if given.always else hours,
        "handoff.special": given.special,
        "handoff.answer_minutes": given.answer_minutes,
        "handoff.idle_hours": given.idle_hours,
        "handoff.assign": given.assign,
    }
    return await _change(desk, agent, request, wanted, faults)


async def change_limits(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Change quiet hours and caps of all journeys of a kind, also of what waits to be sent already."""
    given: LimitsGiven = request.state.body
    wanted: dict[str, Any] = {}
    faults = {}
    for kind in ("marketing", "utility"):
        told: LimitGiven = getattr(given, kind)
        if told.quiet == "set" and not told.quiet_hours.strip():
            faults[f"{kind}.quiet_hours"] = "quiet_hours"
        if told.capped == "set" and not told.caps:
            faults[f"{kind}.caps"] = "caps"
        wanted[f"limits.{kind}.quiet_hours"] = {"own": None, "off": "", "set": told.quiet_hours}[told.quiet]
        wanted[f"limits.{kind}.caps"] = {"own": None, "off": [], "set": told.caps}[told.capped]
    return await _change(desk, agent, request, wanted, faults)


async def change_languages(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Change which languages the bot answers in. Whose own is off is answered as somebody whose own nobody knows."""
    given: LanguagesGiven = request.state.body
    choices, first = list_languages(desk), desk.as_filed.languages[0]
    faults = {f"languages.{code}": "language" for code in given.languages if code not in choices}
    if not given.languages.get(first, True):
        faults[f"languages.{first}"] = "first"
    on = [code for code in choices if given.languages.get(code, code in desk.shop.languages)]
    return await _change(desk, agent, request, {"languages": on}, faults)


async def change_privacy(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Change for how long data is kept. What is too old by then is cleared within the hour, for good."""
    given: PrivacyGiven = request.state.body
    wanted = {f"privacy.{name}": days for name, days in given.model_dump().items()}
    return await _change(desk, agent, request, wanted, {})


async def undo_changes(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Back to what the shop's file says, in one part: `hours`, `limits`, `languages` or `privacy`."""
    names = PARTS.get(request.path_params["part"])
    if names is None:
        raise NotFound
    return await _keep(desk, agent, {name: value_in(desk.as_filed, name) for name in names}, "settings.undone")


def list_languages(desk: Desk) -> list[str]:
    """All that the bot has words in: the file's first, in its order."""
    filed = desk.as_filed.languages
    served = {code.split("-")[0] for code in filed}  # `pt-BR` is what is there of `pt`
    return [*filed, *sorted(set(desk.flows.languages) - set(filed) - served)]


def list_changes(desk: Desk, changes: Changes) -> dict[str, dict[str, Any]]:
    """The settings that differ from the shop's file: the file's value, and who changed it when."""
    told = {}
    for each in changes.settings:
        value = value_in(desk.as_filed, each.name)
        if value != each.value:
            told[each.name] = {"file": value, "by": each.by, "at": iso(each.at, "minutes")}
    return told


async def _change(
    desk: Desk, agent: Agent, request: Request, wanted: Mapping[str, Any], faults: Mapping[str, str]
) -> dict[str, Any]:
    """All of it, or nothing. Raises WrongInput with each field that is wrong, in the reader's words."""
    wrong = {**_named(find_faults(desk.as_filed, wanted)), **faults}
    if wrong:
        t = desk.pages.language_of(request, agent).words
        raise WrongInput(fields={name: t[f"hours.fault.{kind}"] for name, kind in wrong.items()})
    shop, _ = lay_what_fits(desk.as_filed, wanted)
    return await _keep(desk, agent, {name: value_in(shop, name) for name in wanted}, "settings.changed")


def _named(faults: Mapping[str, str]) -> dict[str, str]:
    """By the fields of the form, and which words say it: `handoff.hours.mon` is `hours.mon`."""
    named = {}
    for place in faults:
        part, *path = place.split(".")
        if part == "handoff":
            name = f"hours.{path[1]}" if path[0] == "hours" and path[1:] and path[1] in DAYS else path[0]
            named[name] = path[0]
        elif part == "privacy":
            named[path[0]] = "days"
        else:
            named[".".join(path[:2])] = path[1] if path[1:] else "language"
    return named


async def _keep(desk: Desk, agent: Agent, wanted: Mapping[str, Any], deed: str) -> dict[str, Any]:
    """Write down what differs from the file, forget what does not; every process works with it at once."""
    now = desk.now()
    async with desk.database.write() as tx:
        before, _ = lay_what_fits(desk.as_filed, (await read_changes(tx)).set)
        changed = [name for name, value in wanted.items() if value_in(before, name) != value]
        for name, value in wanted.items():
            await _keep_one(tx, desk, name, value, agent.name)
        after, _ = lay_what_fits(desk.as_filed, (await read_changes(tx)).set)
        if changed:
            await set_plan(tx, after.handoff_plan)
            await note_change(tx, "setting", now)
            for name in changed:
                told = {"before": value_in(before, name), "after": value_in(after, name)}
                await note_deed(tx, agent, deed, name, now, **told)
    if changed:
        await desk.keeper.refresh()
        desk.coordinator.wake(BELL)
    return {"changed": changed}


async def _keep_one(tx: Tx, desk: Desk, name: str, value: Any, by: str) -> None:
    if value == value_in(desk.as_filed, name):
        await tx.run(queries.DROP_SETTING, name)
    else:
        await tx.run(queries.KEEP_SETTING, name, dump_json(value), by, desk.now())


ROUTES = [
    Route("PUT", "/api/settings/hours", "admin", change_hours, body=HoursGiven),
    Route("PUT", "/api/settings/limits", "admin", change_limits, body=LimitsGiven),
    Route("PUT", "/api/settings/languages", "admin", change_languages, body=LanguagesGiven),
    Route("PUT", "/api/settings/privacy", "admin", change_privacy, body=PrivacyGiven),
    Route("DELETE", "/api/settings/{part}", "admin", undo_changes),
]
