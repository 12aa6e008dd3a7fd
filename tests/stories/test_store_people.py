"""Known and unknown visitors (A9): nameless first, one person once the phone is known, and never somebody else."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.clock import ManualClock
from bot.contacts.merges import NoSuchMerge, undo_merge
from bot.storage.columns import to_micros
from bot.stores.movers import MOVERS
from bot.stores.record import Delivered, Recorder, Taken
from catalog.feeds.terms import Terms
from tests.stories.bought import AMINA, BIG, news, shopify_cart, shopify_checkout, shopify_order, woo_order
from tests.stories.shop import Shop, on_both_databases, open_shop
from tests.stories.stores import SHOPIFY, WOO, follows, hears_of_it, shopify_tells, when, woo_tells
from tests.stories.test_store_orders import SECRETS

NUMBER = "+14155550101"


@pytest.fixture
async def shop(database_url: str, clock: ManualClock) -> AsyncIterator[Shop]:
    """A shop that stores call; nobody has ever written to it."""
    async with open_shop(database_url, clock, **SECRETS) as opened:
        await follows(opened, "shopify", SHOPIFY)
        await follows(opened, "woocommerce", WOO, name="woo")
        yield opened


async def owners(shop: Shop) -> set[int]:
    """Whose the store's orders are."""
    return {row[0] for row in await shop.rows("select contact_id from shop_order where source <> ''")}


async def whose(shop: Shop, value: str) -> int:
    [(contact_id,)] = await shop.rows("select contact_id from handle where value = $1", value)
    return int(contact_id)


@on_both_databases
async def test_an_order_finds_the_person_who_has_written_before(shop: Shop) -> None:
    """A9: the number is written as at home; “my order” in the chat shows what was bought in the store."""
    await shop.hears(shop.phone("+14155550777", "Amina"), "hello")
    order = shopify_order(1001, shop.clock.now(), phone="415-555-0777")
    await shopify_tells(shop, "orders/create", order)
    await hears_of_it(shop)
    assert await owners(shop) == {await whose(shop, "+14155550777")}
    said = "\n".join(await shop.hears(shop.phone("+14155550777"), "where is my order"))
    assert "1001" in said
    assert "Aurora Kettle" in said


@on_both_databases
async def test_a_person_who_writes_after_buying_is_the_buyer(shop: Shop) -> None:
    """A9: known by the store first, then on WhatsApp: one contact, and replies go where she wrote from."""
    await shopify_tells(shop, "orders/create", shopify_order(1001, shop.clock.now(), phone="+1 415 555 0777"))
    await hears_of_it(shop)
    await shop.hears(shop.phone("+14155550777", "Amina"), "where is my order")
    assert await shop.rows("select count(*) from contact where id in (select contact_id from shop_order where "
                           "source = 'shop')") == [(1,)]  # fmt: skip
    assert await owners(shop) == {await whose(shop, "+14155550777")}
    assert await shop.rows("select distinct to_handle from outbox") == [("+14155550777",)]


@pytest.mark.parametrize(
    ("country", "typed", "on_whatsapp"),
    [
        ("BR", "(11) 98765-4321", "+551187654321"),
        ("BR", "11 8765-4321", "+5511987654321"),
        ("MX", "55 1234 5678", "+5215512345678"),
        ("AR", "011 15-2345-6789", "+5491123456789"),
        ("AR", "+54 11 2345 6789", "+5491123456789"),
        ("KR", "010-2555-0102", "+821025550102"),
        ("DE", "0170 1234567", "+491701234567"),
    ],
)
async def test_national_quirks_do_not_make_two_people(shop: Shop, country: str, typed: str, on_whatsapp: str) -> None:
    """A9: Brazil's ninth digit, Mexico's 1, Argentina's 9: whoever comes first, the other finds them."""
    person = {"first_name": "Ana", "last_name": "Lima", "country_code": country, "phone": typed}
    order = shopify_order(
        1, shop.clock.now(), phone=None, shipping_address=person, billing_address=None, customer={}, email=""
    )
    await shopify_tells(shop, "orders/create", order)
    await hears_of_it(shop)
    await shop.hears(shop.phone(on_whatsapp, "Ana"), "hola")
    assert await owners(shop) == {await whose(shop, on_whatsapp)}
    again = shopify_order(
        2, shop.clock.now(), phone=None, shipping_address=person, billing_address=None, customer={}, email=""
    )
    await shopify_tells(shop, "orders/create", again)
    await hears_of_it(shop)
    assert await owners(shop) == {await whose(shop, on_whatsapp)}


