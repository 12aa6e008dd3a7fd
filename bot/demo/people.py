"""The people of the demo's chats: who they are, what they agreed to, bought, put into carts and answered."""

from datetime import timedelta

from bot.contacts.consents import Evidence, add_consent
from bot.contacts.queries import ADD_LEAD, KEEP_ANSWER, SET_LANGUAGE, add_contact, add_handle, find_contacts
from bot.demo.chats import Chat
from bot.demo.plans import plans_in
from bot.doors.queries import ADD_TOUCH
from bot.inbox.events import Handle
from bot.inbox.meet import country_of
from bot.orders.carts import FIND_OPEN, KEEP_LINE, OPEN_CART
from bot.orders.demo import give_orders
from bot.rewards.queries import CouponSeen, keep_coupon, take_from_budget
from bot.storage.columns import from_micros
from bot.storage.transactions import Tx

COUPON_LIVES = timedelta(days=7)


async def meet(tx: Tx, chat: Chat, sender: str) -> int | None:
    """The contact of a chat, new; None when somebody has this address already."""
    if await find_contacts(tx, [chat.handle]):
        return None
    kind = "phone" if chat.handle.startswith("+") else "bsuid"
    name, began = str(chat.told["name"]), from_micros(chat.at(0))
    country = country_of(Handle(kind, chat.handle)) or chat.country
    contact_id = await add_contact(tx, name=name, country=country, sender=sender, address=chat.handle, now=began)
    await add_handle(tx, chat.handle, kind, contact_id)
    await tx.run(SET_LANGUAGE, contact_id, str(chat.told["language"]))
    await give_orders(tx, contact_id, plans_in(chat.told), chat.now)
    await _agree(tx, chat, contact_id)
    await _answer(tx, chat, contact_id)
    await _fill_cart(tx, chat, contact_id)
    await _give_coupons(tx, chat, contact_id)
    await _arrive(tx, chat, contact_id)
    return contact_id


async def _agree(tx: Tx, chat: Chat, contact_id: int) -> None:
    began, ended = chat.at(0), chat.at(int(chat.told["length"]))
    told_at = [(each, began) for each in chat.told.get("agreed", ())]
    told_at += [(each, ended) for each in chat.told.get("consents", ())]
    for told, at in told_at:
        purpose, granted, stage, source, words, wording, language = told
        evidence = Evidence(contact_id, chat.country, str(chat.told["name"]), chat.handle, "", at)
        data = {"stage": stage, "source": source, "words": words, "wording": wording, "language": language}
        await add_consent(tx, evidence, purpose, granted=bool(granted), data=data)


async def _answer(tx: Tx, chat: Chat, contact_id: int) -> None:
    at = chat.at(int(chat.told["length"]))
    for name, value, source in chat.told.get("answers", ()):
        await tx.run(KEEP_ANSWER, contact_id, name, value, source, at)
    for flow, answers in chat.told.get("leads", ()):
        await tx.run(ADD_LEAD, f"demo:{chat.number}:{flow}", contact_id, flow, answers, at)


async def _fill_cart(tx: Tx, chat: Chat, contact_id: int) -> None:
    lines = chat.told.get("in_cart") or chat.told.get("cart") or ()
    if not lines:
        return
    at = chat.at(0)
    await tx.run(OPEN_CART, contact_id, at)
    cart = await tx.row(FIND_OPEN, contact_id)
    assert cart is not None  # noqa: S101 - it has just been opened
    for sku, quantity, price in lines:
        await tx.run(KEEP_LINE, cart[0], sku, quantity, price, "USD", at)


async def _give_coupons(tx: Tx, chat: Chat, contact_id: int) -> None:
    issued = from_micros(chat.at(int(chat.told["length"])))
    for code, campaign in chat.told.get("coupons", ()):
        if await take_from_budget(tx, campaign, chat.now):
            await keep_coupon(tx, CouponSeen(code, campaign, issued + COUPON_LIVES, None), contact_id, issued)


async def _arrive(tx: Tx, chat: Chat, contact_id: int) -> None:
    """By an ad, or from nowhere in particular; a chat that a journey began has come by nothing."""
    if chat.items[0]["from"] != "contact":
        return
    ad = chat.told.get("ad") or {}
    told = ("ad" if ad else "organic", "", "", "", "", ad.get("source_id", ""), "ad" if ad else "", "", "")
    words = (ad.get("headline", ""), ad.get("body", ""), "", "{}")
    await tx.run(ADD_TOUCH, f"twilio:{chat.sid(0)}", contact_id, chat.at(0), *told, *words)
