"""Everything that is kept about a contact, room by room: what `shopclerk export` and the console hand out."""

import json
from typing import Any

from bot.contacts.consents import COLUMNS, LIST
from bot.contacts.interests import EXPORT
from bot.storage.columns import iso
from bot.storage.transactions import Tx
from bot.turns.served import OF_SERVICE
from bot.turns.shopping import OF_SHOPPING, Export

#: What `shopclerk export` tells of a contact, by room: a query whose only place is the contact's id, its columns,
#: and which of them are JSON. A room that keeps anything personal adds its line.
EXPORTS: list[Export] = [
    (
        "contact",
        "select id, name, given_name, language, country, created_at, opted_out_at, erased_at "
        "from contact where id = $1",
        ("id", "name", "given_name", "language", "country", "created_at", "opted_out_at", "erased_at"),
        frozenset(),
    ),
    ("addresses", "select kind, value from handle where contact_id = $1", ("kind", "value"), frozenset()),
    ("consents", LIST, COLUMNS, frozenset()),
    (
        "profile",
        "select name, value, source, at from profile_answer where contact_id = $1 order by name",
        ("name", "value", "source", "at"),
        frozenset({"value"}),
    ),
    (
        "leads",
        "select flow, answers, at from lead where contact_id = $1 order by at",
        ("flow", "answers", "at"),
        frozenset({"answers"}),
    ),
    (
        "coupons",
        "select code, campaign_id, issued_at, expires_at, redeemed_at, redeemed_order from coupon "
        "where contact_id = $1",
        ("code", "campaign_id", "issued_at", "expires_at", "redeemed_at", "redeemed_order"),
        frozenset(),
    ),
    ("searched", EXPORT, ("query", "category", "place", "at", "offered_at"), frozenset()),
    *OF_SHOPPING,
    *OF_SERVICE,
    (
        "received",
        "select kind, received_at, body from inbox_event where contact_id = $1 order by id",
        ("kind", "received_at", "body"),
        frozenset({"body"}),
    ),
    (
        "sent",
        "select created_at, status, content from outbox where contact_id = $1 order by id",
        ("created_at", "status", "content"),
        frozenset({"content"}),
    ),
    (
        "conversation",
        "select state from conversation where contact_id = $1",
        ("state",),
        frozenset({"state"}),
    ),
]


async def everything_about(tx: Tx, contact_id: int) -> dict[str, list[dict[str, Any]]]:
    """By room, what is kept about a contact."""
    found: dict[str, list[dict[str, Any]]] = {}
    for name, sql, columns, parsed in EXPORTS:
        rows = (dict(zip(columns, row, strict=True)) for row in await tx.rows(sql, contact_id))
        found[name] = [readable(_parsed(row, parsed)) for row in rows]
    return found


def readable(row: dict[str, Any]) -> dict[str, Any]:
    """Moments in ISO 8601."""
    moments = {name for name, value in row.items() if name == "at" or name.endswith("_at")}
    return {name: iso(value, "seconds") if name in moments else value for name, value in row.items()}


def _parsed(row: dict[str, Any], names: frozenset[str]) -> dict[str, Any]:
    return {name: json.loads(value) if name in names else value for name, value in row.items()}
