"""Business that a turn does in its own transaction. Every one carries a business key: twice is once.

What an action had read may have changed meanwhile: then Stale is raised, the turn is undone and computed again.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.changes.performs import keep_unanswered
from bot.contacts import queries as contacts
from bot.contacts.names import given_name_of
from bot.doors import performs as doors
from bot.errors import BotError
from bot.handoff.performs import OF_HANDOFFS
from bot.inbox.queries import CANCEL_TIMER
from bot.journeys.performs import OF_JOURNEYS
from bot.orders.performs import DOINGS as OF_ORDERS
from bot.orders.vouchers import tell_issued
from bot.rewards.issue import issue_coupon
from bot.storage.columns import dump_json, from_micros
from bot.storage.transactions import Tx
from bot.turns.claims import Claim
from bot.turns.people import PEOPLE

Data = dict[str, Any]


class UnknownPerform(BotError):
    """An action asked for something that nobody here can do."""


async def perform(tx: Tx, claim: Claim, name: str, data: Data, now: int) -> None:
    """Do one thing. `now` is in µs. Raises Stale (compute the turn again) or UnknownPerform (its author erred)."""
    if name in OF_ORDERS:
        await OF_ORDERS[name](tx, claim.contact_id, data, now)
        return
    if name in OF_JOURNEYS:
        await OF_JOURNEYS[name](tx, claim.contact_id, data, now)
        return
    if name in OF_HANDOFFS:
        await OF_HANDOFFS[name](tx, claim.contact_id, data, now)
        return
    doing = DOINGS.get(name)
    if doing is None:
        raise UnknownPerform(f"no such thing to perform: {name}")
    await doing(tx, claim, data, now)


async def _set_language(tx: Tx, claim: Claim, data: Data, now: int) -> None:  # noqa: ARG001
    await tx.run(contacts.SET_LANGUAGE, claim.contact_id, str(data["language"]))


async def _set_name(tx: Tx, claim: Claim, data: Data, now: int) -> None:  # noqa: ARG001
    name = str(data["name"]).replace("\x00", "").encode(errors="replace").decode()
    await tx.run(contacts.SET_NAME, claim.contact_id, name)


async def _save_lead(tx: Tx, claim: Claim, data: Data, now: int) -> None:
    flow = str(data["flow"])
    answers = dump_json(data.get("answers", {}))
    await tx.run(contacts.ADD_LEAD, f"{claim.key}:{flow}", claim.contact_id, flow, answers, now)


async def _save_profile(tx: Tx, claim: Claim, data: Data, now: int) -> None:
    source = str(data.get("source", ""))
    for name, value in sorted(dict(data["answers"]).items()):
        await tx.run(contacts.KEEP_ANSWER, claim.contact_id, str(name), dump_json(value), source, now)
        if name == "real_name":
            await tx.run(contacts.SET_GIVEN_NAME, claim.contact_id, given_name_of(str(value or "")))


async def _cancel_timer(tx: Tx, claim: Claim, data: Data, now: int) -> None:  # noqa: ARG001
    await tx.run(CANCEL_TIMER, claim.contact_id, str(data["name"]))


async def _issue_coupon(tx: Tx, claim: Claim, data: Data, now: int) -> None:
    await issue_coupon(tx, data, claim.contact_id, from_micros(now))
    await tell_issued(tx, str(data["code"]), now)


async def _keep_unanswered(tx: Tx, claim: Claim, data: Data, now: int) -> None:
    await keep_unanswered(tx, claim.contact_id, claim.event_id, data, now)


DOINGS: dict[str, Callable[[Tx, Claim, Data, int], Awaitable[None]]] = {
    "set_language": _set_language,
    "set_name": _set_name,
    "save_lead": _save_lead,
    "save_profile": _save_profile,
    "issue_coupon": _issue_coupon,
    "cancel_timer": _cancel_timer,
    "keep_unanswered": _keep_unanswered,
    "record_touch": doors.record_touch,
    "keep_restock_wish": doors.keep_restock_wish,
    "cancel_restock_wish": doors.cancel_restock_wish,
    "restock_told": doors.restock_told,
    "restock_not_told": doors.restock_not_told,
    **PEOPLE,
}
