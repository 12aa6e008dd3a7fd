"""Parcels of a store's orders: one for each fulfilment, told by the store or by a tracker, in whatever order.

Where a parcel was is only ever added to; what is told of it is how far it is by then, once for each stage, never
backwards, and nothing after it was delivered.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from bot.orders.facts import MovementTold, ShipmentTold, StepTold, TrackingTold
from bot.orders.progress import ADD_STEP, STAGES, TROUBLES, Step
from bot.orders.states import OrderStatus
from bot.orders.told import queries
from bot.orders.told.kept import OrderKept, find_kept
from bot.orders.told.ledger import Ledger
from bot.orders.told.parked import of_number, of_order, of_shipment, park, plain_number
from bot.orders.told.status import settle_status
from bot.storage.columns import to_micros
from bot.storage.transactions import Row

NEWS = {
    "label_made": "shipment.created",
    "picked_up": "shipment.moved",
    "in_transit": "shipment.moved",
    "out_for_delivery": "shipment.out_for_delivery",
    "ready_for_pickup": "shipment.moved",
    "delivered": "shipment.delivered",
}
_SILENT = frozenset({OrderStatus.CANCELLED, OrderStatus.REFUNDED})


@dataclass(frozen=True, slots=True)
class ParcelKept:
    """A parcel as it stands; `changed_at` in µs."""

    id: int
    order_id: int
    carrier: str
    number: str
    url: str
    is_cancelled: bool
    changed_at: int | None
    told_mark: str

    @classmethod
    def of(cls, row: Row) -> "ParcelKept":
        values = list(row)
        values[5] = bool(values[5])
        return cls(*values)


async def take_shipment(ledger: Ledger, fact: ShipmentTold) -> tuple[ParcelKept, list[str]] | None:
    """Write a parcel down; answers it with its tracking numbers. None: its order is not known yet, or is nobody's."""
    order = await find_kept(ledger, fact.order)
    if order is None:
        await park(ledger.tx, of_order(ledger.source, fact.order), fact, ledger.about.now)
        return None
    if await ledger.is_erased(order.contact_id):
        return None
    row = await ledger.tx.row(queries.FIND_SHIPMENT, ledger.source, fact.external_id)
    is_new = row is None
    if row is None:
        await ledger.tx.run(queries.ADD_SHIPMENT, order.id, ledger.source, fact.external_id)
        row = await ledger.tx.row(queries.FIND_SHIPMENT, ledger.source, fact.external_id)
    assert row is not None  # noqa: S101 - it is there by now
    parcel = ParcelKept.of(row)
    await _set_newest(ledger, fact, parcel)
    numbers = [plain_number(number) for number in fact.numbers if plain_number(number)]
    for number in numbers:
        await ledger.tx.run(queries.ADD_NUMBER, number, parcel.id)
    await add_steps(ledger, parcel.id, fact.steps, is_new=is_new, at=to_micros(fact.at))
    return parcel, numbers


async def take_movement(ledger: Ledger, fact: MovementTold) -> None:
    """One step more of a parcel that the store has named, or will."""
    row = await ledger.tx.row(queries.FIND_SHIPMENT, ledger.source, fact.shipment)
    if row is None:
        await park(ledger.tx, of_shipment(ledger.source, fact.shipment), fact, ledger.about.now)
        return
    await add_steps(ledger, row[0], (fact.step,))


async def take_tracking(ledger: Ledger, fact: TrackingTold) -> None:
    """A tracker's whole story of a number. Of two orders in one parcel each hears of it."""
    number = plain_number(fact.number)
    rows = await ledger.tx.rows(queries.FIND_BY_NUMBER, number)
    if not rows:
        await park(ledger.tx, of_number(number), fact, ledger.about.now)
        return
    for (parcel_id,) in rows:
        parcel = await _get(ledger, parcel_id)
        if fact.expected_at is not None:
            await ledger.tx.run(queries.SET_EXPECTED, parcel.order_id, to_micros(fact.expected_at))
        if not parcel.url and fact.url:
            await ledger.tx.run(queries.SET_URL, parcel_id, fact.url)
        await add_steps(ledger, parcel_id, fact.steps)


