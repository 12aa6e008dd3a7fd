"""What belongs to a contact and goes along when two turn out to be one person, room by room (A9).

A room that keeps something under a `contact_id` adds its line; `tests/bot/stores/test_merging.py` fails for one that
does not.
"""

from bot.contacts.merges import OF_CONTACTS, Mover

MOVERS: tuple[Mover, ...] = (
    *OF_CONTACTS,
    Mover("inbox_event", "id", where="state = 0"),
    Mover("timer", "name", once=True),
    Mover("touch", "key"),
    Mover("link_click", "id"),
    Mover("restock_wish", "sku", once=True),
    Mover("coupon", "code"),
    Mover("cart", "id", where="source <> ''"),
    Mover("shop_order", "id"),
    Mover("return_request", "number"),
    Mover("product_view", "product_id", once=True),
)
#: What stays where it is: it belongs to a conversation, and whoever is merged into another has none.
STAY = frozenset({"conversation", "outbox", "inbound_media", "contact_merge", "suppression"})
