"""The checkout page: one cart's own, at this moment's prices, ordered exactly once, confirmed once in the chat."""

import asyncio
from datetime import timedelta

import pytest

from bot.desk.handoffs import release_contact
from bot.orders.links import Pass, sign
from tests.stories.checkout import buys, fields_of, link_to_pay, opens, page_of_link, places
from tests.stories.shop import Shop, on_both_databases
from tests.stories.test_cart import CANDLE, add_a_candle
from tests.stories.test_coupon import code_in, unlock

CONFIRMED = "Your order *"


async def stock_of(shop: Shop, sku: str) -> int:
    [(stock,)] = await shop.rows("select stock from offer where sku = $1", sku)
    return int(stock)


@on_both_databases
async def test_paying_closes_the_loop(shop: Shop) -> None:
    """C2, E1: link → page → order; stock falls, the chat confirms once, and the cart is a new one."""
    amina = shop.phone()
    await add_a_candle(shop, amina)
    before = await stock_of(shop, CANDLE)
    url = await link_to_pay(shop, amina)
    page = await opens(shop, url)
    assert page.status_code == 200
    for words in ("Cedar &amp; Rain Candle · 200 g", "$26", "$4", "Place order (demo) · $30"):
        assert words in page.text
    done = await buys(shop, url)
    assert "Your order is in" in done.text
    heard = len(amina.hears)
    await shop.settles()
    [invoice, confirmation] = [text for text in amina.hears[heard:] if text]
    assert "🧾 Your invoice for order" in invoice
    assert CONFIRMED in confirmation
    assert "*$30*, paid" in confirmation
    assert shop.offered(amina) == ["📦 My order", "🧾 Invoice", "Menu"]
    assert await stock_of(shop, CANDLE) == before - 1
    assert "Your cart is empty" in (await shop.hears(amina, "my cart"))[-1]


@on_both_databases
async def test_a_cart_is_ordered_once_however_often_the_button_is_pressed(shop: Shop) -> None:
    """C2: twenty presses at once and one much later: one order, one confirmation, stock taken once."""
    amina = shop.phone()
    await add_a_candle(shop, amina)
    before = await stock_of(shop, CANDLE)
    url = await link_to_pay(shop, amina)
    fields = fields_of(await opens(shop, url))
    pages = await asyncio.gather(*(places(shop, url, **fields) for _ in range(20)))
    assert all("Your order is in" in page.text for page in pages)
    assert "ordered already, and only once" in (await places(shop, url, **fields)).text
    await shop.settles()
    assert len(await shop.rows("select id from shop_order")) == 1
    assert await stock_of(shop, CANDLE) == before - 1
    assert sum(CONFIRMED in text for text in amina.hears) == 1


@on_both_databases
async def test_the_last_piece_is_sold_to_one(shop: Shop) -> None:
    """C2: two shoppers, one candle, both press at once: stock never falls below zero, the other one is told."""
    amina, bo = shop.phone(), shop.phone("+14155550102", "Bo")
    await shop.sells(CANDLE, stock=1)
    urls = []
    for phone in (amina, bo):
        await add_a_candle(shop, phone)
        urls.append(await link_to_pay(shop, phone))
    fields = [fields_of(await opens(shop, url)) for url in urls]
    pages = await asyncio.gather(*(places(shop, url, **given) for url, given in zip(urls, fields, strict=True)))
    told = sorted("Your order is in" in page.text for page in pages)
    assert told == [False, True]
    assert await stock_of(shop, CANDLE) == 0
    [loser] = [page for page in pages if "Your order is in" not in page.text]
    assert "empty" in loser.text or "left" in loser.text
    assert len(await shop.rows("select id from shop_order")) == 1


@on_both_databases
async def test_the_held_coupon_is_filled_in_and_used_up(shop: Shop) -> None:
    """C2, C3: the code is there already, counts once, and is redeemed with the order."""
    amina = shop.phone()
    code = code_in(await unlock(shop, amina))
    await add_a_candle(shop, amina)
    url = await link_to_pay(shop, amina)
    page = await opens(shop, url)
    assert f'value="{code}"' in page.text
    assert "$27.40" in page.text  # 26 − 2.60 + 4
    wrong = await opens(shop, f"{url}&coupon=NOT-MINE")
    assert "not good for you" in wrong.text
    assert "$30" in wrong.text
    await buys(shop, url)
    [(total, coupon)] = await shop.rows("select total, coupon from shop_order")
    assert (total, coupon) == (2740, code)
    [(redeemed,)] = await shop.rows("select redeemed_at from coupon where code = $1", code)
    assert redeemed is not None


async def test_nobody_uses_another_ones_coupon(shop: Shop) -> None:
    """C3, F9: a code is good for the one to whom it was given."""
    amina, bo = shop.phone(), shop.phone("+14155550102", "Bo")
    code = code_in(await unlock(shop, bo))
    await add_a_candle(shop, amina)
    url = await link_to_pay(shop, amina)
    assert "not good for you" in (await opens(shop, f"{url}&coupon={code}")).text


@on_both_databases
async def test_what_was_not_seen_is_not_bought(shop: Shop) -> None:
    """C2: a price that changed between page and button is shown first, and only then ordered."""
    amina = shop.phone()
    await add_a_candle(shop, amina)
    url = await link_to_pay(shop, amina)
    fields = fields_of(await opens(shop, url))
    await shop.sells(CANDLE, price=3100)
    again = await places(shop, url, **fields)
    assert again.status_code == 409
    assert "Your cart has changed" in again.text
    assert "$31" in again.text
    assert not await shop.rows("select id from shop_order")
    await places(shop, url, **fields_of(again))
    assert await shop.rows("select total from shop_order") == [(3500,)]


