"""From the cart to the checkout page, and what is to be known before paying (B9)."""

from datetime import timedelta

from bot.actions.base import Events, ShopAction, Talk, fill
from bot.actions.buying.cartcoupon import say_coupon
from bot.actions.buying.carts import accept_changes, money, read_cart
from bot.actions.money import render_day
from bot.actions.outgoing import link_out
from bot.doors.outgoing import Purpose
from bot.orders.wordbook import words_of


class AskCheckoutChoice(ShopAction):
    """Gives the link that is this cart's and this contact's alone, and stays at hand for doubts."""

    called = "action_ask_checkout_choice"

    async def act(self, talk: Talk) -> Events:
        cart = await read_cart(talk)
        told = accept_changes(talk, cart)
        if not cart.now.lines:
            talk.say("utter_cart_empty")
            return [*told, *fill(checkout_choice="nothing", cart_count=0, cart_step=None)]
        if talk.reads.shop.checkout.missing(line.offer.sku for line in cart.now.lines):
            talk.say("utter_checkout_by_person")
            return [*told, *fill(checkout_choice="nothing", cart_count=cart.now.count, cart_step=None)]
        totals = cart.totals(talk)
        until = talk.now + timedelta(hours=talk.reads.shop.policies.link_hours)
        link = link_out(talk, Purpose.CHECKOUT, str(cart.id), until)
        day = render_day(until, talk.reads.shop.timezone, talk.language)
        say_coupon(talk, cart.chosen(talk), totals, "utter_checkout_coupon")
        talk.say("utter_checkout_link", total=money(talk, totals.total), link=link, day=day)
        return [*told, *fill(cart_count=cart.now.count, cart_step="linked")]


class BeforePaying(ShopAction):
    """How to pay, what shipping costs and takes, and how things come back."""

    called = "action_before_paying"

    async def act(self, talk: Talk) -> Events:
        policies = talk.reads.shop.policies
        words = words_of(talk.language)
        methods = ", ".join(words[f"payment.{method}"] for method in policies.payment_methods)
        talk.say("utter_before_paying", methods=methods)
        known = {"delivery_time": policies.delivery_days, "returns": policies.return_days is not None}
        for topic in ("shipping_cost", *(name for name, told in known.items() if told)):
            talk.say(f"utter_faq/{topic}", only=[])
        cart = await read_cart(talk)
        if not cart.now.lines:
            talk.say("utter_before_paying_next")
        return fill(cart_count=cart.now.count)
