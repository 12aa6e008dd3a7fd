"""Templates: what WhatsApp approves first, in every language, as it would be seen; asking for it and about it."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from bot.console.desk import Desk
from bot.console.faults import Conflict, Fault, NotFound
from bot.console.merchant.graphs import languages_of
from bot.console.routes import Route
from bot.errors import BotError, TryAgain, Unsettled
from bot.staff.agents import Agent
from bot.staff.audit import note_deed
from bot.storage.columns import iso
from bot.templates.office import Draft
from bot.templates.rates import MILLION
from bot.templates.variants import Variant, VariantStatus
from flows.engine.templates import BASE, TemplateContract, Wording

GOOD, WAITING = ("approved",), ("received", "pending")
Key = tuple[str, str, str]


class Names(BaseModel):
    """Which templates; none means all."""

    names: list[str] = []


class ProviderAway(Fault):
    """WhatsApp's side does not answer now."""

    status, code = 503, "provider_away"


async def show_wordings(desk: Desk, agent: Agent, request: Request) -> Response:
    """The page."""
    reader = desk.pages.language_of(request, agent)
    language = languages_of(desk.shop.languages, request.query_params.get("texts", ""), reader.code)
    rows = await _rows(desk, language)
    states = [each["status"] for row in rows for each in row["languages"]]
    counts = {kind: sum(state_class(state) == kind for state in states) for kind in ("good", "waiting", "bad", "new")}
    values: dict[str, Any] = {"rows": rows, "counts": counts, "texts": language, "languages": desk.shop.languages}
    return desk.pages.show(desk, agent, request, "wordings.html", words=("templates.",), **values)


async def list_wordings(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Every template with the state of each of its languages, and its words in one of them."""
    reader = desk.pages.language_of(request, agent)
    language = languages_of(desk.shop.languages, request.query_params.get("texts", ""), reader.code)
    return {"rows": await _rows(desk, language), "languages": list(desk.shop.languages)}


async def submit_wordings(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Create at the provider and submit to WhatsApp what was not yet: all, or those named. Twice is once."""
    names: list[str] = request.state.body.names
    known = {draft.contract.name for draft in desk.templates.drafts()}
    if strange := sorted({*names} - known):
        raise NotFound(f"There is no template {strange[0]}.")
    try:
        told = await desk.templates.submit(names)
    except (TryAgain, Unsettled) as error:
        raise ProviderAway(str(error)) from error
    except BotError as error:
        raise Conflict(str(error)) from error
    async with desk.database.write() as tx:
        await note_deed(tx, agent, "templates.submitted", ", ".join(names) or "all", desk.now(), wordings=len(told))
    said = [{"name": each.contract.name, "language": each.wording.language, "told": what} for each, what in told]
    return {"told": said}


async def sync_wordings(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:  # noqa: ARG001
    """Ask the provider now what became of everything that was submitted."""
    try:
        looked = await desk.templates.sync()
    except (TryAgain, Unsettled) as error:
        raise ProviderAway(str(error)) from error
    except BotError as error:
        raise Conflict(str(error)) from error
    async with desk.database.write() as tx:
        await note_deed(tx, agent, "templates.synced", "all", desk.now(), wordings=looked)
    return {"looked_at": looked}


def state_class(status: str) -> str:
    """good, waiting, new or bad."""
    if status in GOOD:
        return "good"
    if status in WAITING:
        return "waiting"
    return "new" if status in ("new", "unsubmitted") else "bad"


def preview(wording: Wording) -> dict[str, Any]:
    """What WhatsApp would show, with the samples in it."""
    return {
        "header": wording.filled(wording.header),
        "media": wording.media,
        "body": wording.filled(wording.body),
        "footer": wording.filled(wording.footer),
        "buttons": [{"kind": each.kind, "title": wording.filled(each.title)} for each in wording.buttons],
        "language": wording.language,
    }


async def _rows(desk: Desk, language: str) -> list[dict[str, Any]]:
    known: dict[Key, Variant] = {(v.name, v.language, v.mark): v for v in await desk.templates.variants()}
    by_contract: dict[str, list[Draft]] = {}
    for draft in desk.templates.drafts():
        by_contract.setdefault(draft.contract.name, []).append(draft)
    return [_row(desk, drafts, known, language) for drafts in by_contract.values()]


def _row(desk: Desk, drafts: Sequence[Draft], known: Mapping[Key, Variant], language: str) -> dict[str, Any]:
    contract = drafts[0].contract
    found = {each.wording.language: known.get((contract.name, each.wording.language, each.mark)) for each in drafts}
    wanted = [each for each in drafts if each.wording.language.split("-")[0] in {*desk.shop.languages, BASE}]
    tariff, home = desk.wordings.rates.on(desk.clock.now().date()), _home(desk)
    price = tariff.price(contract.category, home, in_window=False) / MILLION
    return {
        "name": contract.name,
        "category": contract.category,
        "price": f"{price:.4f} {tariff.currency}",
        "country": home,
        "languages": [_state(each.wording.language, found[each.wording.language]) for each in wanted],
        "lacks": contract.lacks(desk.shop.languages),
        "preview": preview(_wording(contract, language)),
    }


def _wording(contract: TemplateContract, language: str) -> Wording:
    wordings = contract.wordings
    close = (code for code in wordings if code.split("-")[0] == language.split("-")[0])
    return wordings.get(language) or wordings[next(close, BASE if BASE in wordings else next(iter(wordings)))]


def _state(language: str, variant: Variant | None) -> dict[str, Any]:
    if variant is None:
        return {"language": language, "status": "new", "class": "new", "reason": "", "paused_until": None}
    until = variant.paused_until if variant.status is VariantStatus.PAUSED else None
    status = variant.status.value if variant.doubt is None else "doubt"
    return {
        "language": language,
        "status": status,
        "class": state_class(status),
        "reason": variant.reason if variant.doubt is None else str(variant.doubt),
        "paused_until": iso(until or None, "minutes"),
        "quality": variant.quality,
        "counts_as": variant.counts_as,
        "was_recategorised": variant.was_recategorised,
    }


def _home(desk: Desk) -> str:
    """The shop's country, else that of its first number."""
    from phonenumbers import NumberParseException, parse, region_code_for_country_code

    if desk.shop.country or not desk.settings.senders:
        return desk.shop.country
    try:
        return str(region_code_for_country_code(parse(desk.settings.senders[0]).country_code or 0))
    except NumberParseException:
        return ""


ROUTES = [
    Route("GET", "/console/templates", "viewer", show_wordings),
    Route("GET", "/api/wordings", "viewer", list_wordings, query={"texts": "the language of the texts"}),
    Route("POST", "/api/wordings/submit", "lead", submit_wordings, body=Names),
    Route("POST", "/api/wordings/sync", "lead", sync_wordings, body=Names),
]
