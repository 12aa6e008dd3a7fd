"""The orders of a chat of the demo, as its file tells them."""

from collections.abc import Mapping
from typing import Any

from bot.orders.demo import Plan


def plans_in(chat: Mapping[str, Any]) -> tuple[Plan, ...]:
    """`orders` of a chat: `{number, days, lines, steps, returned}`."""
    return tuple(
        Plan(
            number=str(order["number"]),
            days_ago=float(order["days"]),
            lines=tuple((str(s), str(t), int(q), int(p)) for s, t, q, p in order["lines"]),
            steps=tuple((str(s), str(w), float(d)) for s, w, d in order.get("steps", ())),
            returned=str(order.get("returned", "")),
        )
        for order in chat.get("orders", ())
    )
