"""Products that go together: counted from orders and from what contacts look at; each order and each look once."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from math import sqrt
from typing import Any

from bot.storage.statements import insert_many
from bot.storage.transactions import Tx

AT_ONCE = 200  # orders, or contacts, of one transaction
MOST_OF_ONE = 20  # products of one order or contact: whoever looks at everything says nothing about any two
MOST_READ = 60

NOTE_VIEW = """
    insert into product_view (contact_id, product_id, seen_at, counted) values ($1::bigint, $2, $3::bigint, false)
    on conflict (contact_id, product_id) do update set seen_at = excluded.seen_at
"""
UNCOUNTED_ORDERS = """
    select o.id from shop_order o left join counted_order c on c.order_id = o.id
    where c.order_id is null and o.status <> 'cancelled' order by o.id limit $1::int
"""
BOUGHT = """
    select distinct l.order_id, v.product_id from order_line l join variant v on v.sku = l.sku
    where l.order_id = any($1::bigint[]) order by l.order_id, v.product_id
"""
MARK_ORDER = insert_many("counted_order", {"order_id": "bigint"}, conflict="on conflict do nothing")
UNCOUNTED_VIEWS = "select distinct contact_id from product_view where not counted order by contact_id limit $1::int"
VIEWED = """
    select product_id, counted from product_view where contact_id = $1::bigint
    order by counted, seen_at desc, product_id limit $2::int
"""
MARK_VIEWS = "update product_view set counted = true where contact_id = $1::bigint and not counted"
ADD = """
    insert into product_pair (product_id, other_id, bought, viewed) values ($1, $2, $3::int, $4::int)
    on conflict (product_id, other_id) do update
    set bought = product_pair.bought + excluded.bought, viewed = product_pair.viewed + excluded.viewed
"""
OF_PRODUCTS = """
    select p.product_id, p.other_id, p.bought, p.viewed, coalesce(o.bought, 0), coalesce(o.viewed, 0)
    from product_pair p left join product_pair o on o.product_id = p.other_id and o.other_id = p.other_id
    where p.product_id = any($1::text[]) and p.other_id <> p.product_id
    order by p.bought * 4 + p.viewed desc, p.other_id limit $2::int
"""
OWNED = """
    select v.product_id, max(o.placed_at) from shop_order o join order_line l on l.order_id = o.id
    join variant v on v.sku = l.sku where o.contact_id = $1::bigint and o.status <> 'cancelled'
    group by v.product_id order by max(o.placed_at) desc, v.product_id limit $2::int
"""
LOOKED_AT = """
    select product_id from product_view where contact_id = $1::bigint order by seen_at desc, product_id limit $2::int
"""

Pairs = Counter[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Pair:
    """`other` goes with `product`: so many orders held both, so many contacts looked at both."""

    product: str
    other: str
    bought: int
    viewed: int
    weight: float  # rare things that meet often weigh more than what is in every cart


async def note_view(tx: Tx, contact_id: int, data: Mapping[str, Any], now: int) -> None:
    """`{product}`: the contact looks at it. `now` in µs."""
    await tx.run(NOTE_VIEW, contact_id, str(data["product"]), now)


async def count_orders(tx: Tx) -> int:
    """Count some orders that are not counted yet; answers how many."""
    ids = [int(row[0]) for row in await tx.rows(UNCOUNTED_ORDERS, AT_ONCE)]
    if not ids:
        return 0
    together: dict[int, list[str]] = {}
    for order_id, product_id in await tx.rows(BOUGHT, ids):
        together.setdefault(int(order_id), []).append(str(product_id))
    pairs: Pairs = Counter()
    for products in together.values():
        pairs.update(_pairs(products[:MOST_OF_ONE]))
    await tx.insert(MARK_ORDER, [(each,) for each in ids])
    for (product, other), count in sorted(pairs.items()):
        await tx.run(ADD, product, other, count, 0)
    return len(ids)


async def count_views(tx: Tx) -> int:
    """Count what some contacts have newly looked at; answers of how many contacts."""
    contacts = [int(row[0]) for row in await tx.rows(UNCOUNTED_VIEWS, AT_ONCE)]
    pairs: Pairs = Counter()
    for contact_id in contacts:
        seen = await tx.rows(VIEWED, contact_id, MOST_OF_ONE)
        new = {str(product) for product, counted in seen if not counted}
        every = [str(product) for product, _ in seen]
        pairs.update(pair for pair in _pairs(every) if new & set(pair))
        await tx.run(MARK_VIEWS, contact_id)
    for (product, other), count in sorted(pairs.items()):
        await tx.run(ADD, product, other, 0, count)
    return len(contacts)


async def list_pairs(tx: Tx, products: Sequence[str]) -> list[Pair]:
    """What goes with any of these products, best first."""
    if not products:
        return []
    rows = await tx.rows(OF_PRODUCTS, list(products), MOST_READ)
    pairs = [
        Pair(str(a), str(b), int(bought), int(viewed), _weight(bought, viewed, *total))
        for a, b, bought, viewed, *total in rows
    ]
    return sorted(pairs, key=lambda pair: (-pair.weight, pair.other, pair.product))


async def list_owned(tx: Tx, contact_id: int, most: int = MOST_READ) -> list[str]:
    """The products that a contact has bought, newest first."""
    return [str(row[0]) for row in await tx.rows(OWNED, contact_id, most)]


async def list_looked_at(tx: Tx, contact_id: int, most: int = MOST_OF_ONE) -> list[str]:
    """The products that a contact has looked at, newest first."""
    return [str(row[0]) for row in await tx.rows(LOOKED_AT, contact_id, most)]


def _pairs(products: Sequence[str]) -> Iterable[tuple[str, str]]:
    """All pairs both ways round, and each product with itself."""
    yield from permutations(products, 2)
    yield from ((product, product) for product in products)


def _weight(bought: int, viewed: int, other_bought: int, other_viewed: int) -> float:
    return (bought * 4 + viewed) / sqrt(1 + other_bought * 4 + other_viewed)
