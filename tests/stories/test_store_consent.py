"""What people agree to in a store, and what they may demand through it (G6, privacy): with proof, and at once."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import ManualClock
from bot.contacts.consents import consents_of, may_receive
from tests.stories.bought import AMINA, BIG, fulfilment, news, shopify_cart, shopify_checkout, shopify_order
from tests.stories.shop import ROOT, Shop, on_both_databases, open_shop
from tests.stories.stores import SHOPIFY, follows, hears_of_it, shopify_tells, when
from tests.stories.test_store_orders import SECRETS

NUMBER = "+14155550777"
TEXT = "We send updates about your order to this number by WhatsApp."
CONSENT = f'\n[consent]\norder_text = "{TEXT}"\noffers_text = "Offers by WhatsApp"\noffers_box = "whatsapp_offers"\n'


@pytest.fixture
async def shop(database_url: str, clock: ManualClock, tmp_path: Path) -> AsyncIterator[Shop]:
    """A shop whose checkout says what an order agrees to."""
    file = tmp_path / "shop.toml"
    file.write_text(ROOT.joinpath("shop.toml").read_text() + CONSENT)
    async with open_shop(database_url, clock, shop_file=str(file), **SECRETS) as opened:
        await follows(opened, "shopify", SHOPIFY)
        yield opened


async def orders(shop: Shop, number: int, **more: object) -> None:
    given = {"phone": NUMBER, **more}
    assert await shopify_tells(shop, "orders/create", shopify_order(number, shop.clock.now(), **given)) == 200
    await hears_of_it(shop)


async def whose(shop: Shop, value: str = NUMBER) -> int:
    [(contact_id,)] = await shop.rows("select contact_id from handle where value = $1", value)
    return int(contact_id)


async def allows(shop: Shop, purpose: str) -> bool:
    async with shop.wiring.database.read() as tx:
        return await may_receive(tx, await whose(shop), purpose)


@on_both_databases
async def test_an_order_agrees_to_updates_with_the_text_as_its_proof(shop: Shop) -> None:
    """The text beside the number, the order and its moment are kept; offers need a box of their own."""
    await orders(shop, 1001)
    [(purpose, granted, wording, words, source, address)] = await shop.rows(
        "select purpose, granted, wording, words, source, address from consent"
    )
    assert (purpose, bool(granted), wording, words) == ("updates", True, TEXT, "order 1001")
    assert (source, address) == ("store:shop:order", NUMBER)
    assert await allows(shop, "updates")
    assert not await allows(shop, "offers")
    shop.clock.set(shop.clock.now() + timedelta(minutes=1))
    await orders(shop, 1002, note_attributes=[{"name": "whatsapp_offers", "value": "Yes"}])
    assert await allows(shop, "offers")


@on_both_databases
async def test_a_stop_in_the_chat_beats_every_later_order(shop: Shop) -> None:
    """P21: whoever said STOP is not brought back by a purchase; START does that."""
    await shop.hears(shop.phone(NUMBER), "hello")
    await shop.hears(shop.phone(NUMBER), "stop")
    await orders(shop, 1001, note_attributes=[{"name": "whatsapp_offers", "value": "Yes"}])
    assert not await allows(shop, "updates")
    assert not await allows(shop, "offers")


async def test_a_no_to_offers_in_the_chat_beats_a_box_that_was_ticked_later(shop: Shop) -> None:
    """P21: only the chat itself can say yes again."""
    await orders(shop, 1001, note_attributes=[{"name": "whatsapp_offers", "value": "Yes"}])
    assert await allows(shop, "offers")
    await shop.hears(shop.phone(NUMBER), "stop offers")
    async with shop.wiring.database.read() as tx:
        standing = await consents_of(tx, await whose(shop))
    shop.clock.set(shop.clock.now() + timedelta(minutes=1))
    await orders(shop, 1002, note_attributes=[{"name": "whatsapp_offers", "value": "Yes"}])
    async with shop.wiring.database.read() as tx:
        assert (await consents_of(tx, await whose(shop)))["offers"] == standing["offers"]


async def test_mail_and_sms_are_no_consent_for_whatsapp(shop: Shop) -> None:
    """Only Shopify's own field for WhatsApp counts, by the moment that it names, late news or not."""
    yes = {"state": "subscribed", "opt_in_level": "single_opt_in", "consent_updated_at": when(shop.clock.now())}
    told = {**AMINA, "phone": NUMBER, "updated_at": when(shop.clock.now())}
    others = {"email_marketing_consent": yes, "sms_marketing_consent": yes, "accepts_marketing": True}
    await shopify_tells(shop, "customers/update", {**told, **others})
    await hears_of_it(shop)
    assert await shop.rows("select count(*) from consent") == [(0,)]
    later = {**yes, "state": "unsubscribed", "consent_updated_at": when(shop.clock.now() + timedelta(minutes=5))}
    await shopify_tells(shop, "customers/update", {**told, "whatsapp_marketing_consent": later})
    await shopify_tells(shop, "customers/update", {**told, "whatsapp_marketing_consent": yes})
    await hears_of_it(shop)
    assert [bool(row[0]) for row in await shop.rows("select granted from consent where purpose = 'offers'")] == [
        False
    ]


