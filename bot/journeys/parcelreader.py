"""What journeys say of a parcel: how far it is by now, each stage once and nothing that is behind it."""

import json
from collections.abc import Mapping
from typing import Any

from bot.actions.buying.orders import due_in
from bot.actions.money import render_day
from bot.actions.outgoing import exits_of
from bot.actions.reads import Reads
from bot.doors.outgoing import Outgoing, Purpose, end_of_day
from bot.journeys.payloads import payload_of
from bot.journeys.queries import FIND_PARCEL, LIST_TOLD
from bot.journeys.readings import Asked, NotTrue, Reading
from bot.orders.progress import EXCEPTION, STAGES, TROUBLES, Step, where_is
from bot.orders.queries import LIST_STEPS
from bot.orders.wordbook import words_of
from bot.storage.columns import from_micros
from bot.storage.transactions import Tx

DELIVERED = STAGES[-1]
_OVER = ("cancelled", "refunded")


async def read_parcel(reads: Reads, tx: Tx, asked: Asked) -> Reading:
    """`event.shipment_id`: where it is now. Raises NotTrue when that was told before, or its order is no more."""
    parcel_id = int(asked.event.get("shipment_id") or 0)
    row = await tx.row(FIND_PARCEL, parcel_id, asked.contact_id)
    if row is None:
        raise NotTrue("the parcel is not known")
    order_id, number, status, expected_at, carrier, url, is_cancelled = row
    if status in _OVER:
        raise NotTrue(f"the order is {status}")
    if is_cancelled:
        raise NotTrue("the parcel was cancelled")
    here = _here(await tx.rows(LIST_STEPS, parcel_id), asked)
    told = [_fact_in(facts, parcel_id) for (facts,) in await tx.rows(LIST_TOLD, asked.contact_id)]
    if not _is_news(here, [fact for fact in told if fact]):
        raise NotTrue("how far the parcel is was told before")
    stage, place, at = here
    where = words_of(asked.language)[f"stage.{stage}"]
    zone = reads.shop.timezone
    words = {
        "number": number,
        "stage": stage,
        "where": f"{where} ({place})" if place else where,
        "day": render_day(from_micros(at) if at else reads.clock.now(), zone, asked.language),
        "due": due_in(expected_at, zone, asked.language),
        "track": f"\n{carrier} 👉 {_link(reads, asked.contact_id, parcel_id)}" if url else "",
        "status": payload_of("order_status", number),
    }
    return Reading(words, (_fact(parcel_id, stage, at), {"kind": "order", "id": order_id, "not": list(_OVER)}))


def _here(rows: Any, asked: Asked) -> Step:
    """Where it is; what only the event says (a label was made) counts until something has moved."""
    steps = [(str(stage), str(place), int(at)) for stage, place, at in rows]
    here = where_is(steps)
    if here is not None:
        return here
    stage = str(asked.event.get("stage") or STAGES[0])
    known = EXCEPTION if stage in TROUBLES else stage if stage in STAGES else STAGES[0]
    return (known, str(asked.event.get("place") or ""), 0)


def _is_news(here: Step, told: list[Mapping[str, Any]]) -> bool:
    """A stage is told once and never after a later one; trouble once for each time it comes, never after delivery."""
    stage, _, at = here
    furthest = max((_rank(str(fact["told"])) for fact in told), default=-1)
    if stage == EXCEPTION:
        return furthest < _rank(DELIVERED) and (stage, at) not in {(fact["told"], fact["at"]) for fact in told}
    return _rank(stage) > furthest


def _fact(parcel_id: int, stage: str, at: int) -> Mapping[str, Any]:
    """What must still be so: it has come no further. `told` and `at` are read by the next message."""
    fact: dict[str, Any] = {"kind": "shipment", "id": parcel_id, "told": stage, "at": at}
    further = _rank(stage) + 1
    if stage != EXCEPTION and further < len(STAGES):
        fact["not_after"] = STAGES[further]
    elif stage == EXCEPTION:
        fact["not_after"] = DELIVERED
    return fact


def _fact_in(facts: Any, parcel_id: int) -> Mapping[str, Any] | None:
    """What a message that was sent has told of this parcel."""
    listed = json.loads(facts) if isinstance(facts, str) else facts
    return next((f for f in listed or () if f.get("kind") == "shipment" and f.get("id") == parcel_id), None)


def _rank(stage: str) -> int:
    return STAGES.index(stage) if stage in STAGES else -1


def _link(reads: Reads, contact_id: int, parcel_id: int) -> str:
    until = end_of_day(reads.clock.now(), reads.shop.link_days)
    return exits_of(reads).out(Outgoing(Purpose.PARCEL, str(parcel_id), contact_id, until))
