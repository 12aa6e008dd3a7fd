"""What agents give a contact from the shop: a product, a coupon, the way to pay. In the contact's words and language.

They say what the bot would say, without its buttons: nobody would answer a tap while a person has the conversation.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.actions.money import render_day, render_money, worth_of
from bot.actions.outgoing import exits_at, where_products_are
from bot.console.desk import Desk
from bot.console.faults import Conflict, NotFound
from bot.doors.outgoing import Exits, Outgoing, Purpose
from bot.errors import Stale
from bot.orders.carts import read_open_cart
from bot.outbox.content import Content
from bot.rewards.erase import had_before_erasure
from bot.rewards.issue import find_code, issue_coupon, last_moment
from bot.rewards.queries import CampaignSeen, find_campaign, find_coupon
from bot.storage.columns import to_micros
from bot.storage.transactions import Tx
from catalog.wishes import Offered


class NothingLeft(Conflict):
    """No coupon of this campaign can be given: `why` says whether it is over, used up, or was given before."""

    code = "no_coupon"


class EmptyCart(Conflict):
    """There is nothing to pay."""

    code = "empty_cart"


@dataclass(frozen=True, slots=True)
class For:
    """Who gets it."""

    contact_id: int
    language: str


def product_card(desk: Desk, sku: str, to: For) -> Content:
    """The product as the bot shows it. Raises NotFound."""
    found = desk.shelves.newest().find_sku(sku)
    if found is None:
        raise NotFound("there is no such product")
    product, offer = found
    words = product.words(to.language)
    options = [desk.shelves.newest().label(name, code, to.language) for name, code in offer.options.items()]
    values = {
        "picture": next(iter((*offer.media, *product.media)), ""),
        "product": " · ".join([words.title, *options]),
        "price": _price(offer, to.language),
        "tagline": words.tagline,
        "rating": "",
        "reasons": "",
        "link": _exits(desk).product(product.page, offer.sku, to.contact_id, desk.clock.now()),
    }
    name = "utter_product_card" if offer.stock > 0 else "utter_card_sold_out"
    text, image = _said(desk, name, values, to.language)
    return Content(text=text, media=image, utter=name)


async def cart_link(tx: Tx, desk: Desk, to: For) -> Content:
    """The way to the checkout of what lies in the cart. Raises EmptyCart."""
    cart = await read_open_cart(tx, to.contact_id)
    if not cart.lines:
        raise EmptyCart("there is nothing in the cart")
    now = desk.clock.now()
    until = now + timedelta(hours=desk.shop.policies.link_hours)
    total = sum(line.price * line.quantity for line in cart.lines)
    values = {
        "total": render_money(total, cart.lines[0].currency, to.language),
        "link": _exits(desk).out(Outgoing(Purpose.CHECKOUT, str(cart.id), to.contact_id, until)),
        "day": render_day(until, desk.shop.timezone, to.language),
    }
    text, _ = _said(desk, "utter_checkout_link", values, to.language)
    return Content(text=text, utter="utter_checkout_link")


async def coupon(tx: Tx, desk: Desk, campaign_id: str, to: For) -> Content:
    """Issue a coupon, once a contact; the same one again if they have it. Raises NotFound and NothingLeft."""
    now = desk.clock.now()
    campaign = await find_campaign(tx, campaign_id)
    if campaign is None:
        raise NotFound("there is no such campaign")
    held = await find_coupon(tx, campaign_id, to.contact_id)
    if held is not None:
        if not held.is_usable(now):
            raise NothingLeft("this contact has had a coupon of this campaign", why="had")
        return _coupon_words(desk, campaign, held.code, held.expires_at, to)
    await _check(tx, campaign, to.contact_id, now)
    code = await find_code(tx, campaign, to.contact_id, desk.keys[0])
    if code is None:
        raise NothingLeft("this campaign has no coupons left", why="gone")
    until = last_moment(campaign, now, desk.shop.timezone)
    promise = {"campaign": campaign.id, "code": code, "codes": campaign.codes, "expires_at": to_micros(until)}
    try:
        await issue_coupon(tx, promise, to.contact_id, now)
    except Stale as stale:
        raise NothingLeft("somebody else has just been given the last one: try again", why="again") from stale
    return _coupon_words(desk, campaign, code, until, to)


async def _check(tx: Tx, campaign: CampaignSeen, contact_id: int, now: datetime) -> None:
    if not campaign.is_running(now):
        raise NothingLeft("this campaign is not running now", why="over")
    if await had_before_erasure(tx, contact_id, campaign.id):
        raise NothingLeft("this contact has had a coupon of this campaign", why="had")


def _coupon_words(desk: Desk, campaign: CampaignSeen, code: str, until: datetime, to: For) -> Content:
    worth = worth_of(campaign, desk.shop.currency, to.language)
    name = "utter_coupon_shipping" if campaign.free_shipping else "utter_coupon"
    day = render_day(until, desk.shop.timezone, to.language)
    link = _exits(desk).coupon(campaign.id, to.contact_id, until)
    said: list[tuple[str, dict[str, str]]] = [(name, {"coupon": code, "worth": worth})]
    if campaign.min_basket:
        minimum = render_money(campaign.min_basket, desk.shop.currency, to.language)
        said.append(("utter_coupon_minimum", {"minimum": minimum}))
    if campaign.products or campaign.categories:
        said.append(("utter_coupon_selected", {}))
    said.append(("utter_coupon_once", {"day": day, "link": link}))
    texts = [_said(desk, response, values, to.language)[0] for response, values in said]
    return Content(text="\n\n".join(filter(None, texts)), utter=name)


def _said(desk: Desk, name: str, values: Mapping[str, str], language: str) -> tuple[str, str]:
    """Text and picture of a response of the flows."""
    response = desk.flows.responses[name]
    number = response.choose({**desk.turns.facts, **desk.turns.promises(language), "language": language}, {}, 0)
    reply = response.render(number, lambda key: values.get(key, ""), language)
    return str(reply.text), str(reply.image)


def _price(offer: Offered, language: str) -> str:
    now = render_money(offer.to_pay, offer.currency, language)
    return f"*{now}* ~{render_money(offer.price, offer.currency, language)}~" if offer.is_on_sale else f"*{now}*"


def _exits(desk: Desk) -> Exits:
    """The bot's own."""
    settings = desk.settings
    return exits_at(desk.shop, settings.base_url, where_products_are(desk.shop, settings), desk.keys[0])