@on_both_databases
async def test_nameless_visitors_become_one_person_when_the_phone_is_known(shop: Shop) -> None:
    """A9: a browser's cart, a customer with an e-mail, then an order with a phone: one profile, all of it hers."""
    now = shop.clock.now()
    cart = shopify_cart("cart-5", now, attributes={"wa_anonymous": "b-1"})
    await shopify_tells(shop, "carts/create", cart)
    await shopify_tells(shop, "customers/create", {**AMINA, "updated_at": when(now)})
    await hears_of_it(shop)
    assert len(await shop.rows("select distinct contact_id from handle where kind in ('cart', 'customer')")) == 2
    await shopify_tells(shop, "orders/create", shopify_order(1001, now, cart_token="cart-5", phone="+14155550777"))
    await hears_of_it(shop)
    [contact] = await owners(shop)
    handles = await shop.rows("select kind, value from handle where contact_id = $1 order by kind", contact)
    assert dict(handles) == {
        "anonymous": "anonymous:b-1", "cart": "cart:shop:cart-5", "checkout": "checkout:shop:checkout-1001",
        "customer": f"customer:shop:{BIG + 7}", "email": "amina@example.com", "phone": "+14155550777",
    }  # fmt: skip
    assert await shop.rows("select contact_id, status from cart where source = 'shop'") == [(contact, "ordered")]
    assert await shop.rows("select count(*) from contact_merge") == [(1,)]
    waiting = await shop.rows("select distinct contact_id from inbox_event where state = 0")
    assert waiting == [(contact,)]
    await shop.settles()
    assert await shop.rows("select count(*) from outbox") == [(0,)]


@on_both_databases
async def test_a_merge_can_be_taken_back_and_is_not_made_again(shop: Shop) -> None:
    """A9: reversible: each has their own again, also after the next order."""
    now = shop.clock.now()
    await shopify_tells(shop, "carts/create", shopify_cart("cart-1001", now))
    await hears_of_it(shop)
    nameless = await whose(shop, "cart:shop:cart-1001")
    await shopify_tells(shop, "orders/create", shopify_order(1001, now, phone="+14155550777", customer={}, email=""))
    await shopify_tells(shop, "orders/create", shopify_order(1002, now, phone="+14155550778", customer={}, email=""))
    await hears_of_it(shop)
    assert await whose(shop, "cart:shop:cart-1001") == await whose(shop, "+14155550777") == nameless
    await shop.hears(shop.phone("+14155550779", "Bo"), "hello")
    await shopify_tells(shop, "carts/create", shopify_cart("cart-1003", now))
    await hears_of_it(shop)
    lost = await whose(shop, "cart:shop:cart-1003")
    order = shopify_order(1003, now, phone="+14155550779", customer={}, email="")
    await shopify_tells(shop, "orders/create", order)
    await hears_of_it(shop)
    bo = await whose(shop, "+14155550779")
    assert await whose(shop, "cart:shop:cart-1003") == bo != lost
    [(merge_id,)] = await shop.rows("select id from contact_merge where gone_id = $1", lost)
    async with shop.wiring.database.write() as tx:
        assert await undo_merge(tx, merge_id, now=to_micros(now), movers=MOVERS) == (bo, lost)
    assert await whose(shop, "cart:shop:cart-1003") == lost
    assert await shop.rows("select contact_id from cart where external_id = 'cart-1003'") == [(lost,)]
    await shopify_tells(shop, "orders/updated", {**order, "updated_at": when(now + timedelta(minutes=1))})
    await hears_of_it(shop)
    assert await whose(shop, "cart:shop:cart-1003") == lost
    async with shop.wiring.database.write() as tx:
        with pytest.raises(NoSuchMerge):
            await undo_merge(tx, merge_id, now=to_micros(now), movers=MOVERS)


