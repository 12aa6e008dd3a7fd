"""What a message was written for is read again when it is claimed, in the claim's own transaction.

One query for each kind of fact and batch. On PostgreSQL the rows stay locked until the claim has committed, so that
nothing changes between the look and the send; what somebody is just changing is waited for.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from bot.outbox.bought import check_carts, check_coupons, check_orders, check_parcels
from bot.outbox.goods import check_price, check_stock, check_wishes
from bot.outbox.untrue import Check, Stated, Untrue
from bot.storage.transactions import Tx

#: By the `kind` of a fact, in the order in which they are looked at: who counts pieces comes last.
CHECKS: Mapping[str, Check] = {
    "order": check_orders,
    "cart": check_carts,
    "coupon": check_coupons,
    "shipment": check_parcels,
    "stock": check_stock,
    "price": check_price,
    "wish": check_wishes,
}


async def find_untrue(tx: Tx, stated: Sequence[Stated], now: int) -> dict[int, Untrue]:
    """By entry, why it must not go out as it is (`now` in µs). A fact that nobody can check is none."""
    by_kind: defaultdict[str, list[Stated]] = defaultdict(list)
    found: dict[int, Untrue] = {}
    for each in stated:
        kind = str(each.fact.get("kind"))
        if kind in CHECKS:
            by_kind[kind].append(each)
        else:
            found[each.entry_id] = Untrue(f"nobody can check whether it is still true ({kind})")
    for kind, check in CHECKS.items():
        if open_ones := [each for each in by_kind[kind] if each.entry_id not in found]:
            found.update(await check(tx, open_ones, now))
    return found