async def add_steps(
    ledger: Ledger, parcel_id: int, told: Sequence[StepTold], *, is_new: bool = False, at: int = 0
) -> None:
    """Add where the parcel was, and tell how far it is by now. `at` (µs) is when a new one was made."""
    before = [_step(row) for row in await ledger.tx.rows(queries.STEPS, parcel_id)]
    for step in told:
        if step.stage in STAGES or step.stage in TROUBLES:
            await ledger.tx.run(ADD_STEP, parcel_id, step.stage, step.place, to_micros(step.at))
    after = [_step(row) for row in await ledger.tx.rows(queries.STEPS, parcel_id)]
    parcel = await _get(ledger, parcel_id)
    order = await settle_status(ledger, parcel.order_id)
    if parcel.is_cancelled or order.status in _SILENT:
        return
    news = _news(before, after)
    if news is None and is_new and not _furthest(after):
        news = (NEWS["label_made"], ("label_made", "", at))
    if news is not None:
        await _tell(ledger, order, parcel, *news)


def _news(before: Sequence[Step], after: Sequence[Step]) -> tuple[str, Step] | None:
    """The event that the new steps come to, with the step that it is about."""
    was, now = _furthest(before), _furthest(after)
    if now and (was is None or STAGES.index(now[0]) > STAGES.index(was[0])):
        return NEWS[now[0]], now
    trouble, known = _trouble(after), _trouble(before)
    if trouble and trouble != known and not (now and now[0] == STAGES[-1]):
        return "shipment.failed", trouble
    return None


def _furthest(steps: Sequence[Step]) -> Step | None:
    """The stage that was reached, with when it was first."""
    there = [step for step in steps if step[0] in STAGES]
    return max(there, key=lambda step: (STAGES.index(step[0]), -step[2]), default=None)


def _trouble(steps: Sequence[Step]) -> Step | None:
    """What is wrong, if the newest step says so."""
    newest = max(steps, key=lambda step: (step[2], step[0]), default=None)
    return newest if newest and newest[0] in TROUBLES else None


async def _tell(ledger: Ledger, order: OrderKept, parcel: ParcelKept, name: str, step: Step) -> None:
    stage, place, at = step
    key = f"{parcel.id}:{stage}" + (f":{at}" if stage in TROUBLES else "")
    data = {
        "shipment_id": parcel.id,
        "order_id": order.id,
        "number": order.number,
        "stage": stage,
        "place": place,
        "carrier": parcel.carrier,
        "tracking_number": parcel.number,
        "url": parcel.url,
    }
    await ledger.happened(order.contact_id, name, key, at, data)


async def _set_newest(ledger: Ledger, fact: ShipmentTold, parcel: ParcelKept) -> None:
    """Carrier, number and address as the newest word has them; a cancelled parcel stays cancelled."""
    at = to_micros(fact.at)
    mark = sha256(fact.model_dump_json(exclude={"at", "steps"}).encode()).hexdigest()[:16]
    known = (parcel.changed_at if parcel.changed_at is not None else -(2**62), parcel.told_mark)
    is_cancelled = int(parcel.is_cancelled or fact.is_cancelled)
    if (at, mark) > known:
        number = fact.numbers[0] if fact.numbers else ""
        told = (fact.carrier, number, fact.url or parcel.url, is_cancelled, at, mark)
        await ledger.tx.run(queries.SET_SHIPMENT, parcel.id, *told)
    elif is_cancelled and not parcel.is_cancelled:
        await ledger.tx.run(queries.CANCEL_SHIPMENT, parcel.id)


async def _get(ledger: Ledger, parcel_id: int) -> ParcelKept:
    row = await ledger.tx.row(queries.GET_SHIPMENT, parcel_id)
    assert row is not None  # noqa: S101 - it was there in this transaction
    return ParcelKept.of(row)


def _step(row: Row) -> Step:
    return (str(row[0]), str(row[1]), int(row[2]))
