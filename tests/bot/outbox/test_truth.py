"""The truth gate of journeys' messages (G3): facts and rules as they are in the claim, both databases."""

from datetime import timedelta

import pytest

from bot.clock import ManualClock
from bot.doors.queries import KEEP_WISH
from bot.inbox.queries import ADD_EVENTS
from bot.outbox.policy import carried
from bot.storage.columns import to_micros
from bot.storage.database import Database
from flows.engine.journeys.journey import Policy
from tests.bot.outbox.make import OF, does, has_cart, orders, outcome, sells, tells
from tests.bot.outbox.office import Office
from tests.bot.outbox.scripted import ScriptedChannel
from tests.databases import make_tables


async def test_a_confirmation_of_a_cancelled_order_is_not_sent(office: Office, channel: ScriptedChannel) -> None:
    """G3, P37: the order was cancelled between the writing and the claim."""
    amina = await office.meets()
    await orders(office, amina)
    fact = {"kind": "order", "id": 5, "not": ["cancelled", "refunded"]}
    await tells(office, amina, "Your order is confirmed", fact)
    await tells(office, amina, "It is packed", fact)
    await does(office, "update shop_order set status = 'cancelled' where id = 5")
    await office.sends()
    assert channel.texts == []
    assert await outcome(office) == ("dropped", "the order is cancelled by now")


@pytest.mark.parametrize("how", ["this cart", "elsewhere", "closed"])
async def test_no_reminder_for_a_bought_cart(office: Office, channel: ScriptedChannel, how: str) -> None:
    """G3, P22: the cart was bought in the chat, through another checkout, or has just been closed."""
    amina = await office.meets()
    await tells(office, amina, "You left things", await has_cart(office, amina))
    office.later(seconds=1)
    if how != "closed":
        await orders(office, amina, cart_id=7 if how == "this cart" else None)
    if how != "elsewhere":
        await does(office, "update cart set status = 'ordered' where id = 7")
    await office.sends()
    assert channel.texts == []
    told = "the contact has ordered since" if how == "elsewhere" else "the cart is ordered by now"
    assert await outcome(office) == ("dropped", told)


async def test_a_changed_cart_is_told_anew_three_times_at_most(office: Office, channel: ScriptedChannel) -> None:
    """G3: the step is asked to write it again, once for each entry; what changes all the time is left."""
    amina = await office.meets()
    fact = {**await has_cart(office, amina), "changed_at": 1}
    for again in range(5):
        await does(office, "update inbox_event set state = 1")
        await office.says(
            amina,
            "old",
            kind="journey",
            category="utility",
            facts=(fact,),
            policy=carried(Policy(), "UTC", OF, again),
        )
        await office.sends()
        assert await outcome(office) == ("dropped", "the cart has changed since")
    async with office.database.read() as tx:
        events = [row[0] for row in await tx.rows("select key from inbox_event order by id")]
    assert events == ["again:1", "again:2", "again:3"]
    assert channel.texts == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("update offer set price = 5900", "the price has changed since it was written"),
        ("update offer set sale_price = 3900", "the price has changed since it was written"),
        ("update offer set stock = 0", "it is sold out"),
        ("update offer set stock = 1", "only 1 are left"),
        ("update product set active = false", "the product is not sold any more"),
    ],
)
async def test_never_a_wrong_price_or_an_empty_shelf(
    office: Office, channel: ScriptedChannel, change: str, reason: str
) -> None:
    """G3, P40: price and stock are those of the claim."""
    amina = await office.meets()
    await sells(office)
    facts = (
        {"kind": "stock", "sku": "S1", "at_least": 2},
        {"kind": "price", "sku": "S1", "is": 4900, "currency": "USD"},
    )
    await tells(office, amina, "49.00 and in stock", *facts)
    await office.sends()
    await tells(office, amina, "49.00 once more", *facts)
    await does(office, change)
    await office.sends()
    assert channel.texts == ["49.00 and in stock"]
    assert await outcome(office) == ("dropped", reason)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("update coupon set redeemed_at = 5", "the coupon has been used"),
        ("update coupon set expires_at = 5", "the coupon has expired"),
        ("delete from coupon", "the coupon is not there any more"),
    ],
)
async def test_a_coupon_that_is_good_for_nothing_is_not_promised(
    office: Office, channel: ScriptedChannel, change: str, reason: str
) -> None:
    """G3: used, expired or taken back."""
    amina = await office.meets()
    later = to_micros(office.clock.now() + timedelta(days=1))
    await does(
        office,
        "insert into campaign (id, prefix, budget, issued, valid_for) values ('c', 'C', 5, 1, 60)",
    )
    await does(
        office,
        "insert into coupon (code, campaign_id, contact_id, issued_at, expires_at) values ('C-1', 'c', $1, 1, $2)",
        amina,
        later,
    )
    fact = {"kind": "coupon", "code": "C-1", "is": "open"}
    await tells(office, amina, "C-1 is yours", fact)
    await office.sends()
    await does(office, change)
    await tells(office, amina, "C-1 ends soon", fact)
    await office.sends()
    assert channel.texts == ["C-1 is yours"]
    assert await outcome(office) == ("dropped", reason)


