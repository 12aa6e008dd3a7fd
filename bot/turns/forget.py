"""Erasing a contact in all rooms, and what becomes of events that still come for one who was erased.

A room that keeps anything personal adds its eraser to ERASERS; each may run again (see `bot/contacts/erase.py`).
"""

import secrets
from datetime import timedelta

from bot.changes.erase import erase_unanswered
from bot.contacts.erase import Eraser, erase
from bot.contacts.queries import find_contacts
from bot.contacts.suppression import SALT
from bot.doors.erase import erase_doors
from bot.handoff.erase import erase_handoffs
from bot.hooks.erase import erase_hooks
from bot.inbox.erase import erase_inbox
from bot.inbox.events import EventKind, Handle, NewEvent
from bot.inbox.meet import find_owners
from bot.inbox.queries import MARK_DONE, READDRESS, SET_TIMERS, keep_fact
from bot.journeys.erase import erase_journeys
from bot.live.erase import erase_live
from bot.media.erase import erase_media
from bot.orders.erase import erase_orders
from bot.outbox.erase import erase_outbox
from bot.rewards.erase import erase_coupons, keep_traces
from bot.storage.columns import from_micros
from bot.storage.database import Database
from bot.storage.transactions import Tx
from bot.turns.claims import Claim

ERASERS: list[Eraser] = [erase_inbox, erase_outbox, erase_media, erase_doors, erase_orders, erase_coupons]
ERASERS += [erase_journeys, erase_handoffs, erase_live, erase_hooks, erase_unanswered]
#: Rows that stay with an erased contact's id, and why; all that names or describes a person is out of them.
STAYS: dict[str, str] = {
    "contact": "a row without a name, for what points to it",
    "conversation": "its version makes turns that were under way out of date",
    "consent": "the proof that a consent was given or withdrawn, for an address that only its hash names",
    "suppression": "STOP outlives the contact, as a salted hash",
    "inbox_event": "keys of events, so that a redelivery changes nothing",
    "live_event": "its newest row keeps its id, so that whoever reads along hears that they are gone",
    "timer": "the sweep of a day later",
    "outbox": "that something was sent stays countable",
    "inbound_media": "names the file on disk until that is taken away",
    "agent_file": "the same of files that agents sent",
    "touch": "by which door or ad somebody came stays countable",
    "link_click": "how often links are opened stays countable",
    "coupon": "a code may still be reported by the store, or is part of an order",
    "cart": "ordered carts, without their lines: an order's number is made from it, once",
    "shop_order": "tax law: number, day, country and sums, never a name, an address or a phone number",
    "handoff": "how long people wait for an answer stays countable, without a word",
    "return_request": "tax law: what was refunded, without the reason",
}
SWEEP_AFTER = timedelta(hours=25)  # by then the last word was sent, or can be sent no more

_SWEEP_MICROS = SWEEP_AFTER // timedelta(microseconds=1)


async def forget(tx: Tx, contact_id: int, now: int) -> bool:
    """Erase a contact everywhere (`now` in µs). False when there is none.

    What was being sent meanwhile, the goodbye included, is swept away a day later.
    """
    salt = await salt_of(tx)
    await keep_traces(tx, contact_id, salt, now)
    if not await erase(tx, contact_id, now, salt=salt, erasers=ERASERS):
        return False
    await tx.insert(SET_TIMERS, [(contact_id, "sweep", str(now), now + _SWEEP_MICROS, "{}")])
    return True


async def salt_of(tx: Tx) -> str:
    """The salt of this installation's hashed addresses; made when it is first needed."""
    return await keep_fact(tx, SALT, secrets.token_hex(32))


async def send_on(database: Database, claim: Claim) -> None:
    """A message to an erased contact begins with somebody new; anything else sweeps up what was left."""
    async with database.write() as tx:
        if claim.kind == EventKind.MESSAGE and claim.event_address:
            await tx.run(READDRESS, claim.event_id, await _somebody_new(tx, claim))
            return
        for eraser in ERASERS:
            await eraser(tx, claim.contact_id, claim.erased_at or claim.received_at)
        await tx.update(MARK_DONE, [(claim.event_id, claim.received_at)])


async def _somebody_new(tx: Tx, claim: Claim) -> int:
    address = claim.event_address
    event = NewEvent(
        key=claim.key,
        kind=EventKind.MESSAGE,
        body={},
        received_at=from_micros(claim.received_at),
        handles=(Handle("phone" if address.startswith("+") else "bsuid", address),),
        sender=claim.event_sender,
    )
    return (await find_owners(tx, [event], await find_contacts(tx, [address])))[0]
