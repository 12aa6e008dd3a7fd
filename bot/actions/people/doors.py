"""Coming from a product's page; and being told when something sold out is back."""

import json

from bot.actions.base import Events, ShopAction, Talk, fill, want
from bot.actions.finding.search import LIST_FROM, WORDS, keep_results, query_of
from bot.actions.showing.cards import name_of, plain_price_of
from bot.doors.queries import list_wishes
from bot.doors.texts import name_in_words
from catalog.wishes import Hit, Offered, Shown

MOST_LISTED = 9  # a list has ten rows


class OpenProduct(ShopAction):
    """Finds what the link named (a SKU or a product): shown | sold_out | gone, into `door_state`.

    What is not sold (any more) is searched by the words of its name.

    A product without a chosen variant is shown by one that is in stock.
    """

    called = "action_open_product"

    async def act(self, talk: Talk) -> Events:
        found = _named(talk, talk.text_of("sku"))
        if found is None:
            return await _nearest(talk, talk.text_of("sku"))
        product, offer = found
        if offer.stock <= 0:
            return fill(door_state="sold_out", sku=offer.sku)
        return [*fill(door_state="shown"), *_show(Hit(product, offer))]


class LookForRestock(ShopAction):
    """Before the question whether to tell: offer | waiting | in_stock | unknown, into `restock_state`."""

    called = "action_look_for_restock"

    async def act(self, talk: Talk) -> Events:
        found = _named(talk, talk.text_of("sku"))
        if found is None:
            talk.say("utter_restock_which")
            return fill(restock_state="unknown")
        product, offer = found
        name = name_of(talk, product, offer)
        if offer.stock > 0:
            _say_it_is_here(talk, product, offer)
            return fill(restock_state="in_stock")
        if await _waits_for(talk, offer.sku):
            talk.say("utter_restock_waits_already", product=name, cancel_payload=_cancel(offer.sku))
            return fill(restock_state="waiting")
        return fill(restock_state="offer", restock_sku=offer.sku)


class AskRestockChoice(ShopAction):
    """Shows what is sold out and asks whether to tell when it is back."""

    called = "action_ask_restock_choice"

    async def act(self, talk: Talk) -> Events:
        found = talk.shelf.find_sku(talk.text_of("restock_sku"))
        if found is None:
            talk.say("utter_restock_which")
            return fill(restock_choice="no_thanks")
        product, offer = found
        picture = product.media[0] if product.media else ""
        name = name_of(talk, product, offer)
        talk.say("utter_restock_offer", product=name, picture=picture, sku=offer.sku)
        return []


class KeepRestockWish(ShopAction):
    """Asks the turn to write the wish down."""

    called = "action_keep_restock_wish"

    async def act(self, talk: Talk) -> Events:
        found = talk.shelf.find_sku(talk.text_of("restock_sku"))
        if found is None:
            talk.say("utter_restock_which")
            return []
        product, offer = found
        if offer.stock > 0:
            _say_it_is_here(talk, product, offer)
            return []
        talk.say("utter_restock_noted", product=name_of(talk, product, offer))
        return want("keep_restock_wish", sku=offer.sku, product_id=product.id)


class ShowInstead(ShopAction):
    """Turns to another variant of the sold-out product, else to what is most like it."""

    called = "action_show_instead"

    async def act(self, talk: Talk) -> Events:
        found = _named(talk, talk.text_of("restock_sku") or talk.text_of("sku"))
        hit = None
        if found:
            product, offer = found
            others = product.in_stock
            hit = Hit(product, others[0]) if others else talk.shelf.nearest(product, price=offer.to_pay)
        if hit is None:
            talk.say("utter_restock_nothing_instead")
            return fill(door_state="gone")
        return [*fill(door_state="shown"), *_show(hit)]


class ListRestockWishes(ShopAction):
    """What the contact waits for, each with a way to take it back."""

    called = "action_list_restock_wishes"

    async def act(self, talk: Talk) -> Events:
        async with talk.reads.database.read() as tx:
            wishes = await list_wishes(tx, talk.contact_id)
        known = [(sku, found) for sku, _ in wishes if (found := talk.shelf.find_sku(sku))]
        if not known:
            talk.say("utter_restock_none")
            return []
        names = [name_of(talk, *found) for _, found in known]
        buttons = [
            {"title": f"✖️ {name}", "payload": _cancel(sku)} for (sku, _), name in zip(known, names, strict=True)
        ]
        lines = "\n".join(f"• {name}" for name in names)
        talk.say("utter_restock_list", list=lines, buttons=buttons[:MOST_LISTED])
        return []


