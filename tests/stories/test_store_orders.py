"""Orders of stores: what comes late, twice or in the wrong order ends in the same records, told once (F3, E1)."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.clock import ManualClock
from tests.stories.bought import (
    AFTERSHIP_SECRET,
    BIG,
    EASYPOST_SECRET,
    news,
    refund,
    shopify_cart,
    shopify_checkout,
    shopify_order,
    told,
    woo_order,
)
from tests.stories.shop import Shop, on_both_databases, open_shop
from tests.stories.stores import (
    SHOPIFY,
    SHOPIFY_SECRET,
    WOO,
    WOO_SECRET,
    follows,
    hears_of_it,
    shopify_tells,
    when,
    woo_tells,
)

SECRETS = {
    "shopify_secrets": SHOPIFY_SECRET,
    "woo_secrets": WOO_SECRET,
    "easypost_secrets": EASYPOST_SECRET,
    "aftership_secrets": AFTERSHIP_SECRET,
}


@pytest.fixture
async def shop(database_url: str, clock: ManualClock) -> AsyncIterator[Shop]:
    """A shop that stores and trackers call."""
    async with open_shop(database_url, clock, **SECRETS) as opened:
        await follows(opened, "shopify", SHOPIFY)
        await follows(opened, "woocommerce", WOO, name="woo")
        yield opened


@on_both_databases
async def test_an_order_is_there_once_with_all_that_was_bought(shop: Shop) -> None:
    """F3, E1: create, paid and updated come for one purchase; the contact's inbox hears of it once, with its data."""
    order = shopify_order(1001, shop.clock.now())
    for topic in ("orders/create", "orders/paid", "orders/updated", "orders/create"):
        assert await shopify_tells(shop, topic, order) == 200
    await hears_of_it(shop)
    [row] = await shop.rows(
        "select number, external_id, status, currency, subtotal, shipping, total, payment_state, country "
        "from shop_order"
    )
    assert row == ("1001", str(BIG + 1001), "paid", "USD", 9600, 450, 10050, "paid", "US")
    assert await shop.rows("select sku, title, quantity, price from order_line") == [
        ("KET-1", "Aurora Kettle", 2, 4800)
    ]
    (first, data), (second, _) = await told(shop)
    assert (first, second) == ("order.placed", "order.paid")
    assert {name: data[name] for name in ("number", "total", "currency", "skus", "country", "source")} == {
        "number": "1001", "total": 10050, "currency": "USD", "skus": "KET-1", "country": "US", "source": "shop",
    }  # fmt: skip
    await shop.settles()
    assert await shop.rows("select count(*) from inbox_event where state <> 1") == [(0,)]
    assert await shop.rows("select count(*) from outbox") == [(0,)]
    assert await shop.rows("select count(*) from store_event where body <> ''") == [(0,)]


@on_both_databases
async def test_the_newest_word_wins_by_the_stores_own_time(shop: Shop) -> None:
    """P37: an update that was overtaken changes nothing, in whatever time zone it is written."""
    new = shopify_order(1001, shop.clock.now(), updated_at="2026-11-22T05:00:00-05:00", total_price="80.00")
    old = shopify_order(1001, shop.clock.now(), updated_at="2026-11-22T09:30:00+00:00", financial_status="pending")
    await shopify_tells(shop, "orders/updated", new)
    await hears_of_it(shop)
    await shopify_tells(shop, "orders/create", old)
    await hears_of_it(shop)
    assert await shop.rows("select total, payment_state, status from shop_order") == [(8000, "paid", "paid")]


async def test_cancelled_then_a_late_create_confirms_nothing(shop: Shop) -> None:
    """E1, P37: the order stays cancelled; nobody is told that it was placed."""
    now = shop.clock.now()
    gone = shopify_order(1001, now, cancelled_at=when(now), updated_at=when(now), financial_status="voided")
    await shopify_tells(shop, "orders/cancelled", gone)
    await hears_of_it(shop)
    await shopify_tells(shop, "orders/create", shopify_order(1001, now - timedelta(minutes=1)))
    await shopify_tells(shop, "orders/paid", shopify_order(1001, now - timedelta(minutes=1)))
    await hears_of_it(shop)
    assert await shop.rows("select status from shop_order") == [("cancelled",)]
    assert await news(shop) == ["order.cancelled"]