@on_both_databases
async def test_whoever_wants_to_be_forgotten_is(shop: Shop) -> None:
    """`customers/redact`: one run of the loop; late news bring nothing back; what was sold stays without a name."""
    await orders(shop, 1001)
    await shopify_tells(shop, "fulfillments/create", fulfilment(1001, 7, shop.clock.now()))
    await shopify_tells(shop, "orders/create", b'{"id": 5, "email": "amina@example.com", "currency": "???"}')
    await hears_of_it(shop)
    who = {"id": BIG + 7, "email": "Amina@example.com", "phone": NUMBER}
    body = {"shop_id": 1, "shop_domain": SHOPIFY, "customer": who, "orders_to_redact": [BIG + 1001]}
    assert await shopify_tells(shop, "customers/redact", body) == 200
    await hears_of_it(shop)
    for table in ("handle", "shipment", "consent"):
        rows = await shop.rows(f"select * from {table}")
        assert not any("amina" in str(row).lower() or "4155550777" in str(row) for row in rows), table
    assert await shop.rows("select count(*) from store_event where body <> ''") == [(0,)]
    before = len(await news(shop))
    late = shopify_order(1001, shop.clock.now(), phone=NUMBER, total_price="1.00")
    await shopify_tells(shop, "orders/updated", {**late, "updated_at": when(shop.clock.now() + timedelta(minutes=1))})
    await shopify_tells(shop, "orders/create", shopify_order(1009, shop.clock.now(), phone=NUMBER))
    await shopify_tells(shop, "customers/update", {**AMINA, "phone": NUMBER, "updated_at": when(shop.clock.now())})
    await hears_of_it(shop)
    assert await shop.rows("select number, total from shop_order where source = 'shop'") == [("1001", 100)]
    assert await shop.rows("select count(*) from handle where value = $1", NUMBER) == [(0,)]
    assert len(await news(shop)) == before


