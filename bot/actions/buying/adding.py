"""Putting what the conversation is about into the cart: which size, how many there are, and what it says then."""

from datetime import timedelta

from bot.actions.base import Events, ShopAction, Talk, fill, want
from bot.actions.buying.cartcoupon import say_hint
from bot.actions.buying.carts import CartNow, money, read_cart, terms_of
from bot.actions.buying.picking import what_is_picked
from bot.actions.finding.finder import recall_wishes
from bot.actions.finding.together import Pick, best_beside
from bot.actions.showing.cards import fit_title, name_of, plain_price_of
from bot.actions.showing.goes import say_beside_cart
from bot.actions.showing.offers import offer_now
from bot.orders.coupons import basket_of, choose, total_up
from bot.orders.pricing import Priced
from bot.storage.columns import to_micros
from catalog.wishes import CATEGORY, PRICE, Offered, Shown

TWIN = timedelta(seconds=4)  # two taps on the same button within so long are one
_FEW_LEFT = 5


class PickVariant(ShopAction):
    """Looks what is to be added: choose | ready | instead (something else is shown) | nothing, in `cart_step`.

    What was said with the wish (`put_words`: “add two of the 50 ml”) says which one and how many.
    """

    called = "action_pick_variant"

    async def act(self, talk: Talk) -> Events:
        if not talk.text_of("sku"):
            talk.say("utter_add_what")
            return fill(cart_step="nothing", put_words=None)
        if said := talk.text_of("put_words"):
            return await _take_words(talk, said)
        fresh = talk.text_of("cart_step") != "look" and talk.text_of("chosen_sku") != talk.text_of("sku")
        forgotten = fill(wanted_quantity=None, pick_words=None) if fresh else []
        product, offer, events = offer_now(talk)
        events = [*forgotten, *events]
        if product is None or offer is None:
            turned = next((e["value"] for e in events if e.get("name") == "sku"), None)
            return [*events, *fill(cart_step="instead" if turned else "nothing")]
        return [*events, *fill(cart_step="choose" if must_choose(talk, product, offer) else "ready")]


class AskPick(ShopAction):
    """Asks for the size or colour, with price and what is left of each; of those that `pick_words` leave."""

    called = "action_ask_pick"

    async def act(self, talk: Talk) -> Events:
        found = talk.shelf.find_sku(talk.text_of("sku"))
        if found is None:
            talk.say("utter_add_what")
            return fill(pick="nothing")
        product = found[0]
        left = _left_by(talk, talk.text_of("pick_words")) or product.in_stock
        buttons = [_row(talk, offer, len(left)) for offer in left]
        talk.say("utter_which_pick", product=product.words(talk.language).title, buttons=buttons)
        return []


class ValidatePick(ShopAction):
    """“Medium”, “the large one”, “50 ml, two of them”: which of the sizes and colours, and how many.

    What is left open is asked again, of those that are left: `pick` is `again`.
    """

    called = "validate_pick"

    async def act(self, talk: Talk) -> Events:
        told = talk.text_of("pick")
        if talk.shelf.find_sku(told):
            return fill(pick_words=None)
        if told == "again":
            return []
        before = talk.text_of("pick_words")
        picked = what_is_picked(talk.shelf, talk.text_of("sku"), told, talk.language)
        left = _left_by(talk, f"{before} {told}") or _left_by(talk, told)
        if picked.quantity is None and not left:
            talk.say("utter_invalid/pick")
            return fill(pick=None)
        events = fill(wanted_quantity=picked.quantity) if picked.quantity else []
        if len(left) == 1:
            return [*events, *fill(pick=left[0].sku, pick_words=None)]
        if picked.quantity:
            talk.say("utter_pick_counted", count=picked.quantity)
        return [*events, *fill(pick="again", pick_words=f"{before} {told}".strip() if left else before or None)]


class TakePick(ShopAction):
    """From now on the conversation is about the size that was chosen."""

    called = "action_take_pick"

    async def act(self, talk: Talk) -> Events:
        found = talk.shelf.find_sku(talk.text_of("pick"))
        if found is None:
            return []
        sku = found[1].sku
        return fill(sku=sku, chosen_sku=sku, seen_price=found[1].to_pay)


class AddToCart(ShopAction):
    """Adds one more (or as many as were wished), never beyond stock and the shop's limits, and says so."""

    called = "action_add_to_cart"

    async def act(self, talk: Talk) -> Events:
        found = talk.shelf.find_sku(talk.text_of("sku"))
        if found is None or found[1].stock <= 0:
            talk.say("utter_add_what")
            return []
        product, offer = found
        cart = await read_cart(talk)
        line = cart.seen.find(offer.sku)
        had = line.quantity if line else 0
        if line and to_micros(talk.now) - line.changed_at < TWIN / timedelta(microseconds=1):
            return _say_added(talk, cart, Priced(product, offer, had))
        if line is None and len(cart.now.lines) >= talk.reads.shop.policies.most_lines:
            talk.say("utter_cart_full", most=talk.reads.shop.policies.most_lines)
            return fill(wanted_quantity=None)
        wished = had + wished_quantity(talk)
        quantity = min(wished, offer.stock, talk.reads.shop.policies.most_of_one)
        if quantity < wished:
            _say_limit(talk, product, offer, quantity)
        goes = await best_beside(talk, product) if quantity > had else None
        events = _say_added(talk, cart, Priced(product, offer, quantity), is_new=quantity > had, goes=goes)
        line_now = {"sku": offer.sku, "quantity": quantity, "price": offer.to_pay, "currency": offer.currency}
        return [*events, *want("set_cart_line", cart=cart.id, **line_now)]