async def test_a_gift_does_not_bring_the_other_persons_number(shop: Shop) -> None:
    """A9, P21: the parcel goes to Bo; Amina's order is Amina's, and Bo is not written to."""
    bo = {"first_name": "Bo", "last_name": "Lind", "country_code": "US", "phone": "+14155550888"}
    await shopify_tells(shop, "orders/create", shopify_order(1001, shop.clock.now(), phone=None, shipping_address=bo))
    await hears_of_it(shop)
    assert await shop.rows("select value from handle where kind = 'phone' and value = '+14155550888'") == []
    assert await owners(shop) == {await whose(shop, "amina@example.com")}


async def test_a_shared_mailbox_or_browser_does_not_mix_two_people(shop: Shop) -> None:
    """A9: another number is another person, whatever else they share; the number wins."""
    now = shop.clock.now()
    first = shopify_order(1, now, phone="+14155550701", note_attributes=[{"name": "wa_anonymous", "value": "b-1"}])
    second = shopify_order(2, now, phone="+14155550702", customer={**AMINA, "id": 5},
                           note_attributes=[{"name": "wa_anonymous", "value": "b-1"}])  # fmt: skip
    await shopify_tells(shop, "orders/create", first)
    await shopify_tells(shop, "orders/create", second)
    await hears_of_it(shop)
    one, two = await whose(shop, "+14155550701"), await whose(shop, "+14155550702")
    assert one != two
    assert await owners(shop) == {one, two}
    third = shopify_order(3, now, phone=None, email="new@example.com", customer={"id": 9},
                          note_attributes=[{"name": "wa_anonymous", "value": "b-1"}])  # fmt: skip
    await shopify_tells(shop, "orders/create", third)
    await hears_of_it(shop)
    assert await whose(shop, "new@example.com") not in (one, two)


@on_both_databases
async def test_our_own_link_says_who_bought(shop: Shop) -> None:
    """A9, C2: the checkout that the chat led to: the order is hers without a number; her cart in the chat ends."""
    await shop.hears(shop.phone("KR.13491208655302741918", "Minji"), "hello")
    minji = await whose(shop, "KR.13491208655302741918")
    async with shop.wiring.database.write() as tx:
        await tx.run("insert into cart (contact_id, status, created_at, changed_at) values ($1, 'open', 1, 1)", minji)
        [(cart,)] = await tx.rows("select id from cart where contact_id = $1", minji)
        await tx.run(
            "insert into link_click (contact_id, at, purpose, thing, door, ref) "
            "values ($1, 1, 'checkout', $2, '', 'R7')",
            minji, str(cart),
        )  # fmt: skip
    order = shopify_order(1001, shop.clock.now(), note_attributes=[{"name": "wa_ref", "value": "R7"}], phone=None)
    await shopify_tells(shop, "orders/create", order)
    await hears_of_it(shop)
    assert await owners(shop) == {minji}
    assert await shop.rows("select status from cart where id = $1", cart) == [("ordered",)]


