"""What became of an order, in plain words; the invoice once more. Only ever the contact's own (F9)."""

import re
from collections.abc import Sequence
from datetime import timedelta

from bot.actions.base import Events, ShopAction, Talk
from bot.actions.buying.carts import money
from bot.actions.money import render_day
from bot.actions.outgoing import link_out
from bot.actions.showing.cards import name_of
from bot.doors.outgoing import Purpose
from bot.orders.links import Pass, sign
from bot.orders.progress import where_is
from bot.orders.queries import (
    OrderLineSeen,
    OrderSeen,
    ParcelSeen,
    find_order,
    list_order_lines,
    list_orders,
    list_parcels,
)
from bot.orders.states import OrderStatus
from bot.orders.wordbook import words_of
from bot.storage.columns import from_micros
from bot.storage.transactions import Tx

LINK_LASTS = timedelta(minutes=30)
_NUMBER = re.compile(r"(?<![\w$€£₩.,/-])#?\s?(\d{4,9})(?![\w.,]*\d)(?!\s?(ml|g|원|won|dollars?)\b)")
_NEWEST = re.compile(r"\b(last|latest|newest|most recent)\b|마지막|최근|방금")
_ROWS = 10
_MOST_LINES = 6
_MOST_OTHERS = 6
_UNDER_WAY = frozenset({"requested", "received"})  # a return that somebody waits for
_OF_CART = frozenset({"view_cart", "check_out", "change_cart", "empty_cart"})


class OrderPlaced(ShopAction):
    """Confirms an order that was just paid, or is paid when it comes, once: its event is answered once."""

    called = "action_order_placed"

    async def act(self, talk: Talk) -> Events:
        async with talk.reads.database.read() as tx:
            order = await find_order(tx, talk.contact_id, talk.text_of("order_number"))
            lines = await list_order_lines(tx, order.id) if order else []
        if order is None:
            return []
        talk.say(
            "utter_cod_confirmed" if order.status == OrderStatus.PLACED else "utter_order_placed",
            number=order.number,
            lines=_lines(talk, lines),
            total=money(talk, order.total, order.currency),
            due=_due(talk, order),
            invoice=payload("invoice", order),
            status=payload("order_status", order),
        )
        cart_is_open = any(frame.get("flow_id") in _OF_CART for frame in talk.tracker.stack or ())
        return [{"event": "followup", "timestamp": None, "name": "action_clean_stack"}] if cart_is_open else []


class OrderStatusTold(ShopAction):
    """Shows one order: the one of the number that was said or tapped, else the newest and every return under way."""

    called = "action_order_status"

    async def act(self, talk: Talk) -> Events:
        async with talk.reads.database.read() as tx:
            order, others = await choose_order(tx, talk)
            if order is None:
                return []
            lines = await list_order_lines(tx, order.id)
            parcels = await list_parcels(tx, order.id)
            told = () if number_in(talk) else others
            elsewhere = [line for other in told for line in await list_order_lines(tx, other.id)]
        talk.say(
            "utter_order",
            number=order.number,
            day=_day(talk, order.placed_at),
            lines=_lines(talk, lines),
            total=money(talk, order.total, order.currency),
        )
        _say_where(talk, order, parcels)
        _say_returns(talk, [*lines, *(line for line in elsewhere if line.return_status in _UNDER_WAY)])
        talk.say(
            "utter_order_next",
            invoice=payload("invoice", order),
            give_back=payload("return_item", order),
            buttons=[_row(talk, other, "order_status") for other in others[:_MOST_OTHERS]],
        )
        return []


class SendInvoice(ShopAction):
    """Sends the invoice as a document; its link is good for half an hour. Of several orders it asks which."""

    called = "action_send_invoice"

    async def act(self, talk: Talk) -> Events:
        async with talk.reads.database.read() as tx:
            order, others = await choose_order(tx, talk)
        if order is None:
            return []
        if others and not number_in(talk) and not _NEWEST.search(said_in(talk)):
            talk.say(
                "utter_which_invoice", buttons=[_row(talk, each, "invoice") for each in (order, *others)][:_ROWS]
            )
            return []
        if order.status == OrderStatus.PLACED:
            talk.say("utter_invoice_not_yet", number=order.number)
            return []
        talk.say("utter_invoice", number=order.number, attachment=document(talk, "invoice", order.id, order.number))
        return []