@on_both_databases
async def test_a_deleted_account_is_forgotten_with_whoever_is_known_by_it_alone(shop: Shop) -> None:
    """`customers/delete`: a stranger to the chat goes for good; who chats stays, without the account."""
    await shopify_tells(shop, "customers/update", {**AMINA, "phone": NUMBER, "updated_at": when(shop.clock.now())})
    await hears_of_it(shop)
    assert await shop.rows("select count(*) from handle where kind = 'customer'") == [(1,)]
    assert await shopify_tells(shop, "customers/delete", {"id": BIG + 7, "phone": None}) == 200
    await hears_of_it(shop)
    assert await shop.rows("select count(*) from handle") == [(0,)]
    await shopify_tells(shop, "customers/update", {**AMINA, "phone": NUMBER, "updated_at": when(shop.clock.now())})
    await hears_of_it(shop)
    assert await shop.rows("select count(*) from handle") == [(0,)]
    await shop.hears(shop.phone(NUMBER), "hello")
    other = {**AMINA, "id": BIG + 8, "phone": NUMBER, "updated_at": when(shop.clock.now())}
    await shopify_tells(shop, "customers/update", other)
    await hears_of_it(shop)
    assert await shop.rows("select count(*) from handle where kind = 'customer'") == [(1,)]
    for _ in range(2):
        await shopify_tells(shop, "customers/delete", {"id": BIG + 8})
        await hears_of_it(shop)
    assert await shop.rows("select count(*) from handle where kind = 'customer'") == [(0,)]
    assert await shop.rows("select count(*) from handle where value = $1", NUMBER) == [(1,)]
    assert await shop.rows("select count(*) from store_event where state = 2") == [(0,)]


@on_both_databases
async def test_a_store_that_goes_is_reminded_of_no_more(shop: Shop) -> None:
    """`app/uninstalled`: the cart of its till was about to be reminded of; its passage ends and nothing goes out."""
    await shop.hears(shop.phone(NUMBER), "hello")
    await shopify_tells(shop, "checkouts/update", shopify_checkout(5, shop.clock.now(), phone=NUMBER))
    await hears_of_it(shop)
    await shop.settles()
    journey = "select stage, reason from enrollment where journey = 'cart_recovery'"
    assert await shop.rows(journey) == [("live", "")]
    assert await shopify_tells(shop, "app/uninstalled", {"id": 1, "domain": SHOPIFY}) == 200
    await hears_of_it(shop)
    await shop.settles()
    assert await shop.rows(journey) == [("exited", "store.gone came")]
    await shop.passes(hours=2)
    assert await shop.rows("select count(*) from outbox where kind = 'journey'") == [(0,)]


async def test_a_request_for_data_waits_until_somebody_has_sent_it(shop: Shop) -> None:
    """`customers/data_request`: the contact is named, once, with the way to all that is kept."""
    await orders(shop, 1001)
    who = {"id": BIG + 7, "email": "amina@example.com", "phone": None}
    body = {"shop_domain": SHOPIFY, "customer": who, "orders_requested": [], "data_request": {"id": 99}}
    await shopify_tells(shop, "customers/data_request", body)
    await shopify_tells(shop, "customers/data_request", body)
    await hears_of_it(shop)
    [(name, value)] = await shop.rows("select name, value from fact where name like 'data_asked:%'")
    assert name == "data_asked:shop:99"
    assert f"[{await whose(shop)}]" in value


@on_both_databases
async def test_a_store_that_goes_leaves_nothing_behind(shop: Shop) -> None:
    """`app/uninstalled` ends its syncs; `shop/redact` takes all that came from it, and leaves chats alone."""
    await shop.hears(shop.phone(NUMBER), "hello")
    await orders(shop, 1001)
    await shopify_tells(shop, "carts/create", shopify_cart("nameless", shop.clock.now()))
    await hears_of_it(shop)
    assert await shopify_tells(shop, "app/uninstalled", {"id": 1, "domain": SHOPIFY}) == 200
    assert await shopify_tells(shop, "shop/redact", {"shop_id": 1, "shop_domain": SHOPIFY}) == 200
    await hears_of_it(shop)
    assert await shop.rows("select next_at from catalog_source where name = 'shop'") == [(None,)]
    assert await shop.rows("select count(*) from fact where name = 'store_gone:shop'") == [(1,)]
    for table in ("shop_order", "cart"):
        assert await shop.rows(f"select count(*) from {table} where source = 'shop'") == [(0,)]
    assert await shop.rows("select value from handle where kind in ('customer', 'cart', 'checkout')") == []
    assert await shop.hears(shop.phone(NUMBER), "menu")
