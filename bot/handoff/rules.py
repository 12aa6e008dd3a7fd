"""When the shop itself hands somebody to people: angry, not understood again, a word that people see to, a VIP …"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from bot.actions.shopfile.handoff import Handoff
from bot.handoff import queries
from bot.handoff.waiting import is_staffed
from bot.storage.database import Database
from bot.storage.transactions import Tx

UPSET = "upset"  # the topic of small talk that is none


@dataclass(frozen=True, slots=True)
class Said:
    """What is known of a message once it is understood. `misses`: how many in a row meant nothing, this one included;
    0 when it meant something. `is_free`: nothing is open."""

    text: str
    topics: Sequence[str] = ()
    misses: int = 0
    is_free: bool = True


async def find_reason(database: Database, plan: Handoff, contact_id: int, said: Said) -> str:
    """Why people should have this conversation from now on; empty when the bot may go on."""
    may_matter = plan.vip.when == "writes" and _knows_vips(plan) and said.is_free
    reason = _of_words(plan, said)
    if not (reason or said.misses or may_matter):
        return ""
    async with database.read() as tx:
        if not await is_staffed(tx):
            return ""
        return reason or await _of_person(tx, plan, contact_id, said)


def _of_words(plan: Handoff, said: Said) -> str:
    text = f" {' '.join(said.text.casefold().split())} "
    if any(f"{_edge(word)}{word.casefold()}{_edge(word)}" in text for word in plan.keywords):
        return "keyword"
    if plan.angry and UPSET in said.topics:
        return "angry"
    return "misses" if plan.misses and said.misses >= plan.misses else ""


def _edge(word: str) -> str:
    """Words in letters that are written apart are found as whole words."""
    return " " if word.isascii() else ""


async def _of_person(tx: Tx, plan: Handoff, contact_id: int, said: Said) -> str:
    is_asked = said.misses > 0 or (plan.vip.when == "writes" and said.is_free)
    if is_asked and _knows_vips(plan) and await _is_vip(tx, plan, contact_id):
        return "vip"
    if said.misses and plan.cart_from and await _number(tx, queries.IN_CARTS, contact_id, plan) >= plan.cart_from:
        return "cart"
    return ""


def _knows_vips(plan: Handoff) -> bool:
    return bool(plan.vip.spent or plan.vip.tiers)


async def _is_vip(tx: Tx, plan: Handoff, contact_id: int) -> bool:
    if plan.vip.tiers:
        row = await tx.row(queries.TIER, contact_id)
        if row and str(json.loads(row[0])) in plan.vip.tiers:
            return True
    return bool(plan.vip.spent) and await _number(tx, queries.SPENT, contact_id, plan) >= plan.vip.spent


async def _number(tx: Tx, sql: str, contact_id: int, plan: Handoff) -> int:
    row = await tx.row(sql, contact_id, plan.currency)
    return int(row[0]) if row else 0