@on_both_databases
async def test_a_refund_may_come_before_its_order(shop: Shop) -> None:
    """F3: it waits; once the order is there it counts, once; a second one that makes it whole ends the order."""
    now = shop.clock.now()
    for _ in range(2):
        await shopify_tells(shop, "refunds/create", refund(1001, 5, now, "20.50"))
    await hears_of_it(shop)
    assert await news(shop) == []
    await shopify_tells(shop, "orders/create", shopify_order(1001, now))
    await hears_of_it(shop)
    assert await shop.rows("select refunded, status from shop_order") == [(2050, "paid")]
    await shopify_tells(shop, "refunds/create", refund(1001, 6, now, "80.00"))
    await hears_of_it(shop)
    assert await shop.rows("select refunded, status from shop_order") == [(10050, "refunded")]
    assert await news(shop) == ["order.placed", "order.paid", "order.refunded", "order.refunded"]
    assert [data["is_all"] for name, data in await told(shop) if name == "order.refunded"] == [False, True]


async def test_what_is_older_than_two_days_is_written_down_in_silence(shop: Shop) -> None:
    """P12: a store that corrects a thousand old orders tells nobody anything."""
    long_ago = shop.clock.now() - timedelta(days=9)
    await shopify_tells(shop, "orders/create", shopify_order(1001, long_ago, updated_at=when(shop.clock.now())))
    await hears_of_it(shop)
    assert await shop.rows("select status from shop_order") == [("paid",)]
    assert await news(shop) == []


@on_both_databases
async def test_a_cart_its_checkout_and_its_order_are_one_shopping(shop: Shop) -> None:
    """A9, D2: a nameless cart; at the till it gets a name; the order ends it; a late update brings nothing back."""
    now = shop.clock.now()
    await shopify_tells(shop, "carts/create", shopify_cart("cart-1001?key=x", now))
    await hears_of_it(shop)
    assert await shop.rows("select count(*) from handle where kind = 'phone' and contact_id = "
                           "(select max(contact_id) from cart)") == [(0,)]  # fmt: skip
    await shopify_tells(shop, "carts/update", shopify_cart("cart-1001", now + timedelta(minutes=1), quantity=2))
    shop.clock.set(now + timedelta(minutes=2))
    await shopify_tells(shop, "checkouts/create", shopify_checkout(1001, shop.clock.now()))
    await hears_of_it(shop)
    [(status, total, url, cart_of)] = await shop.rows("select status, total, url, contact_id from cart")
    assert (status, total, url) == ("open", 10050, "https://kettles.example.com/recover/1001")
    assert await shop.rows("select value from handle where contact_id = $1 and kind = 'phone'", cart_of) == [
        ("+14155550101",)
    ]
    assert await news(shop) == ["cart.created", "cart.updated", "checkout.started", "cart.updated"]
    await shopify_tells(shop, "orders/create", shopify_order(1001, shop.clock.now()))
    late = shopify_checkout(1001, shop.clock.now() + timedelta(minutes=1))
    await shopify_tells(shop, "checkouts/update", late)
    await shopify_tells(shop, "carts/update", shopify_cart("cart-1001", shop.clock.now(), quantity=0))
    await hears_of_it(shop)
    assert await shop.rows("select status from cart") == [("ordered",)]
    assert (await news(shop))[4:] == ["order.placed", "order.paid"]
    assert await shop.rows("select distinct contact_id from inbox_event where state = 0") == [(cart_of,)]


async def test_an_order_that_comes_before_its_cart_ends_it_all_the_same(shop: Shop) -> None:
    """D2, P9: no reminder of what was bought."""
    now = shop.clock.now()
    await shopify_tells(shop, "orders/create", shopify_order(1001, now))
    await hears_of_it(shop)
    await shopify_tells(shop, "checkouts/create", shopify_checkout(1001, now))
    await shopify_tells(shop, "carts/create", shopify_cart("cart-1001", now))
    await hears_of_it(shop)
    assert await shop.rows("select status from cart") == [("ordered",)]
    assert await news(shop) == ["order.placed", "order.paid"]


async def test_whoever_leaves_the_till_is_told_of_once(shop: Shop) -> None:
    """D2: after an hour of silence `checkout.abandoned`; a change begins the hour anew."""
    await shopify_tells(shop, "checkouts/create", shopify_checkout(1001, shop.clock.now()))
    await hears_of_it(shop)
    for minutes, heard in ((59, 0), (2, 1), (120, 1)):
        shop.clock.set(shop.clock.now() + timedelta(minutes=minutes))
        await hears_of_it(shop)
        assert (await news(shop)).count("checkout.abandoned") == heard
    await shopify_tells(shop, "checkouts/update", shopify_checkout(1001, shop.clock.now(), total_price="48.00"))
    await hears_of_it(shop)
    shop.clock.set(shop.clock.now() + timedelta(minutes=61))
    await hears_of_it(shop)
    assert (await news(shop)).count("checkout.abandoned") == 2


