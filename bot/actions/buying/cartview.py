"""The cart as it is shown and changed: lines at today's price, what has changed, what it comes to."""

from bot.actions.base import Events, ShopAction, Talk, fill
from bot.actions.buying.cartcoupon import say_coupon
from bot.actions.buying.carts import (
    CartNow,
    accept_changes,
    alternative_sku,
    edited,
    line_text,
    money,
    read_cart,
    terms_of,
)
from bot.actions.buying.cartwords import read_wish
from bot.actions.showing.cards import fit_title, name_of
from bot.orders.pricing import Priced
from bot.orders.totals import add_up

_ROW_WORDS = 72  # characters
_FIXED_ROWS = 3  # back, empty, keep shopping
_MOST_SHOWN = 10  # lines of a cart in one message
_QUICK = 5  # quantities that can be tapped


class AskCartChoice(ShopAction):
    """Shows the cart and asks what to do with it. `cart_edits` (sku → quantity) are carried out first."""

    called = "action_ask_cart_choice"

    async def act(self, talk: Talk) -> Events:
        cart = await read_cart(talk)
        edits = talk.slots.get("cart_edits")
        told: Events = []
        if isinstance(edits, dict) and edits:
            cart, told = edited(talk, cart, {sku: int(number) for sku, number in edits.items()})
        told += accept_changes(talk, cart)
        if not cart.now.lines:
            talk.say("utter_cart_empty")
            return [*told, *fill(cart_choice="nothing", cart_count=0, cart_edits=None)]
        say_cart(talk, cart)
        return [*told, *_ask(talk, cart), *fill(cart_count=cart.now.count, cart_edits=None)]


class TurnToOther(ShopAction):
    """From now on the conversation is about what is offered instead of something that has sold out."""

    called = "action_turn_to_other"

    async def act(self, talk: Talk) -> Events:
        found = talk.shelf.find_sku(talk.text_of("cart_other"))
        if found is None:
            return fill(sku=None, match_count=0)
        return fill(sku=found[1].sku, seen_price=found[1].to_pay, card_view="card", card_shown=None)


class LookAtCart(ShopAction):
    """Counts what is in the cart, into `cart_count`; says so when there is nothing."""

    called = "action_look_at_cart"

    async def act(self, talk: Talk) -> Events:
        cart = await read_cart(talk)
        if not cart.seen.lines:
            talk.say("utter_cart_empty")
        return fill(cart_count=len(cart.seen.lines))


class ReadCartWish(ShopAction):
    """“Remove the candle”, “make it 3”: which line and how many, as far as it was said."""

    called = "action_read_cart_wish"

    async def act(self, talk: Talk) -> Events:
        cart = await read_cart(talk)
        if not cart.now.lines:
            talk.say("utter_cart_empty")
            return fill(cart_count=0)
        text = str((talk.tracker.latest_message or {}).get("text") or "")
        wish = read_wish(talk, cart.now.lines, text)
        return fill(
            cart_count=cart.now.count,
            cart_line=wish.sku or None,
            cart_quantity=wish.quantity,
            cart_swap=wish.instead or None,
        )


class AskCartLine(ShopAction):
    """Which line is to change."""

    called = "action_ask_cart_line"

    async def act(self, talk: Talk) -> Events:
        cart = await read_cart(talk)
        rows = [_line_row(talk, line, len(cart.now.lines) + _FIXED_ROWS) for line in cart.now.lines]
        talk.say("utter_which_line", buttons=rows)
        return []


class ValidateCartLine(ShopAction):
    """What was typed instead of tapped: by name, by place, with the quantity if it was said; else asked again."""

    called = "validate_cart_line"

    async def act(self, talk: Talk) -> Events:
        told = talk.text_of("cart_line")
        cart = await read_cart(talk)
        if told in ("empty", "back", "shop") or _find(cart, told):
            return fill(cart_line=told)
        wish = read_wish(talk, cart.now.lines, told)
        if not wish.sku:
            talk.say("utter_invalid/cart_line")
            return fill(cart_line=None)
        return fill(cart_line=wish.sku, **({} if wish.quantity is None else {"cart_quantity": wish.quantity}))