async def test_nobody_without_an_address_is_ever_written_to(shop: Shop) -> None:
    """A9: no phone anywhere: kept, told to the inbox, and nothing goes out."""
    await woo_tells(shop, "order.updated", woo_order(501, shop.clock.now(), billing={"email": "x@example.com"},
                                                     shipping={}))  # fmt: skip
    await shopify_tells(shop, "checkouts/create", shopify_checkout(9, shop.clock.now(), phone=None))
    await hears_of_it(shop)
    await shop.settles()
    assert "order.placed" in await news(shop)
    assert await shop.rows("select count(*) from outbox") == [(0,)]
    addresses = await shop.rows("select address from conversation where contact_id in (select contact_id from "
                                "handle where value = 'x@example.com')")  # fmt: skip
    assert addresses == [("",)]


@on_both_databases
async def test_a_journey_of_a_nameless_visitor_goes_on_with_the_person(shop: Shop) -> None:
    """A9: enrolled without a name, known by the order: it is hers, counted, with its timer; a twin gives way."""
    now = to_micros(shop.clock.now())
    await shop.hears(shop.phone("+14155550777", "Amina"), "hello")
    amina = await whose(shop, "+14155550777")
    await shopify_tells(shop, "carts/create", shopify_cart("cart-1001", shop.clock.now()))
    await hears_of_it(shop)
    nameless = await whose(shop, "cart:shop:cart-1001")
    enrol = (
        "insert into enrollment (contact_id, journey, key, entry, stage, step, pace, waiting, until, context, "
        "held_out, goal, reason, began_at) values ($1, $2, '7', 1, 'live', 'wait', 1, 'wait', '[]', '{}', "
        "false, '', '', $3)"
    )
    async with shop.wiring.database.write() as tx:
        for contact, journey in ((nameless, "cart"), (nameless, "browse"), (amina, "browse")):
            await tx.run(enrol, contact, journey, now)
        timer = "insert into timer (contact_id, name, token, due_at, data) values ($1, 'j:cart:7', 't', $2, '{}')"
        await tx.run(timer, nameless, now + 10**10)
        await tx.run("update conversation set journeys = 2 where contact_id = $1", nameless)
        await tx.run("update conversation set journeys = 1 where contact_id = $1", amina)
    await shopify_tells(shop, "orders/create", shopify_order(1001, shop.clock.now(), phone="+14155550777"))
    await hears_of_it(shop)
    assert await shop.rows("select contact_id, journey, stage from enrollment order by id") == [
        (amina, "cart", "live"),
        (nameless, "browse", "replaced"),
        (amina, "browse", "live"),
    ]
    assert await shop.rows("select contact_id, journeys from conversation where contact_id in ($1, $2) order by 2",
                           amina, nameless) == [(nameless, 0), (amina, 2)]  # fmt: skip
    assert await shop.rows("select contact_id from timer where name = 'j:cart:7'") == [(amina,)]


@on_both_databases
async def test_processes_that_take_the_same_news_at_once_make_one_person(shop: Shop) -> None:
    """F3, A9: four processes, the same order and cart in each: one row, one contact, told once."""
    now = shop.clock.now()
    order = shopify_order(1001, now, phone="+14155550777")
    terms = Terms("USD")

    async def takes(number: int) -> list[Taken]:
        recorder = Recorder(shop.wiring.database, shop.wiring.coordinator, shop.clock)
        bodies = [("shopify_orders:cart", shopify_cart("cart-1001", now)), ("shopify_orders:order", order)] * 3
        told = [
            Delivered(place, f"bot.stores.{reader}", json.dumps(body), now, now)
            for place, (reader, body) in enumerate(bodies[number % 2 :])
        ]
        return await recorder.take_deliveries("shop", terms, told)

    taken = await asyncio.gather(*map(takes, range(4)))
    assert all(not each.why for several in taken for each in several)
    assert await shop.rows("select count(*) from shop_order where source = 'shop'") == [(1,)]
    assert await shop.rows("select count(*) from cart where source = 'shop' and status = 'ordered'") == [(1,)]
    whose_they_are = "select distinct contact_id from handle where value like '%1001' or value like '%777'"
    assert len(await shop.rows(whose_they_are)) == 1
    assert sorted(await news(shop))[-2:] == ["order.paid", "order.placed"]