@on_both_databases
async def test_woocommerce_tells_by_its_status_alone(shop: Shop) -> None:
    """F3, E1: drafts say nothing; processing does, once; given up and then paid after all is a purchase."""
    now = shop.clock.now()
    for minute, status in enumerate(
        ("checkout-draft", "pending", "cancelled", "processing", "processing", "completed")
    ):
        at = now + timedelta(minutes=minute)
        shop.clock.set(at)
        topic = "order.created" if minute == 0 else "order.updated"
        if minute == 3:
            assert await shop.rows("select status, is_placed from shop_order") == [("cancelled", 0)]
            assert "501" not in "".join(await shop.hears(shop.phone(), "my orders"))
        assert await woo_tells(shop, topic, woo_order(501, at, status, date_created_gmt="2026-11-22T09:00:00")) == 200
        await hears_of_it(shop)
    assert await shop.rows("select status, payment_state, total, cancelled_at from shop_order") == [
        ("shipped", "paid", 10050, None)
    ]
    assert await news(shop) == ["order.placed", "order.paid", "order.fulfilled"]
    await woo_tells(shop, "order.deleted", {"id": 501})
    await hears_of_it(shop)
    assert await shop.rows("select status from shop_order") == [("cancelled",)]


async def test_money_and_ids_keep_every_digit(shop: Shop) -> None:
    """KRW has no cents, KWD has three digits; the buyer's currency is shown, not the shop's."""
    won = shopify_order(1, shop.clock.now(), currency="KRW", presentment_currency="KRW", total_price="23600")
    paid_in = {"shop_money": {"amount": "100.50", "currency_code": "USD"},
               "presentment_money": {"amount": "31.075", "currency_code": "KWD"}}  # fmt: skip
    dinar = shopify_order(2, shop.clock.now(), total_price_set=paid_in, presentment_currency="KWD")
    await shopify_tells(shop, "orders/create", won)
    await shopify_tells(shop, "orders/create", dinar)
    await hears_of_it(shop)
    assert await shop.rows("select external_id, total, currency from shop_order order by id") == [
        (str(BIG + 1), 23600, "KRW"),
        (str(BIG + 2), 31075, "KWD"),
    ]


async def test_odd_bodies_are_taken_as_far_as_they_go(shop: Shop) -> None:
    """An address that is an empty list, a customer `{}`, no phone anywhere: kept, and nobody is written to."""
    odd = shopify_order(1, shop.clock.now(), phone=None, customer={}, shipping_address=[], billing_address=None,
                        email="", cart_token=None, checkout_token=None)  # fmt: skip
    await shopify_tells(shop, "orders/create", odd)
    await shopify_tells(shop, "orders/create", {"id": 3})
    await shopify_tells(shop, "orders/create", {"name": "#9"})
    await shopify_tells(shop, "orders/create", b"not json")
    await hears_of_it(shop)
    await shop.settles()
    assert await shop.rows("select count(*) from shop_order") == [(2,)]
    assert await shop.rows("select state, error from store_event order by id") == [
        (1, ""), (1, ""), (2, "it has no id"),
        (2, "no JSON that can be read: Expecting value: line 1 column 1 (char 0)"),
    ]  # fmt: skip
    assert await shop.rows("select count(*) from outbox") == [(0,)]


async def test_half_an_emoji_loses_nothing(shop: Shop) -> None:
    """A text that was cut in the middle of a sign, or holds a NUL: the order is taken all the same."""
    order = shopify_order(1001, shop.clock.now(), note_attributes=[{"name": "n\x00ote", "value": "cut \ud83d"}])
    order["line_items"][0]["name"] = "Kettle \ud83d\x00"
    await shopify_tells(shop, "orders/create", order)
    await hears_of_it(shop)
    assert await shop.rows("select title from order_line where sku = 'KET-1'") == [("Kettle ?",)]


async def test_only_the_store_is_believed(shop: Shop) -> None:
    """Forged: 401 and nothing is kept; too large: 413."""
    order = shopify_order(1, shop.clock.now())
    assert await shopify_tells(shop, "orders/create", order, secret="another") == 401
    assert await shopify_tells(shop, "orders/create", b'"' + b"x" * (5 << 20) + b'"') == 413
    assert await shop.rows("select count(*) from store_event") == [(0,)]