class AskCartQuantity(ShopAction):
    """How many of it; a tap for the usual numbers and for none."""

    called = "action_ask_cart_quantity"

    async def act(self, talk: Talk) -> Events:
        cart = await read_cart(talk)
        line = _find(cart, talk.text_of("cart_line"))
        if line is None:
            talk.say("utter_cart_line_gone")
            return fill(cart_quantity=-1)
        most = min(line.offer.stock, talk.reads.shop.policies.most_of_one)
        rows = [
            {"title": str(n), "payload": f"/SetSlots(cart_quantity={n})"} for n in range(1, min(most, _QUICK) + 1)
        ]
        name = name_of(talk, line.product, line.offer)
        talk.say("utter_how_many", product=name, quantity=line.quantity, buttons=rows)
        return []


class ChangeCartLine(ShopAction):
    """Takes the new quantity, never beyond stock; the cart is shown next and carries it out."""

    called = "action_change_cart_line"

    async def act(self, talk: Talk) -> Events:
        cart = await read_cart(talk)
        line = _find(cart, talk.text_of("cart_line"))
        wished = talk.slots.get("cart_quantity")
        if line is None or not isinstance(wished, int | float) or wished < 0:
            return fill(cart_edits=None)
        gone: dict[str, int] = {}
        if swap := talk.shelf.find_sku(talk.text_of("cart_swap")):
            gone, line = {line.offer.sku: 0}, Priced(*swap, line.quantity)
        most = min(line.offer.stock, talk.reads.shop.policies.most_of_one)
        quantity, name = min(int(wished), most), name_of(talk, line.product, line.offer)
        if quantity == 0:
            talk.say("utter_line_removed", product=name)
        elif quantity < wished:
            response = "utter_all_there_is" if most == line.offer.stock else "utter_most_of_one"
            talk.say(response, product=name, count=quantity)
        else:
            talk.say("utter_line_changed", product=name, quantity=quantity)
        return fill(cart_edits={**gone, line.offer.sku: quantity}, sku=line.offer.sku)


class EmptyCart(ShopAction):
    """Takes everything out."""

    called = "action_empty_cart"

    async def act(self, talk: Talk) -> Events:
        cart = await read_cart(talk)
        _, wants = edited(talk, cart, {line.sku: 0 for line in cart.seen.lines})
        talk.say("utter_cart_emptied")
        return [*wants, *fill(cart_count=0, cart_edits=None)]


def say_cart(talk: Talk, cart: CartNow) -> None:
    """Lines, subtotal, shipping, what is missing to free shipping, and the coupon that the contact holds."""
    totals, plain = cart.totals(talk), add_up(cart.now.pairs, terms_of(talk))
    shown = [line_text(talk, line) for line in cart.now.lines[:_MOST_SHOWN]]
    more = len(cart.now.lines) - _MOST_SHOWN
    lines = "\n".join([*shown, f"… +{more}"] if more > 0 else shown)
    values = {"lines": lines, "subtotal": money(talk, plain.subtotal), "total": money(talk, plain.total)}
    if plain.shipping:
        talk.say("utter_cart", **values, shipping=money(talk, plain.shipping))
    else:
        talk.say("utter_cart_ships_free", **values)
    if totals.missing:
        talk.say("utter_cart_missing", missing=money(talk, totals.missing))
    say_coupon(talk, cart.chosen(talk), totals, "utter_cart_coupon")


def _ask(talk: Talk, cart: CartNow) -> Events:
    other = next((sku for change in cart.now.changes if (sku := alternative_sku(talk, change))), "")
    talk.say("utter_cart_next_or_other" if other else "utter_cart_next")
    return fill(cart_other=other or None)


def _line_row(talk: Talk, line: Priced, choices: int) -> dict[str, str]:
    title = fit_title(line.product.words(talk.language).title, choices)
    words = line_text(talk, line).removeprefix("• ")
    return {"title": title, "payload": f"/SetSlots(cart_line={line.offer.sku})", "description": words[:_ROW_WORDS]}


def _find(cart: CartNow, sku: str) -> Priced | None:
    return next((line for line in cart.now.lines if line.offer.sku == sku), None)
