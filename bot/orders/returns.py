"""What may come back, why not, and asking for it: once for each line."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.errors import Stale
from bot.orders.policies import Policies
from bot.orders.queries import OrderLineSeen, OrderSeen
from bot.orders.states import OrderStatus
from bot.storage.columns import from_micros
from bot.storage.transactions import Tx

REASONS = ("wrong_size", "not_liked", "damaged", "wrong_item", "other")
WAYS = ("label", "store")
FIRST_NUMBER = 5_000
ADD_RETURN = """
    insert into return_request (number, line_id, contact_id, reason, way, status, requested_at)
    select $1, l.id, o.contact_id, $4, $5, 'requested', $6::bigint
    from order_line l join shop_order o on o.id = l.order_id where l.id = $2::bigint and o.contact_id = $3::bigint
    on conflict do nothing
"""
FIND_RETURN = "select number from return_request where line_id = $1::bigint and contact_id = $2::bigint"


class WhyNot(StrEnum):
    """Why a line cannot come back."""

    NOT_DELIVERED = "not_delivered"
    TOO_LATE = "too_late"
    FINAL_SALE = "final_sale"
    ASKED_ALREADY = "asked_already"


@dataclass(frozen=True, slots=True)
class Returnable:
    """A line with its order, and what stands against its return, if anything does."""

    order: OrderSeen
    line: OrderLineSeen
    why_not: WhyNot | None

    @property
    def number(self) -> str:
        """What the return will be called: always the same for a line."""
        return f"R{FIRST_NUMBER + self.line.id}"


def judge(order: OrderSeen, line: OrderLineSeen, policies: Policies, now: datetime) -> Returnable:
    """Whether this line may come back now."""
    return Returnable(order, line, _why_not(order, line, policies, now))


def _why_not(order: OrderSeen, line: OrderLineSeen, policies: Policies, now: datetime) -> WhyNot | None:
    if line.return_number:
        return WhyNot.ASKED_ALREADY
    if order.status != OrderStatus.DELIVERED or order.delivered_at is None:
        return WhyNot.NOT_DELIVERED
    if now > from_micros(order.delivered_at) + timedelta(days=policies.return_days or 0):
        return WhyNot.TOO_LATE
    return WhyNot.FINAL_SALE if line.final_sale else None


async def request_return(tx: Tx, contact_id: int, data: Mapping[str, Any], now: int) -> None:
    """Carry out `want("request_return", number, line, reason, way)`; again, it changes nothing. `now` is in µs.

    Raises Stale when the line is not the contact's or a return under another number exists.
    """
    number, line_id = str(data["number"]), int(data["line"])
    await tx.run(ADD_RETURN, number, line_id, contact_id, str(data["reason"]), str(data["way"]), now)
    row = await tx.row(FIND_RETURN, line_id, contact_id)
    if row is None or row[0] != number:
        raise Stale(f"contact {contact_id} cannot return line {line_id} as {number}")
