"""Templates that may be sent to a contact now: approved ones, with values that the shop knows, how they will read,
and what one costs in the contact's country."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from bot.actions.money import render_money
from bot.console.desk import Desk
from bot.console.faults import WrongInput
from bot.console.inbox.said import render, wording_in
from bot.console.inbox.thread import get_seen, window_of
from bot.console.inbox.values import number_in
from bot.console.routes import Route
from bot.contacts.consents import OFFERS, may_receive
from bot.orders.queries import list_orders
from bot.outbox.content import Template
from bot.staff.agents import Agent
from bot.storage.transactions import Tx
from bot.templates.choose import chain_of
from bot.templates.places import PAYLOAD, Place
from bot.templates.queries import list_variants
from bot.templates.rates import MILLION
from bot.templates.variants import Variant
from flows.engine.templates import TemplateContract

#: Names under which templates ask for what is known here.
_PERSON = ("name", "customer_name", "first_name", "given_name", "contact_name")
_ORDER = {"order_number": "number", "order": "number", "number": "number"}
_PARCEL = {"tracking_number": 1, "tracking": 1, "carrier": 0, "tracking_url": 2, "tracking_link": 2}
PARCEL = (
    "select s.carrier, s.tracking_number, s.tracking_url from shipment s where s.order_id = $1 "
    "order by s.id desc limit 1"
)


async def list_templates(desk: Desk, agent: Agent, request: Request) -> list[dict[str, Any]]:  # noqa: ARG001
    """All that may be sent; with a `conversation`, as they would go to that contact. Raises NotFound."""
    contact_id = number_in(request.query_params.get("conversation", ""))
    async with desk.database.read() as tx:
        variants = desk.wordings.newest_first(await list_variants(tx, desk.wordings.account))
        if contact_id is None:
            return [_describe(desk, each, {}, "", in_window=False) for each in _one_each(variants)]
        seen = await get_seen(tx, contact_id)
        values = await known_values(tx, desk, contact_id)
        takes_offers = await may_receive(tx, seen.contact_id, OFFERS)
    in_window = bool(window_of(seen, desk.now())["open"])
    chain = chain_of(seen.language, desk.shop.languages[:1])
    chosen = sorted(_one_each(variants), key=lambda v: (_rank(v.language, chain), v.name))
    found = [_describe(desk, each, values, seen.country, in_window=in_window) for each in chosen]
    for each in found:
        each["fits_language"] = _rank(each["language"], chain) < len(chain)
        each["warning"] = "" if takes_offers or each["category"] != "marketing" else "no_consent"
    return found


async def check_template(tx: Tx, desk: Desk, template: Template) -> None:
    """Raises WrongInput when it may not be sent, or lacks a value."""
    variants = desk.wordings.newest_first(await list_variants(tx, desk.wordings.account))
    named = [each for each in variants if each.name == template.name and each.is_usable]
    variant = next((each for each in named if each.language == template.language), None)
    if variant is None:
        raise WrongInput(fields={"name": "this template is not approved in this language"})
    missing = {
        f"variables.{name}": "a value is missing" for name in variant.needs if not template.variables.get(name)
    }
    if missing:
        raise WrongInput(fields=missing)


async def known_values(tx: Tx, desk: Desk, contact_id: int) -> dict[str, str]:
    """What the shop knows of a contact under the names that templates use."""
    seen = await get_seen(tx, contact_id)
    name = seen.given_name or seen.profile_name
    values = dict.fromkeys(_PERSON, name) if name else {}
    values["shop_name"] = desk.shop.name
    orders = await list_orders(tx, contact_id, 1)
    if orders:
        order = orders[0]
        language = seen.language or desk.shop.languages[0]
        values |= dict.fromkeys(_ORDER, order.number)
        values["total"] = values["order_total"] = render_money(order.total, order.currency, language)
        parcel = await tx.row(PARCEL, order.id)
        values |= {variable: str(parcel[place]) for variable, place in _PARCEL.items() if parcel and parcel[place]}
    return values


def _one_each(variants: list[Variant]) -> list[Variant]:
    """The one that a send would choose: the newest usable of a name and language."""
    found: dict[tuple[str, str], Variant] = {}
    for each in variants:
        if each.is_usable:
            found.setdefault((each.name, each.language), each)
    return list(found.values())


def _describe(
    desk: Desk, variant: Variant, values: Mapping[str, str], country: str, *, in_window: bool
) -> dict[str, Any]:
    contract = desk.wordings.contracts.get(variant.name)
    wording = wording_in(contract, variant.language)
    shown = (
        render(wording, values) if wording else {"header": "", "media": "", "body": "", "footer": "", "buttons": []}
    )
    plain = {"header": wording.header, "body": wording.body, "footer": wording.footer} if wording else {}
    return {
        "name": variant.name,
        "title": desk.flows.name_of(variant.name, variant.language),
        "category": variant.counts_as,
        "language": variant.language,
        "header": plain.get("header", ""),
        "body": plain.get("body", ""),
        "footer": plain.get("footer", ""),
        "media": wording.media if wording else "",
        "buttons": shown["buttons"],
        "preview": {name: shown[name] for name in ("header", "media", "body", "footer")},
        "variables": [_variable(each, contract, variant.language, values) for each in _asked(variant)],
        "status": variant.status.value,
        "price": _price(desk, variant, country, in_window=in_window),
    }


def _asked(variant: Variant) -> list[Place]:
    return [place for place in variant.places if place.kind != PAYLOAD]


def _variable(
    place: Place, contract: TemplateContract | None, language: str, values: Mapping[str, str]
) -> dict[str, Any]:
    known = contract.variables.get(place.name) if contract else None
    wording = wording_in(contract, language)
    sample = (wording.samples.get(place.name) if wording else None) or (known.sample if known else "")
    told = {"name": place.name, "sample": sample, "most": place.most, "kind": known.kind if known else place.kind}
    return told | ({"value": values[place.name]} if place.name in values else {})


def _price(desk: Desk, variant: Variant, country: str, *, in_window: bool) -> dict[str, Any]:
    """What one delivered message costs, as estimated by the table of rates."""
    tariff = desk.wordings.rates.on(desk.clock.now().date())
    amount = tariff.price(variant.counts_as, country, in_window=in_window)
    note = "withheld" if tariff.is_withheld(variant.counts_as, country) else "estimate" if country else "default"
    return {"amount": f"{amount / MILLION:.4f}", "currency": tariff.currency, "note": note}


def _rank(language: str, chain: list[str]) -> int:
    return chain.index(language) if language in chain else len(chain)


ROUTES = [
    Route(
        "GET",
        "/api/templates",
        "viewer",
        list_templates,
        query={"conversation": "whom it would go to: languages, values and prices are theirs"},
    )
]
