"""Facts of what is bought: carts, orders, parcels and coupons as they stand when a message is claimed."""

from collections.abc import Sequence
from typing import Any

from bot.orders.progress import STAGES
from bot.outbox.untrue import How, Stated, Untrue, id_of, judge_each, read_held
from bot.storage.transactions import Row, Tx

ORDERS = "select o.id, o.status from shop_order o where o.id = any($1::bigint[])"
CARTS = "select o.id, o.status, o.changed_at, o.contact_id from cart o where o.id = any($1::bigint[])"
LAST_ORDERED = (
    "select contact_id, max(placed_at) from shop_order where contact_id = any($1::bigint[]) "
    "and status <> 'cancelled' group by contact_id"
)
COUPONS = "select o.code, o.redeemed_at, o.expires_at from coupon o where o.code = any($1::text[])"
PARCELS = "select o.id from shipment o where o.id = any($1::bigint[])"
PARCEL_STAGES = "select shipment_id, stage from shipment_event where shipment_id = any($1::bigint[])"
HOLD = "for share of o skip locked"


async def check_orders(tx: Tx, stated: Sequence[Stated], now: int) -> dict[int, Untrue]:  # noqa: ARG001
    """`{id, not: [statuses]}`."""

    def judge(each: Stated, row: Row) -> Untrue | None:
        return Untrue(f"the order is {row[1]} by now") if row[1] in each.fact.get("not", ()) else None

    return judge_each(stated, await read_held(tx, ORDERS, HOLD, _ids(stated)), id_of, judge, "the order is not there")


async def check_carts(tx: Tx, stated: Sequence[Stated], now: int) -> dict[int, Untrue]:  # noqa: ARG001
    """`{id, is: "open", changed_at: µs}`: still a cart, as it was told, and nothing was ordered since, anywhere."""
    held = await read_held(tx, CARTS, HOLD, _ids(stated))
    owners = sorted({row[3] for row in held.values() if row is not None})
    ordered = {row[0]: row[1] for row in await tx.rows(LAST_ORDERED, owners)} if owners else {}

    def judge(each: Stated, row: Row) -> Untrue | None:
        _, status, changed_at, owner = row
        if status != each.fact.get("is", "open"):
            return Untrue(f"the cart is {status} by now")
        seen = each.fact.get("changed_at")
        if ordered.get(owner) is not None and ordered[owner] >= (changed_at if seen is None else seen):
            return Untrue("the contact has ordered since")
        if seen is not None and changed_at != seen:
            return Untrue("the cart has changed since", How.ANEW)
        return None

    return judge_each(stated, held, id_of, judge, "the cart is not there any more")


async def check_coupons(tx: Tx, stated: Sequence[Stated], now: int) -> dict[int, Untrue]:
    """`{code, is: "open"}`: neither used nor expired."""

    def judge(each: Stated, row: Row) -> Untrue | None:  # noqa: ARG001 - as every judge
        if row[1] is not None:
            return Untrue("the coupon has been used")
        return Untrue("the coupon has expired") if row[2] <= now else None

    held = await read_held(tx, COUPONS, HOLD, sorted({_code(each.fact) for each in stated}))
    return judge_each(stated, held, _code, judge, "the coupon is not there any more")


async def check_parcels(tx: Tx, stated: Sequence[Stated], now: int) -> dict[int, Untrue]:  # noqa: ARG001
    """`{id, not_after: stage}`: said only until the parcel has come to that stage."""
    held = await read_held(tx, PARCELS, HOLD, _ids(stated))
    reached: dict[int, int] = {}
    for parcel, stage in await tx.rows(PARCEL_STAGES, sorted(held)) if held else ():
        reached[parcel] = max(reached.get(parcel, -1), _rank(stage))

    def judge(each: Stated, row: Row) -> Untrue | None:
        limit = _rank(each.fact.get("not_after"))
        come = reached.get(row[0], -1)
        return Untrue(f"the parcel is further by now: {STAGES[come]}") if 0 <= limit <= come else None

    return judge_each(stated, held, id_of, judge, "the parcel is not there any more")


def _rank(stage: Any) -> int:
    """-1 for what is no stage of the way."""
    return STAGES.index(stage) if stage in STAGES else -1


def _ids(stated: Sequence[Stated]) -> list[int]:
    return sorted({id_of(each.fact) for each in stated})


def _code(fact: Any) -> str:
    return str(fact.get("code", ""))
