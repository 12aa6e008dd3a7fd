"""The side panel: who it is, what they agreed to, what they bought and were sent, what is open, and how it came so.

Each section is read by a statement or two; all of them in one look at the database.
"""

import json
from datetime import timedelta
from typing import Any

from starlette.requests import Request

from bot.actions.money import render_money
from bot.console.desk import Desk
from bot.console.inbox.masking import sees_numbers
from bot.console.inbox.purchases import read_purchases
from bot.console.inbox.rows import Seen
from bot.console.inbox.thread import get_seen
from bot.console.routes import Route
from bot.contacts.consents import LIST, PURPOSES, as_proof, consents_of, purposes_granted
from bot.contacts.queries import LIST_ANSWERS
from bot.contacts.zones import zone_of_phone
from bot.doors.queries import find_touch
from bot.journeys.explain import Question, explain
from bot.journeys.facts import list_enrollments
from bot.journeys.wordbook import Wordbook
from bot.rewards.queries import CampaignSeen, list_campaigns, list_coupons
from bot.staff.agents import Agent
from bot.staff.masks import shown_to
from bot.storage.columns import iso, to_micros
from bot.storage.transactions import Tx
from bot.whatsapp.reasons import explain as explain_code
from flows.engine.journeys.enrollment import Enrollment
from flows.engine.statejson import load_state

LOOKS_BACK = timedelta(days=7)  # of the timeline
MOST_LINES = 60
MOST_JOURNEYS = 30
HANDLES = "select kind, value from handle where contact_id = $1 order by kind, value"
PERSON = (
    "select p.created_at, p.opted_out_at, p.language_pinned, c.state from contact p "
    "join conversation c on c.contact_id = p.id where p.id = $1"
)
MERGES = (
    "select id, at, gone_id, reason from contact_merge where contact_id = $1 and undone_at is null order by id desc"
)
TAGS = "select tag from contact_tag where contact_id = $1 order by tag"


