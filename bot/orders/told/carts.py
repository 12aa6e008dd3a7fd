"""A store's carts and checkouts: what lies in them by the newest word, and that they were bought, once it is known.

A checkout that names its cart is the same shopping as that cart; one row holds both. Carts hold nobody's name: whose
they are becomes known by the checkout, the order, or what a browser says.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from bot.contacts.known import recognise
from bot.orders.facts import CartTold, CheckoutTold
from bot.orders.states import CartStatus
from bot.orders.told import queries
from bot.orders.told.ledger import Ledger
from bot.orders.told.news import listed
from bot.orders.told.orders import one_per_sku, skus_of
from bot.storage.columns import to_micros
from bot.storage.transactions import Row

_LONG_AGO = -(2**62)


@dataclass(frozen=True, slots=True)
class CartKept:
    """A store's cart as it stands; `changed_at` (µs) is of what lies in it, by the store's own time."""

    id: int
    contact_id: int
    status: str
    changed_at: int
    told_mark: str
    checkout: str | None
    total: int
    currency: str
    url: str
    source: str

    @classmethod
    def of(cls, row: Row) -> "CartKept":
        return cls(*row)


async def take_cart(ledger: Ledger, fact: CartTold | CheckoutTold) -> None:
    """Write a cart or a checkout down."""
    is_named = isinstance(fact, CartTold) and not fact.is_priced
    if isinstance(fact, CartTold) and is_named:
        fact = await _priced(ledger, fact)
    external_id = _place_of(fact)
    row = await ledger.tx.row(queries.FIND_CART, ledger.source, external_id)
    before = CartKept.of(row) if row else None
    if is_named and before is None and not fact.lines:
        return  # nothing that we know lies in it, and never has
    names = fact.who.model_copy(update=_tokens(fact))
    link = await ledger.find_link(fact.who.ref)
    also, ref = before.contact_id if before else None, link[0] if link else None
    contact_id = await recognise(ledger.tx, names, ledger.about, also=also, ref=ref)
    if contact_id is None:
        return
    kept = before or await _add(ledger, external_id, contact_id, to_micros(fact.at))
    is_newest = await _set_newest(ledger, fact, kept, is_new=before is None)
    await _fill(ledger, fact, kept, contact_id)
    row = await ledger.tx.row(queries.FIND_CART, ledger.source, external_id)
    if (row and is_newest) or (row and before and not before.checkout and CartKept.of(row).checkout):
        await _tell(ledger, before, CartKept.of(row), to_micros(fact.at))


async def tell_abandoned(ledger: Ledger, before: int) -> int:
    """Checkouts that were left at the till since `before` (µs): each is told once for what lay in it."""
    rows = await ledger.tx.rows(queries.LEFT_AT_THE_TILL, before)
    for cart in map(CartKept.of, rows):
        data = {"source": cart.source, **await _describe(ledger, cart)}
        key = f"{cart.id}:{cart.changed_at}"
        await ledger.happened(cart.contact_id, "checkout.abandoned", key, cart.changed_at, data)
        await ledger.tx.run(queries.SET_ABANDONED, cart.id, ledger.about.now)
    return len(rows)


async def _priced(ledger: Ledger, fact: CartTold) -> CartTold:
    """With the catalog's SKUs and prices; what it does not know is left out."""
    named = sorted({line.sku for line in fact.lines})
    rows = await ledger.tx.rows(queries.FIND_GOODS, named) if named else []
    known = {name: row for row in rows for name in (row[0], row[1]) if name}
    lines = tuple(
        line.model_copy(update={"sku": row[1], "variant": "", "price": row[2]})
        for line in fact.lines
        if (row := known.get(line.sku))
    )
    currency = rows[0][3] if rows else fact.currency
    total = sum(line.price * line.quantity for line in lines)
    return fact.model_copy(update={"lines": lines, "currency": currency, "total": total, "is_priced": True})


def _place_of(fact: CartTold | CheckoutTold) -> str:
    if isinstance(fact, CartTold):
        return fact.external_id
    return fact.cart or f"checkout:{fact.external_id}"


def _tokens(fact: CartTold | CheckoutTold) -> dict[str, str]:
    if isinstance(fact, CartTold):
        return {"cart": fact.external_id}
    return {"cart": fact.cart, "checkout": fact.external_id}


