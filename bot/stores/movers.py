"""What belongs to a contact and goes along when two turn out to be one person, room by room (A9).

A room that keeps something under a `contact_id` adds its line; `tests/bot/stores/test_merging.py` fails for one that
does not. Journeys under way go on with whoever is left; of two of one key that person's own does.
"""

from bot.contacts.merges import OF_CONTACTS, Mover

MOVERS: tuple[Mover, ...] = (
    *OF_CONTACTS,
    Mover("inbox_event", ("id",), where="state = 0"),
    Mover("timer", ("name",), once=("name",)),
    Mover("touch", ("key",)),
    Mover("link_click", ("id",)),
    Mover("restock_wish", ("sku",), once=("sku",)),
    Mover("coupon", ("code",), once=("campaign_id",)),
    Mover("cart", ("id",), where="source <> ''"),
    Mover("shop_order", ("id",)),
    Mover("return_request", ("number",)),
    Mover("product_view", ("product_id",), once=("product_id",)),
    Mover(
        "enrollment",
        ("id",),
        once=("journey", "key"),
        left="update enrollment set stage = 'replaced', reason = 'two contacts were one person', ended_at = $2 "
        "where contact_id = $1 and stage = 'live'",
        after="update conversation set journeys = (select count(*) from enrollment e where e.contact_id = $1 "
        "and e.stage = 'live') where contact_id = $1",
    ),
    Mover("journey_step", ("id",), once=("journey", "key")),
    Mover("exposure", ("journey", "key", "entry", "split"), once=("journey", "key")),
    Mover("journey_fetch", ("key",)),
    Mover("unanswered", ("id",)),
    Mover("note", ("id",)),
    Mover("contact_tag", ("tag",), once=("tag",)),
)
#: What stays where it is: it belongs to a conversation, and whoever is merged into another has none.
STAY = frozenset(
    {"conversation", "outbox", "inbound_media", "agent_file", "contact_merge", "suppression"}
    | {"handoff", "thread_line", "snooze", "read_mark", "live_event", "hook_delivery", "bridge_thread"}
)