class KeepShopping(ShopAction):
    """Back to what was being looked at, if it is still sold."""

    called = "action_keep_shopping"

    async def act(self, talk: Talk) -> Events:
        skus = talk.slots.get("matches")
        known = [s for s in skus if talk.shelf.find_sku(str(s))] if isinstance(skus, list) else []
        return fill(cart_step="matches" if len(known) > 1 else "nothing", card_shown=None, card_view="card")


def must_choose(talk: Talk, product: Shown, offer: Offered) -> bool:
    """Whether several could be meant and nobody has said which."""
    if len(product.in_stock) < 2 or talk.text_of("chosen_sku") == offer.sku:
        return False
    wished = {wish.name for wish in recall_wishes(talk) if wish.name not in (CATEGORY, PRICE) and not wish.unwanted}
    differing = {n for n in offer.options if len({o.options.get(n) for o in product.in_stock}) > 1}
    return not (differing and differing <= wished)


def wished_quantity(talk: Talk) -> int:
    """How many at once; one when nothing was said."""
    wished = talk.slots.get("wanted_quantity")
    return max(1, int(wished)) if isinstance(wished, int | float) else 1


async def _take_words(talk: Talk, said: str) -> Events:
    """The variant and the quantity that were said with the wish; what is not said stays to be asked."""
    picked = what_is_picked(talk.shelf, talk.text_of("sku"), said, talk.language)
    left = _left_by(talk, said)
    events = fill(put_words=None, wanted_quantity=picked.quantity)
    if picked.skus and not left:
        talk.say("utter_variant_sold_out", product=name_of(talk, *talk.shelf.get(picked.skus[0])))
    if len(left) == 1:
        offer = left[0]
        return [*events, *fill(sku=offer.sku, chosen_sku=offer.sku, seen_price=offer.to_pay, cart_step="look")]
    if not picked.skus and any(line.sku == talk.text_of("sku") for line in (await read_cart(talk)).seen.lines):
        return [*events, *fill(chosen_sku=talk.text_of("sku"), cart_step="look")]  # more of what is there already
    return [*events, *fill(pick_words=said if left else None, cart_step="choose" if left else "look")]


def _left_by(talk: Talk, said: str) -> list[Offered]:
    """The variants in stock that some words leave; none where they name none."""
    if not said.strip():
        return []
    picked = what_is_picked(talk.shelf, talk.text_of("sku"), said, talk.language)
    offers = [found[1] for sku in picked.skus if (found := talk.shelf.find_sku(sku))]
    return [offer for offer in offers if offer.stock > 0]


def _row(talk: Talk, offer: Offered, choices: int) -> dict[str, str]:
    title = " · ".join(talk.shelf.label(name, code, talk.language) for name, code in offer.options.items())
    price = plain_price_of(talk, offer)
    few = f" · {offer.stock} ✕" if offer.stock <= _FEW_LEFT else ""
    shown = fit_title(title or price, choices)
    return {"title": shown, "payload": f"/SetSlots(pick={offer.sku})", "description": price + few}


def _say_limit(talk: Talk, product: Shown, offer: Offered, quantity: int) -> None:
    response = "utter_all_there_is" if quantity == offer.stock else "utter_most_of_one"
    talk.say(response, product=name_of(talk, product, offer), count=quantity)


def _say_added(
    talk: Talk,
    cart: CartNow,
    line: Priced,
    *,
    is_new: bool = False,
    goes: Pick | None = None,
) -> Events:
    offer, quantity = line.offer, line.quantity
    others = [other for other in cart.now.lines if other.offer.sku != offer.sku]
    basket = basket_of([*others, line])
    chosen = choose(cart.held, basket, terms_of(talk))
    totals = total_up(basket, terms_of(talk), chosen.discount)
    count = sum(each.quantity for each in basket)
    name = name_of(talk, line.product, offer)
    response = "utter_added" if is_new else "utter_already_in_cart"
    talk.say(response, product=name, quantity=quantity, price=plain_price_of(talk, offer))
    if is_new and chosen.code:
        talk.say("utter_coupon_waits", coupon=chosen.code)
    if is_new:
        say_hint(talk, chosen.hint)
    if totals.missing:
        talk.say("utter_cart_missing", missing=money(talk, totals.missing, offer.currency))
    subtotal = money(talk, totals.subtotal, offer.currency)
    if goes:
        say_beside_cart(talk, goes, count=count, subtotal=subtotal)
    else:
        talk.say("utter_added_next", count=count, subtotal=subtotal)
    return fill(cart_count=count, wanted_quantity=None, chosen_sku=None)