async def _add(ledger: Ledger, external_id: str, contact_id: int, at: int) -> CartKept:
    await ledger.tx.run(queries.ADD_CART, contact_id, at, ledger.source, external_id)
    row = await ledger.tx.row(queries.FIND_CART, ledger.source, external_id)
    assert row is not None  # noqa: S101 - it is there by now, whoever made it
    return CartKept.of(row)


async def _set_newest(ledger: Ledger, fact: CartTold | CheckoutTold, kept: CartKept, *, is_new: bool) -> bool:
    """Whether this is the newest word on what lies in it; of one moment the till's holds."""
    at = to_micros(fact.at)
    lines = [line.model_dump() for line in fact.lines]
    digest = sha256(repr((lines, fact.total, fact.currency)).encode()).hexdigest()[:16]
    mark = f"{int(isinstance(fact, CheckoutTold))}{digest}"
    if (at, mark) <= (_LONG_AGO if is_new else kept.changed_at, "" if is_new else kept.told_mark):
        return False
    by_sku = one_per_sku(fact.lines, await skus_of(ledger, fact.lines))
    for sku, line in by_sku.items():
        told = (sku, line.quantity, line.price, fact.currency, at, line.title[:300])
        await ledger.tx.run(queries.KEEP_CART_LINE, kept.id, *told)
    await ledger.tx.run(queries.DROP_CART_LINES, kept.id, sorted(by_sku))
    await ledger.tx.run(queries.SET_CART, kept.id, at, mark, fact.currency, fact.total, fact.url)
    return is_new or mark[1:] != kept.told_mark[1:]  # the same goods again: nothing has moved


async def _fill(ledger: Ledger, fact: CartTold | CheckoutTold, kept: CartKept, contact_id: int) -> None:
    """What any word adds: whose it is, that it came to the till, that it was bought."""
    checkout = fact.external_id if isinstance(fact, CheckoutTold) else kept.checkout
    cart_token = fact.external_id if isinstance(fact, CartTold) else fact.cart
    is_bought = kept.status == CartStatus.ORDERED or (
        isinstance(fact, CheckoutTold) and fact.completed_at is not None
    )
    if not is_bought:
        tokens = (cart_token or "", checkout or "")
        is_bought = await ledger.tx.row(queries.FIND_ORDER_OF, ledger.source, *tokens) is not None
    row = await ledger.tx.row(queries.COUNT_LINES, kept.id)
    has_lines = bool(row and row[0])
    status = CartStatus.ORDERED if is_bought else CartStatus.OPEN if has_lines else CartStatus.EMPTIED
    told = (contact_id, checkout or None, status.value, to_micros(fact.at), fact.url)
    await ledger.tx.run(queries.FILL_CART, kept.id, *told)


async def _tell(ledger: Ledger, before: CartKept | None, after: CartKept, at: int) -> None:
    """What happened to the cart. Of one that was bought there is nothing to say: its order has said it."""
    if after.status == CartStatus.ORDERED:
        return
    data = await _describe(ledger, after)
    if after.checkout and not (before and before.checkout):
        await ledger.happened(after.contact_id, "checkout.started", str(after.id), at, data)
        if before is None or before.told_mark[1:] == after.told_mark[1:]:
            return
    if after.status == CartStatus.EMPTIED:
        if before and before.status == CartStatus.OPEN:
            await ledger.happened(after.contact_id, "cart.emptied", f"{after.id}:{at}", at, data)
    elif before is None:
        await ledger.happened(after.contact_id, "cart.created", str(after.id), at, data)
    else:
        await ledger.happened(after.contact_id, "cart.updated", f"{after.id}:{at}", at, data)


async def _describe(ledger: Ledger, cart: CartKept) -> dict[str, Any]:
    goods = await ledger.tx.rows(queries.CART_GOODS, cart.id)
    return {
        "cart_id": cart.id,
        "total": cart.total,
        "currency": cart.currency,
        "quantity": sum(line[2] for line in goods),
        "title": goods[0][1] if goods else "",
        "changed_at": cart.changed_at,
        "url": cart.url,
        **listed(goods),
    }
