"""What journeys say of a cart: what can be bought of it now, at which price, and where; and the coupon with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.actions.money import render_day, render_money
from bot.actions.outgoing import exits_of
from bot.actions.reads import Reads
from bot.doors.outgoing import Outgoing, Purpose
from bot.journeys.goods import facts_of, name_in
from bot.journeys.queries import FIND_CART, LIST_STORE_LINES
from bot.journeys.readings import Asked, NotTrue, Reading
from bot.orders.carts import list_lines
from bot.orders.pricing import reprice
from bot.orders.states import CartStatus
from bot.rewards.issue import find_code
from bot.rewards.queries import CampaignSeen, find_campaign, find_coupon
from bot.storage.columns import from_micros, to_micros
from bot.storage.transactions import Tx

MOST_LINES = 6


@dataclass(frozen=True, slots=True)
class Told:
    """A line as it is told. `price` is of all of it, in minor units."""

    name: str
    quantity: int
    price: int
    currency: str
    facts: tuple[Mapping[str, Any], ...]


async def read_cart(reads: Reads, tx: Tx, asked: Asked) -> Reading:
    """`event.cart_id`: its lines as far as they are there, what they come to, and the way to pay.

    The chat's cart is told at today's prices, a store's at those that the store has told.
    """
    cart_id = int(asked.event.get("cart_id") or 0)
    row = await tx.row(FIND_CART, cart_id, asked.contact_id)
    if row is None or row[0] != CartStatus.OPEN:
        raise NotTrue("the cart is not there any more" if row is None else f"the cart is {row[0]} by now")
    _, changed_at, source, url = row
    lines = await _of_store(reads, tx, cart_id) if source else await _of_chat(reads, tx, cart_id, asked.language)
    if not lines:
        raise NotTrue("nothing of the cart can be bought now")
    link = url or reads.shop.base_url if source else _link(reads, asked.contact_id, cart_id)
    if not link:
        raise NotTrue("the store has told no way back to the cart")
    words = {
        "items": "\n".join([*(f"• {_line(line, asked.language)}" for line in lines[:MOST_LINES]), *_rest(lines)]),
        "items_short": ", ".join([*(line.name for line in lines[:2]), *_rest(lines, 2)]),
        "count": sum(line.quantity for line in lines),
        "total": render_money(sum(line.price for line in lines), lines[0].currency, asked.language),
        "link": link,
    }
    facts = [{"kind": "cart", "id": cart_id, "is": CartStatus.OPEN.value, "changed_at": int(changed_at)}]
    return Reading(words, (*facts, *(fact for line in lines for fact in line.facts)))


async def _of_chat(reads: Reads, tx: Tx, cart_id: int, language: str) -> list[Told]:
    shelf = reads.shelf()
    return [
        Told(
            name_in(shelf, line.product, line.offer, language),
            line.quantity,
            line.quantity * line.price,
            line.offer.currency,
            tuple(facts_of(line.offer)),
        )
        for line in reprice(shelf, await list_lines(tx, cart_id)).lines
    ]


async def _of_store(reads: Reads, tx: Tx, cart_id: int) -> list[Told]:
    """What our own shelf knows to be sold out is left out."""
    lines = []
    for sku, quantity, price, currency, title in await tx.rows(LIST_STORE_LINES, cart_id):
        found = reads.shelf().find_sku(sku)
        if found is not None and found[1].stock <= 0:
            continue
        facts = ({"kind": "stock", "sku": sku, "at_least": 1},) if found is not None else ()
        lines.append(Told(title or sku, quantity, quantity * price, currency, facts))
    return lines


async def read_coupon(reads: Reads, tx: Tx, asked: Asked) -> Reading:
    """A coupon of the campaign that the shop gives away for carts: the one that the contact holds, or a new one."""
    now = reads.clock.now()
    campaign = await find_campaign(tx, reads.shop.journeys.cart_recovery.incentive)
    if campaign is None or not campaign.is_running(now):
        raise NotTrue("there is no coupon to give away")
    held = await find_coupon(tx, campaign.id, asked.contact_id)
    if held is not None:
        if not held.is_usable(now):
            raise NotTrue("the contact has had this coupon before")
        return Reading(_words(reads, campaign, held.code, to_micros(held.expires_at), asked), (_fact(held.code),))
    code = await find_code(tx, campaign, asked.contact_id, reads.secret)
    if code is None:
        raise NotTrue("there is no coupon left to give away")
    expires_at = to_micros(now + timedelta(seconds=campaign.valid_for))
    promise = {"campaign": campaign.id, "code": code, "codes": campaign.codes, "expires_at": expires_at}
    words = _words(reads, campaign, code, expires_at, asked)
    return Reading(words, (_fact(code),), (("issue_coupon", promise),))


def _words(reads: Reads, campaign: CampaignSeen, code: str, expires_at: int, asked: Asked) -> dict[str, str]:
    if campaign.percent is not None:
        worth = f"{campaign.percent}%"
    else:
        worth = render_money(campaign.amount or 0, reads.shop.currency, asked.language)
    day = render_day(from_micros(expires_at), reads.shop.timezone, asked.language)
    return {"coupon": code, "worth": worth, "until": day}


def _fact(code: str) -> dict[str, str]:
    return {"kind": "coupon", "code": code, "is": "open"}


def _line(line: Told, language: str) -> str:
    """`Calm Serum · 30 ml × 2 – $56`."""
    count = f" × {line.quantity}" if line.quantity > 1 else ""
    return f"{line.name}{count} – {render_money(line.price, line.currency, language)}"


def _rest(lines: Sequence[Told], shown: int = MOST_LINES) -> list[str]:
    return [f"… +{len(lines) - shown}"] if len(lines) > shown else []


def _link(reads: Reads, contact_id: int, cart_id: int) -> str:
    until = reads.clock.now() + timedelta(hours=reads.shop.policies.link_hours)
    return exits_of(reads).out(Outgoing(Purpose.CHECKOUT, str(cart_id), contact_id, until))