class CancelRestockWish(ShopAction):
    """Takes back the wish that is named; without a name, the one of the product on show or the only one."""

    called = "action_cancel_restock_wish"

    async def act(self, talk: Talk) -> Events:
        async with talk.reads.database.read() as tx:
            waiting = [str(sku) for sku, _ in await list_wishes(tx, talk.contact_id)]
        sku = talk.text_of("restock_sku") or (waiting[0] if len(waiting) == 1 else talk.text_of("sku"))
        if sku not in waiting:
            if len(waiting) > 1:
                return [*fill(restock_sku=None), *_follow(ListRestockWishes.called)]
            talk.say("utter_restock_none")
            return fill(restock_sku=None)
        found = talk.shelf.find_sku(sku)
        talk.say("utter_restock_cancelled", product=name_of(talk, *found) if found else sku)
        return [*fill(restock_sku=None), *want("cancel_restock_wish", sku=sku)]


class BackInStock(ShopAction):
    """Tells who still waits for what is still there; else keeps quiet and lets them wait on."""

    called = "action_back_in_stock"

    async def act(self, talk: Talk) -> Events:
        sku = talk.text_of("restock_sku")
        found = talk.shelf.find_sku(sku)
        if found is None or found[1].stock <= 0 or not await _waits_for(talk, sku):
            return [*fill(restock_sku=None), *want("restock_not_told", sku=sku)]
        product, offer = found
        talk.say(
            "utter_back_in_stock",
            product=name_of(talk, product, offer),
            price=plain_price_of(talk, offer),
            picture=product.media[0] if product.media else "",
            show_payload=_payload("open_product", sku),
        )
        return [*fill(restock_sku=None), *want("restock_told", sku=sku)]


def _named(talk: Talk, name: str) -> tuple[Shown, Offered] | None:
    if found := talk.shelf.find_sku(name):
        return found
    product = talk.shelf.products.get(name)
    if product is None or not product.variants:
        return None
    return product, next(iter(product.in_stock), product.variants[0])


async def _nearest(talk: Talk, name: str) -> Events:
    """The link named something that is not sold (any more): what its words find, else a way to search."""
    words = name_in_words(name)
    searched = {WORDS: words}
    query = query_of(talk, searched) if words else None
    is_read = query is not None and len(query.corrected) < len(words.split())  # a number is no misspelt word
    found = await talk.reads.search.find(talk.shelf, query, talk.language) if query and is_read else None
    if query is None or found is None or not any(one.why.in_stock for one in found.results):
        talk.say("utter_door_product_gone")
        return fill(door_state="gone", sku=None)
    talk.say("utter_door_product_gone_but", name=words)
    few = fill(card_view="card") if len(found.results) < LIST_FROM else []  # else a list
    return [*fill(door_state="shown", card_choice=None), *keep_results(searched, query, found), *few]


def _show(hit: Hit) -> Events:
    """What the flow `browse` needs to begin with this product, and nothing of an earlier search."""
    return fill(
        sku=hit.offer.sku,
        seen_price=hit.offer.to_pay,
        matches=[hit.offer.sku],
        match_count=1,
        relaxed="",
        wished=None,
        searched=None,
        card_view="card",
        card_shown=None,
        card_choice=None,
    )


def _say_it_is_here(talk: Talk, product: Shown, offer: Offered) -> None:
    talk.say(
        "utter_restock_is_here",
        product=name_of(talk, product, offer),
        price=plain_price_of(talk, offer),
        show_payload=_payload("open_product", offer.sku),
    )


def _payload(flow: str, sku: str, slot: str = "sku") -> str:
    return f"/{flow}{json.dumps({slot: sku})}"


def _cancel(sku: str) -> str:
    return _payload("cancel_restock", sku, "restock_sku")


async def _waits_for(talk: Talk, sku: str) -> bool:
    async with talk.reads.database.read() as tx:
        return sku in [wish[0] for wish in await list_wishes(tx, talk.contact_id)]


def _follow(action: str) -> Events:
    return [{"event": "followup", "timestamp": None, "name": action}]