async def choose_order(tx: Tx, talk: Talk) -> tuple[OrderSeen | None, list[OrderSeen]]:
    """The order that is meant and the contact's others. Says so when there is none, or none of this number."""
    orders = await list_orders(tx, talk.contact_id)
    wanted = number_in(talk)
    if wanted:
        order = await find_order(tx, talk.contact_id, wanted)
        if order is None:
            talk.say("utter_order_not_yours", number=wanted)
        return order, [each for each in orders if order and each.id != order.id]
    if not orders:
        talk.say("utter_no_orders")
        return None, []
    return orders[0], orders[1:]


def number_in(talk: Talk) -> str:
    """The order number that was tapped, or else typed; empty when there was none."""
    tapped = talk.text_of("order_number")
    found = _NUMBER.search(said_in(talk))
    return tapped or (found[1] if found else "")


def said_in(talk: Talk) -> str:
    """The message that is being answered."""
    return str((talk.tracker.latest_message or {}).get("text") or "")


def payload(flow: str, order: OrderSeen) -> str:
    """What a button about an order stands for."""
    return f'/{flow}{{"order_number": "{order.number}"}}'


def document(talk: Talk, kind: str, thing: int, number: str) -> str:
    """The address of a file of this contact's, signed and soon over."""
    granted = Pass(kind, thing, talk.contact_id, talk.now + LINK_LASTS)
    token = sign(granted, talk.reads.secret)
    return f"/documents/{token}/{kind}-{number}.pdf?lang={talk.language}"


def _say_where(talk: Talk, order: OrderSeen, parcels: Sequence[ParcelSeen]) -> None:
    if order.status == OrderStatus.CANCELLED:
        talk.say("utter_order_cancelled")
        return
    if order.status == OrderStatus.REFUNDED:
        talk.say("utter_order_refunded")
        return
    if order.status == OrderStatus.DELIVERED and order.delivered_at:
        talk.say("utter_order_delivered", day=_day(talk, order.delivered_at))
        return
    due = _due(talk, order)
    told = [(parcel, step) for parcel in parcels if (step := where_is(parcel.steps))]
    for parcel, (stage, place, at) in told:
        where = words_of(talk.language)[f"stage.{stage}"]
        where = f"{where} ({place})" if place else where
        seen = {"where": where, "seen": _day(talk, at), "due": due}
        link = link_out(talk, Purpose.PARCEL, str(parcel.id)) if parcel.tracking_url else ""
        talk.say("utter_parcel", **seen, carrier=parcel.carrier, link=link)
    if not told:
        talk.say("utter_order_packing", due=due)


def _due(talk: Talk, order: OrderSeen) -> str:
    return due_in(order.expected_at, talk.reads.shop.timezone, talk.language)


def due_in(expected_at: int | None, timezone: str, language: str) -> str:
    """A sentence to go after another one: when it (µs) should arrive. Empty when the shop promises no day."""
    if not expected_at:
        return ""
    return " " + words_of(language)["order.due"].format(day=render_day(from_micros(expected_at), timezone, language))


def _say_returns(talk: Talk, lines: Sequence[OrderLineSeen]) -> None:
    for line in lines:
        if line.return_number:
            response = f"utter_return_{line.return_status}"
            talk.say(response, number=line.return_number, product=title_of(talk, line))


def title_of(talk: Talk, line: OrderLineSeen) -> str:
    """What was bought, in the shopper's language where the shop still sells it, else as the order has it."""
    found = talk.shelf.find_sku(line.sku)
    return name_of(talk, *found) if found else line.title


def _lines(talk: Talk, lines: Sequence[OrderLineSeen]) -> str:
    shown = [f"• {title_of(talk, line)}" + (f" × {line.quantity}" if line.quantity > 1 else "") for line in lines]
    more = len(shown) - _MOST_LINES
    return "\n".join([*shown[:_MOST_LINES], f"… +{more}"] if more > 0 else shown)


def _row(talk: Talk, order: OrderSeen, flow: str) -> dict[str, str]:
    words = f"{_day(talk, order.placed_at)} · {money(talk, order.total, order.currency)}"
    return {"title": f"📦 {order.number}", "payload": payload(flow, order), "description": words}


def _day(talk: Talk, micros: int) -> str:
    return render_day(from_micros(micros), talk.reads.shop.timezone, talk.language)