async def show_panel(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Everything beside the conversation. Raises NotFound."""
    contact_id = request.path_params["id"]
    async with desk.database.read() as tx:
        seen = await get_seen(tx, contact_id)
        row = await tx.row(PERSON, contact_id)
        created_at, opted_out_at, pinned, state = row or (0, None, 0, "{}")
        return {
            "person": _person(seen, agent, created_at, opted_out_at, bool(pinned), desk),
            "consent": await _consent(tx, seen, opted_out_at),
            "handles": await _handles(tx, agent, contact_id),
            **await read_purchases(tx, desk, contact_id, agent.language),
            "coupons": await _coupons(tx, desk, contact_id, agent.language),
            "answers": await _answers(tx, contact_id),
            "ad": await _touches(tx, contact_id),
            "journeys": await _journeys(tx, desk, contact_id, agent.language),
            "flows_open": _flows_open(desk, str(state), agent.language),
            "timeline": await _timeline(tx, desk, seen, agent.language),
            "tags": [str(each[0]) for each in await tx.rows(TAGS, contact_id)],
            "merges": [
                {"id": each[0], "at": iso(each[1]), "contact": each[2], "reason": each[3]}
                for each in await tx.rows(MERGES, contact_id)
            ],
        }


def _person(
    seen: Seen, agent: Agent, created_at: int, opted_out_at: int | None, pinned: bool, desk: Desk
) -> dict[str, Any]:
    phone = seen.phone or seen.address
    return {
        "id": seen.contact_id,
        "name": seen.name if sees_numbers(agent) or seen.name != phone else shown_to(agent.role, phone),
        "profile_name": seen.profile_name,
        "given_name": seen.given_name,
        "phone": shown_to(agent.role, phone) if phone else "",
        "language": seen.language,
        "language_pinned": pinned,
        "country": seen.country,
        "timezone": zone_of_phone(seen.address, desk.shop.timezone),
        "since": iso(created_at),
        "opted_out_at": iso(opted_out_at),
    }


async def _consent(tx: Tx, seen: Seen, opted_out_at: int | None) -> list[dict[str, Any]]:
    """By purpose what holds, since when and by which word; the proof behind it."""
    standing = await consents_of(tx, seen.contact_id)
    proofs = [as_proof(row) for row in await tx.rows(LIST, seen.contact_id)]
    agreed = {purpose: each.granted for purpose, each in standing.items()}
    allowed = purposes_granted(agreed, has_written=bool(seen.heard)) if opted_out_at is None else frozenset()
    told = []
    for purpose in PURPOSES:
        each = standing.get(purpose)
        proof = next((p for p in reversed(proofs) if p["purpose"] == purpose), None)
        told.append(
            {
                "purpose": purpose,
                "granted": purpose in allowed,
                "at": iso(each.at if each else None),
                "source": each.source if each else "wrote" if purpose in allowed else "",
                "words": proof["words"] if proof else "",
                "wording": proof["wording"] if proof else "",
            }
        )
    return told


async def _handles(tx: Tx, agent: Agent, contact_id: int) -> list[dict[str, str]]:
    rows = await tx.rows(HANDLES, contact_id)
    return [{"kind": str(kind), "value": shown_to(agent.role, str(value))} for kind, value in rows]


async def _coupons(tx: Tx, desk: Desk, contact_id: int, language: str) -> dict[str, Any]:
    """What they hold, and what could be given."""
    now = desk.clock.now()
    coupons = await list_coupons(tx, contact_id)
    names = {each.campaign for each in coupons}
    found = await list_campaigns(tx, sorted(names), now)
    held = []
    for each in coupons:
        campaign = found.get(each.campaign)
        state = "used" if each.redeemed_at else "usable" if each.is_usable(now) else "expired"
        told = {"code": each.code, "campaign": each.campaign, "state": state}
        worth = _worth(desk, campaign, language) if campaign else {}
        held.append(told | {"expires_at": each.expires_at.isoformat(), **worth})
    campaigns = [
        {"campaign": name, "left": each.left, **_worth(desk, each, language)}
        for name, each in found.items()
        if name not in names and each.left > 0 and each.is_running(now)
    ]
    return {"held": held, "campaigns": campaigns}


def _worth(desk: Desk, campaign: CampaignSeen, language: str) -> dict[str, Any]:
    amount = render_money(campaign.amount, desk.shop.currency, language) if campaign.amount else ""
    return {"percent": campaign.percent, "amount": amount, "free_shipping": campaign.free_shipping}


async def _answers(tx: Tx, contact_id: int) -> list[dict[str, Any]]:
    rows = await tx.rows(LIST_ANSWERS, contact_id)
    return [
        {"name": name, "value": json.loads(value), "source": source, "at": iso(at)}
        for name, value, source, at in rows
    ]


async def _touches(tx: Tx, contact_id: int) -> dict[str, Any]:
    """What brought them first, and last."""
    names = ("kind", "door", "page", "sku", "source_id", "source_url", "headline", "body")
    told = {}
    for name, last in (("first", False), ("last", True)):
        touch = await find_touch(tx, contact_id, last=last)
        told[name] = {"at": iso(touch["at"]), **{each: touch[each] for each in names}} if touch else None
    return told


async def _journeys(tx: Tx, desk: Desk, contact_id: int, language: str) -> list[dict[str, Any]]:
    """Those under way first, then the newest."""
    found = await list_enrollments(tx, contact_id)
    return [_journey(desk, each, language) for each in found[:MOST_JOURNEYS]]


def _journey(desk: Desk, each: Enrollment, language: str) -> dict[str, Any]:
    return {
        "id": each.journey,
        "name": desk.flows.name_of(each.journey, language),
        "key": "" if each.key == "-" else each.key,
        "stage": each.stage.value,
        "is_live": each.is_live,
        "step": each.step,
        "wakes_at": each.wake_at.isoformat() if each.wake_at else None,
        "until": list(each.until),
        "began_at": each.began_at.isoformat(),
        "ended_at": each.ended_at.isoformat() if each.ended_at else None,
        "goal": each.goal,
        "reason": each.reason,
    }


def _flows_open(desk: Desk, state: str, language: str) -> list[dict[str, str]]:
    """What the bot was in the middle of, the innermost last."""
    engine = load_state(json.loads(state or "{}").get("engine", {}))
    open_ones = [frame for frame in engine.stack if not frame.flow.startswith("pattern_")]
    return [
        {"id": frame.flow, "name": desk.flows.name_of(frame.flow, language), "step": frame.step}
        for frame in open_ones
    ]


async def _timeline(tx: Tx, desk: Desk, seen: Seen, language: str) -> list[dict[str, Any]]:
    """Sentences about the last days, the newest first."""
    now = desk.clock.now()
    span = to_micros(now - LOOKS_BACK), to_micros(now)
    lines = await explain(tx, Question(seen.contact_id, *span, desk.flows.journeys, desk.shop.timezone))
    zone = str(lines[0].told["zone"]) if lines else desk.shop.timezone
    words = Wordbook(language, zone, explain_code)
    told = [
        {"at": iso(line.at), "kind": line.kind, "text": words.say(line).strip()}
        for line in lines
        if line.kind != "wrote"
    ]
    standing, happened = told[:1], told[1:]
    return [*standing, *happened[::-1]][:MOST_LINES]


ROUTES = [Route("GET", "/api/conversations/{id:int}/panel", "viewer", show_panel)]