async def test_what_a_parcel_has_left_behind_is_not_told(office: Office, channel: ScriptedChannel) -> None:
    """G3, P37: a scan that comes late never says “on its way” after “delivered”."""
    amina = await office.meets()
    await orders(office, amina)
    await does(
        office,
        "insert into shipment (id, order_id, carrier, tracking_number, tracking_url) values (3, 5, 'c', 't', '')",
    )
    fact = {"kind": "shipment", "id": 3, "not_after": "delivered"}
    seen = "insert into shipment_event (shipment_id, stage, place, at) values (3, $1, '', $2)"
    await does(office, seen, "out_for_delivery", 2)
    await tells(office, amina, "It comes today", fact)
    await office.sends()
    await does(office, seen, "delivered", 3)
    await tells(office, amina, "It comes today", fact)
    await office.sends()
    assert channel.texts == ["It comes today"]
    assert await outcome(office) == ("dropped", "the parcel is further by now: delivered")


@pytest.mark.parametrize("kind", ["cart", "order", "stock", "price", "coupon", "shipment", "wish", "moon"])
async def test_what_cannot_be_found_is_not_told(office: Office, channel: ScriptedChannel, kind: str) -> None:
    """G3: a fact about nothing, or of a kind that nobody knows, lets nothing out."""
    amina = await office.meets()
    await tells(office, amina, "?", {"kind": kind, "id": "99", "sku": "none", "code": "none"})
    await office.sends()
    assert channel.texts == []
    assert (await outcome(office))[0] == "dropped"


async def test_something_that_is_not_yet_handled_is_waited_for(office: Office, channel: ScriptedChannel) -> None:
    """Decision 6: inside the window, too, a journey looks at what is kept and not yet handled."""
    amina = await office.meets()
    await tells(office, amina, "reminder")
    now = to_micros(office.clock.now())
    async with office.database.write() as tx:
        await tx.insert(ADD_EVENTS, [("m1", "message", amina, "", "", "{}", now, 0, 0, "")])
    await office.sends()
    assert channel.texts == []
    await does(office, "update inbox_event set state = 1")
    office.later(seconds=2)
    await office.sends()
    assert channel.texts == ["reminder"]


async def test_no_more_people_are_told_than_there_are_pieces(office: Office, channel: ScriptedChannel) -> None:
    """G3, P40: three were called for three pieces; two were sold before they could be told, and one is told."""
    await sells(office, stock=3)
    people = [await office.meets(f"+1415555010{number}") for number in range(3)]
    for number, contact in enumerate(people, 1):
        await does(office, KEEP_WISH, contact, "S1", "S1", number)
        await does(office, "update restock_wish set status = 'called', called_at = 1 where contact_id = $1", contact)
        fact = {"kind": "wish", "id": number, "sku": "S1"}
        await tells(office, contact, "It is back", fact, to=f"+1415555010{number - 1}")
    await does(office, "update offer set stock = 1")
    await office.sends()
    assert channel.texts == ["It is back"]
    async with office.database.read() as tx:
        wishes = [row[0] for row in await tx.rows("select status from restock_wish order by id")]
    assert wishes == ["told", "waiting", "waiting"]


async def test_a_process_that_has_older_flows_leaves_it_to_another(office: Office, channel: ScriptedChannel) -> None:
    """G3: two versions run side by side while the shop is updated; the new journey's message is not lost."""
    old = Office(office.database, office.clock, channel, journeys=frozenset())
    await tells(office, await office.meets(), "reminder")
    await old.sends()
    assert await outcome(office) == ("waiting", "its journey is switched off")
    office.later(seconds=10)
    await office.sends()
    assert channel.texts == ["reminder"]


@pytest.mark.parametrize("why", ["switched off", "gone for hours"])
async def test_what_is_off_for_good_gives_back_what_it_had_taken(
    office: Office, channel: ScriptedChannel, why: str
) -> None:
    """G3, P40: whoever was called for a piece waits again when the message is not sent."""
    old = Office(office.database, office.clock, channel, journeys=frozenset())
    await sells(office, stock=1)
    amina = await office.meets()
    await does(office, KEEP_WISH, amina, "S1", "S1", 1)
    await does(office, "update restock_wish set status = 'called', called_at = 1")
    await tells(office, amina, "It is back", {"kind": "wish", "id": 1, "sku": "S1"})
    if why == "switched off":
        await does(office, "insert into journey_switch (journey, is_on, by, at) values ('reminder', 0, 'Joon', 1)")
    else:
        office.later(hours=5)
    await old.sends()
    assert await outcome(office) == ("dropped", "its journey is switched off")
    async with office.database.read() as tx:
        assert [tuple(row) for row in await tx.rows("select status from restock_wish")] == [("waiting",)]


@pytest.mark.parametrize("table", ["cart", "conversation"])
async def test_what_is_being_changed_at_this_moment_is_waited_for(
    postgres_url: str, clock: ManualClock, channel: ScriptedChannel, table: str
) -> None:
    """G3: a checkout (or a turn) is under way in another process: the reminder waits and then knows what came."""
    await make_tables(postgres_url)
    database = Database(postgres_url)
    office = Office(database, clock, channel)
    amina = await office.meets()
    await tells(office, amina, "You left things", await has_cart(office, amina))
    async with database.write() as tx:
        await tx.run(f"update {table} set contact_id = contact_id")
        await tx.run("update cart set status = 'ordered'")
        await office.sends()
        assert (await outcome(office))[0] == "waiting"
        assert "is being changed at this moment" in (await outcome(office))[1]
    office.later(seconds=1)
    await office.sends()
    assert await outcome(office) == ("dropped", "the cart is ordered by now")
    assert channel.texts == []
    await database.close()
