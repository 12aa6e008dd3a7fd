"""What cart conversations share: reading it, its texts, and putting something in."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.actions.base import Events, Talk, want
from bot.actions.money import render_money
from bot.actions.showing.cards import name_of
from bot.orders.carts import CartSeen, read_open_cart
from bot.orders.coupons import Chosen, basket_of, choose, total_up
from bot.orders.pricing import Change, ChangeKind, Priced, Repriced, reprice
from bot.orders.totals import Terms, Totals
from bot.rewards.held import Held, list_held

_TOLD = {
    ChangeKind.GONE: "utter_cart_gone",
    ChangeKind.FEWER: "utter_cart_fewer",
    ChangeKind.DEARER: "utter_cart_dearer",
    ChangeKind.CHEAPER: "utter_cart_cheaper",
}


@dataclass(frozen=True, slots=True)
class CartNow:
    """A contact's cart at today's prices, with the coupons that the contact holds."""

    id: int
    seen: CartSeen
    now: Repriced
    held: tuple[Held, ...]

    def chosen(self, talk: Talk) -> Chosen:
        """The coupon that counts for what is in the cart now."""
        return choose(self.held, basket_of(self.now.lines), terms_of(talk))

    def totals(self, talk: Talk) -> Totals:
        """With that coupon."""
        return total_up(basket_of(self.now.lines), terms_of(talk), self.chosen(talk).discount)


def terms_of(talk: Talk) -> Terms:
    policies = talk.reads.shop.policies
    return Terms(policies.shipping_fee, policies.free_shipping_from)


async def read_cart(talk: Talk) -> CartNow:
    """The contact's cart, read again from the shelf."""
    async with talk.reads.database.read() as tx:
        seen = await read_open_cart(tx, talk.contact_id)
        held = await list_held(tx, talk.contact_id, talk.now)
    return CartNow(seen.id, seen, reprice(talk.shelf, seen.lines), held)


def edited(talk: Talk, cart: CartNow, edits: dict[str, int]) -> tuple[CartNow, Events]:
    """The cart with these quantities instead, and what the turn is to do; 0 takes a line out."""
    kept = [line for line in cart.now.lines if edits.get(line.offer.sku, line.quantity) > 0]
    lines = [_with(line, edits.get(line.offer.sku)) for line in kept]
    there = {line.offer.sku for line in cart.now.lines}
    new = [(talk.shelf.find_sku(sku), number) for sku, number in edits.items() if number > 0 and sku not in there]
    lines += [Priced(*found, number) for found, number in new if found]
    changes = [change for change in cart.now.changes if change.line.sku not in edits]
    wants = _set(talk, cart, edits)
    return CartNow(cart.id, cart.seen, Repriced(tuple(lines), tuple(changes)), cart.held), wants


def _with(line: Priced, quantity: int | None) -> Priced:
    return line if quantity is None else Priced(line.product, line.offer, quantity)


def _set(talk: Talk, cart: CartNow, edits: Mapping[str, int]) -> Events:
    """Several lines at once, at today's prices; nothing when there is nothing to set."""
    lines = []
    for sku, quantity in edits.items():
        found = talk.shelf.find_sku(sku)
        price, currency = (found[1].to_pay, found[1].currency) if found else (0, talk.reads.shop.currency)
        lines.append([sku, quantity, price, currency])
    return want("set_cart_lines", cart=cart.id, lines=lines) if lines else []


def accept_changes(talk: Talk, cart: CartNow) -> Events:
    """Say what has changed, and take it as seen: the cart holds today's prices, and nothing that is gone."""
    kept: dict[str, int] = {}
    for change in cart.now.changes:
        say_change(talk, change)
        left = change.offer.stock if change.offer else 0
        kept[change.line.sku] = max(0, min(change.line.quantity, left))
    return _set(talk, cart, kept)


def say_change(talk: Talk, change: Change) -> None:
    """One sentence about one change."""
    if change.product is None or change.offer is None:
        talk.say(_TOLD[ChangeKind.GONE])
        return
    name = name_of(talk, change.product, change.offer)
    if change.kind is ChangeKind.SOLD_OUT:
        _say_sold_out(talk, change, name)
        return
    currency = change.offer.currency
    talk.say(
        _TOLD[change.kind],
        product=name,
        left=change.offer.stock,
        price=money(talk, change.offer.to_pay, currency),
        price_before=money(talk, change.line.price, currency),
    )


def _say_sold_out(talk: Talk, change: Change, name: str) -> None:
    other = alternative_to(talk, change)
    if other is None:
        talk.say("utter_cart_sold_out", product=name)
    else:
        talk.say("utter_cart_sold_out_but", product=name, other=other)


def alternative_to(talk: Talk, change: Change) -> str | None:
    """The name of what could be bought instead."""
    sku = alternative_sku(talk, change)
    return name_of(talk, *talk.shelf.get(sku)) if sku else None


def alternative_sku(talk: Talk, change: Change) -> str:
    """Another size or colour of the same product first, then the product most like it; empty when there is none."""
    if change.kind is not ChangeKind.SOLD_OUT or change.product is None or change.offer is None:
        return ""
    others = [other for other in change.product.in_stock if other.sku != change.offer.sku]
    if others:
        return others[0].sku
    hit = talk.shelf.nearest(change.product, price=change.offer.to_pay)
    return hit.offer.sku if hit else ""


def line_text(talk: Talk, line: Priced) -> str:
    """`• Calm Serum · 30 ml: 2 × $28 = $56`, in figures that every language reads."""
    name, currency = name_of(talk, line.product, line.offer), line.offer.currency
    price = money(talk, line.price, currency)
    if line.quantity == 1:
        return f"• {name} – {price}"
    return f"• {name} – {line.quantity} × {price} = {money(talk, line.quantity * line.price, currency)}"


def money(talk: Talk, minor: int, currency: str = "") -> str:
    return render_money(minor, currency or talk.reads.shop.currency, talk.language)
