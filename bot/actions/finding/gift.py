"""The gift finder: three ideas from different departments, none of which needs the size or skin of somebody else."""

from collections.abc import Sequence
from typing import Any

from bot.actions.base import Events, ShopAction, Talk, fill, want
from bot.actions.finding.finder import keep_search
from bot.actions.finding.foreign import say_left_out_before
from bot.actions.finding.quiz import amounts_of
from bot.actions.finding.wishes import ANY, gift_wishes
from bot.actions.money import render_money, to_major
from bot.actions.showing.cards import is_sold, matches, name_of, payload, plain_price_of, reasons_of, short
from catalog.matching import fulfilled
from catalog.wishes import PRICE, Found, Hit, Offered, Shown, Wish

IDEAS = 3
BUTTON = 20  # characters of a button's title, by WhatsApp
TASTES = ("care", "wear", "cosy", "table", "active")
_ANSWERS = ("gift_for", "gift_taste", "gift_budget")


class AskGiftTaste(ShopAction):
    """Asks what they like: only what there is for this person."""

    called = "action_ask_gift_taste"

    async def act(self, talk: Talk) -> Events:
        said = say_left_out_before(talk)
        hits = talk.shelf.find(_wishes(talk, "gift_for")).hits
        there = {taste for hit in hits for taste in hit.product.attributes.get("gift_taste", ())} | {ANY}
        talk.say(
            "utter_pick_gift_taste",
            only=[f"/SetSlots(gift_taste={taste})" for taste in (*TASTES, ANY) if taste in there],
        )
        return said


class AskGiftBudget(ShopAction):
    """Asks for the most to spend, with amounts that part what is left."""

    called = "action_ask_gift_budget"

    async def act(self, talk: Talk) -> Events:
        left = [hit.product for hit in talk.shelf.find(_wishes(talk, "gift_for", "gift_taste")).hits]
        amounts = dict(zip(("low", "high"), amounts_of(talk, left), strict=False))
        currency = talk.reads.shop.currency
        told = {name: render_money(amount, currency, talk.language) for name, amount in amounts.items()}
        payloads = {
            f"{name}_payload": f"/SetSlots(gift_budget={to_major(amounts[name], currency):g})"
            if name in amounts
            else ""
            for name in ("low", "high")
        }
        talk.say("utter_pick_gift_budget", **{"low": "", "high": "", **told}, **payloads)
        return fill(price_left_out=None)


class GiftIdeas(ShopAction):
    """Finds the ideas; what was told of somebody else is kept under names of its own."""

    called = "action_gift_ideas"

    async def act(self, talk: Talk) -> Events:
        answers = {name: talk.slots[name] for name in _ANSWERS if talk.slots.get(name) is not None}
        wishes = _wishes(talk, *_ANSWERS)
        found = talk.shelf.find(wishes, enough=IDEAS)
        ideas = mixed(found.hits)
        if not ideas:
            return fill(match_count=0)
        if found.relaxed:
            talk.say("utter_gift_relaxed_price" if PRICE in found.relaxed else "utter_gift_relaxed")
        return [
            *keep_search({"gift": True, **answers}, wishes, Found(tuple(ideas)), view="gift"),
            *want("save_profile", answers=answers, source="gift_finder"),
            *want("save_lead", flow="gift_finder", answers=answers),
        ]


async def show_gifts(talk: Talk, product: Shown, offer: Offered) -> None:  # noqa: ARG001 (one signature for all)
    """The first three ideas with their pictures; the last one carries a button for each."""
    skus = [sku for sku in matches(talk) if is_sold(talk, sku)][:IDEAS] or [offer.sku]
    hits = [Hit(*talk.shelf.get(sku)) for sku in skus]
    wishes = _recalled(talk)
    for place, hit in enumerate(hits, 1):
        last = place == len(hits)
        buttons = [
            {"title": short(each.product.words(talk.language).title, BUTTON), "payload": payload("show", each.offer)}
            for each in hits
        ]
        talk.say(
            "utter_gift_last" if last else "utter_gift_idea",
            number=place,
            product=name_of(talk, hit.product, hit.offer),
            price=plain_price_of(talk, hit.offer),
            tagline=hit.product.words(talk.language).tagline,
            reasons=reasons_of(talk, fulfilled(hit.product, hit.offer, wishes)),
            picture=next(iter((*hit.offer.media, *hit.product.media)), ""),
            buttons=buttons if last else [],
        )


def mixed(hits: Sequence[Hit]) -> list[Hit]:
    """The best of each department first, then of each kind, then the rest: ideas that differ."""
    ordered: list[Hit] = []
    for depth in (1, 2, 3):
        seen = {_path(hit, depth) for hit in ordered}
        for hit in hits:
            if hit not in ordered and _path(hit, depth) not in seen:
                ordered.append(hit)
                seen.add(_path(hit, depth))
    return ordered


def _path(hit: Hit, depth: int) -> str:
    return "/".join([*hit.product.category.split("/"), hit.product.id][:depth])


def _wishes(talk: Talk, *names: str) -> list[Wish]:
    """What these answers wish."""
    return gift_wishes({name: talk.slots.get(name) for name in names}, talk.reads.shop.currency)


def _recalled(talk: Talk) -> list[Wish]:
    searched: Any = talk.slots.get("searched")
    told = searched if isinstance(searched, dict) else {}
    return [
        Wish(name, (str(told[name]),)) for name in ("gift_for", "gift_taste") if told.get(name) not in (None, ANY)
    ]