@on_both_databases
async def test_sale_that_has_ended_is_told_before_it_is_bought(shop: Shop) -> None:
    """C2, P29: nothing but the clock changes a price between page and button."""
    amina = shop.phone()
    until = shop.clock.now() + timedelta(minutes=10)
    await shop.sells(CANDLE, price=3100, sale_price=2000, sale_until=until)
    await add_a_candle(shop, amina)
    url = await link_to_pay(shop, amina)
    page = await opens(shop, url)
    assert "$20" in page.text
    await shop.passes(minutes=10)
    again = await places(shop, url, **fields_of(page))
    assert (again.status_code, "$31" in again.text) == (409, True)
    await places(shop, url, **fields_of(again))
    assert await shop.rows("select total from shop_order") == [(3500,)]


@on_both_databases
async def test_what_is_sold_on_backorder_is_sold_without_stock(shop: Shop) -> None:
    """C2: the shop has said so itself; readers of changed products see the order."""
    amina = shop.phone()
    await shop.sells(CANDLE, stock=0, availability="backorder")
    await add_a_candle(shop, amina)
    url = await link_to_pay(shop, amina)
    page = await places(shop, url, **fields_of(await opens(shop, url)))
    assert "Your order is in" in page.text
    assert await stock_of(shop, CANDLE) == -1
    [(changed, version)] = await shop.rows(
        "select p.changed, c.version from product p join variant v on v.product_id = p.id, catalog_version c "
        "where v.sku = $1",
        CANDLE,
    )
    assert changed == version


async def test_the_page_follows_the_cart(shop: Shop) -> None:
    """C2: what is changed in the chat is on the page, by the same link."""
    amina = shop.phone()
    await add_a_candle(shop, amina)
    url = await link_to_pay(shop, amina)
    await shop.hears(amina, "make it 3")
    page = await opens(shop, url)
    assert "Quantity: 3" in page.text
    assert "$78" in page.text
    await shop.walks(amina, "empty my cart", "yes")
    assert "This cart is empty" in (await opens(shop, url)).text


async def test_a_link_ends(shop: Shop) -> None:
    """C2: after its time it shows nothing and orders nothing, and says how to get a new one."""
    amina = shop.phone()
    await add_a_candle(shop, amina)
    url = await link_to_pay(shop, amina)
    fields = fields_of(await opens(shop, url))
    await shop.passes(hours=73)
    for answer in (await opens(shop, url), await places(shop, url, **fields)):
        assert answer.status_code == 410
        assert "Candle" not in answer.text
    assert not await shop.rows("select id from shop_order")
    assert (await opens(shop, await link_to_pay(shop, amina))).status_code == 200


async def test_a_forged_link_opens_nothing(shop: Shop) -> None:
    """C2, F9: another cart's number, another contact, another key, another purpose, or rubbish: 404."""
    amina = shop.phone()
    await add_a_candle(shop, amina)
    url = await link_to_pay(shop, amina)
    base, token = url.partition("?")[0].rsplit("/", 1)
    cart, contact, until, mac = token.split(".")
    key, now = shop.wiring.keys[0], shop.clock.now()
    later = now.replace(year=now.year + 1)
    forged = [
        f"2.{contact}.{until}.{mac}",
        f"{cart}.2.{until}.{mac}",
        f"{cart}.{contact}.zzzzzz.{mac}",
        sign(Pass("checkout", 1, 1, later), b"another key"),
        sign(Pass("invoice", 1, 1, later), key),
        sign(Pass("checkout", 1, 999, later), key),  # signed, but not this contact's cart
        sign(Pass("checkout", 77, 1, later), key),
        "rubbish",
        token[:-1],
    ]
    assert [(await opens(shop, f"{base}/{each}")).status_code for each in forged] == [404] * len(forged)


@pytest.mark.parametrize("spoilt", [{"seal": ""}, {"seal": "x" * 20}, {"seen": "0" * 32}, {}])
async def test_a_form_that_was_not_ours_orders_nothing(shop: Shop, spoilt: dict[str, str]) -> None:
    """C2: no page of somebody else can press the button."""
    amina = shop.phone()
    await add_a_candle(shop, amina)
    url = await link_to_pay(shop, amina)
    fields = {**fields_of(await opens(shop, url)), **spoilt} if spoilt else {}
    assert (await places(shop, url, **fields)).status_code == 403
    assert not await shop.rows("select id from shop_order")


async def test_the_page_speaks_korean_and_loads_from_us_only(shop: Shop) -> None:
    """C2: in the language of the chat; no script, nothing from elsewhere, nothing kept."""
    minji = shop.phone("+821055550101", "민지")
    await shop.walks(minji, "캔들 보여 주세요", "차분한", "상관없어요", "담아 주세요")
    answers = await shop.hears(minji, "주문할게요")
    url = await page_of_link(shop, answers)
    page = await opens(shop, url)
    assert '<html lang="ko" dir="ltr">' in page.text
    assert "주문하기(데모) · $30" in page.text
    assert "<script" not in page.text
    assert " style=" not in page.text
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["cache-control"] == "no-store"


async def test_a_confirmation_comes_also_while_a_person_has_the_chat(shop: Shop) -> None:
    """E1, G6: what was bought is confirmed at once, whoever talks; the bot says nothing else, and nothing twice."""
    amina = shop.phone()
    await add_a_candle(shop, amina)
    url = await link_to_pay(shop, amina)
    await shop.hears(amina, "talk to a person")
    before = len(amina.hears)
    await buys(shop, url)
    await shop.settles()
    [confirmation] = amina.hears[before:]
    assert CONFIRMED in confirmation
    await release_contact(shop.wiring.settings, amina.address)
    await shop.settles()
    assert sum(CONFIRMED in text for text in amina.hears) == 1
