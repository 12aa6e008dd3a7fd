"""Orders in the chat: only one's own, where they are, the invoice again, and sending something back once."""

from bot.orders.demo import give_orders, plans_of
from bot.orders.progress import add_step
from bot.storage.columns import to_micros
from bot.whatsapp.emulator.handset import Handset
from tests.stories.shop import PUBLIC_URL, Shop, on_both_databases

AMINA, SEOYEON = "+14155550101", "+821055550102"


async def has_ordered(shop: Shop, phone: Handset, like: str = AMINA) -> None:
    """Give a contact the orders of one of the demo's people."""
    await shop.hears(phone, "hi")
    async with shop.wiring.database.write() as tx:
        row = await tx.row("select contact_id from handle where value = $1", phone.address)
        assert row is not None
        await give_orders(tx, row[0], plans_of(like), shop.clock.now())


async def media_of(shop: Shop, phone: Handset) -> str:
    """The address of the newest file that came."""
    return next(b.shown.media["url"] for b in reversed(shop.bubbles(phone)) if b.shown.media)


@on_both_databases
async def test_the_newest_order_is_shown_with_where_it_is(shop: Shop) -> None:
    """F9, E3: what, where now in plain words, when it comes, and the link; others are one tap away."""
    amina = shop.phone()
    await has_ordered(shop, amina)
    [told] = await shop.hears(amina, "where is my order?")
    for words in ("Order *9104*", "Bare Balm", "on its way (San Francisco)", f"{PUBLIC_URL}/l/o."):
        assert words in told
    assert shop.offered(amina) == ["🧾 Invoice", "↩️ Return", "🙋 Ask a person", "📦 9061"]
    assert "Delivered on" in (await shop.taps(amina, "📦 9061"))[-1]


@on_both_databases
async def test_nobody_sees_another_ones_order(shop: Shop) -> None:
    """F9: by number, by invoice, by return: an order shows itself to its own number only."""
    amina, bo = shop.phone(), shop.phone("+14155550102", "Bo")
    await has_ordered(shop, amina)
    await shop.hears(bo, "hi")
    for words in ("where is order 9104", "where is order 10002"):
        [told] = await shop.hears(bo, words)
        assert "I find no order" in told
        assert "Bare Balm" not in told
    assert "no order" in (await shop.hears(bo, "send me the invoice"))[-1]
    assert "no order" in (await shop.hears(bo, "I want to return something"))[-1]


async def test_a_parcel_never_goes_back(shop: Shop) -> None:
    """E3: late news of an earlier stage changes nothing, however it is mixed up, and nothing follows delivery."""
    amina = shop.phone()
    await has_ordered(shop, amina)
    now = to_micros(shop.clock.now())
    hour = 3_600_000_000
    steps = [("delivered", "San Francisco", now), ("in_transit", "Fresno", now + hour), ("exception", "", now + hour)]
    for step in (*steps, *steps):
        async with shop.wiring.database.write() as tx:
            row = await tx.row("select id from shipment where tracking_number = 'MPX910470'")
            assert row is not None
            await add_step(tx, row[0], step)
    assert "✅ Delivered" in (await shop.hears(amina, "where is order 9104"))[-1]
    assert await shop.rows("select status from shop_order where number = '9104'") == [("delivered",)]


@on_both_databases
async def test_the_invoice_comes_again_as_a_file_for_half_an_hour(shop: Shop) -> None:
    """E2, F9: a PDF behind a signed link that ends, served to nobody who changes a letter of it."""
    minji = shop.phone("+821055550101", "민지")
    await has_ordered(shop, minji, SEOYEON)
    await shop.hears(minji, "영수증 다시 보내 주세요")
    url = await media_of(shop, minji)
    assert "/invoice-9098.pdf" in url
    file = await shop.fetches(url)
    assert file.headers["content-type"] == "application/pdf"
    assert file.content.startswith(b"%PDF-")
    assert len(file.content) < 200_000
    token = url.split("/documents/")[1].split("/")[0]
    cart, contact, until, mac = token.split(".")
    for other in (f"{cart}.99.{until}.{mac}", f"99.{contact}.{until}.{mac}", token[:-1], "x"):
        assert (await shop.fetches(url.replace(token, other))).status_code == 404
    assert (await shop.fetches(url.replace("invoice-9098", "label-9098"))).status_code == 404
    await shop.passes(minutes=31)
    assert (await shop.fetches(url)).status_code == 410


@on_both_databases
async def test_a_return_has_a_number_and_is_made_once(shop: Shop) -> None:
    """E7: what, why, how; then a number, the label, the refund's time; the same thing cannot come back twice."""
    amina = shop.phone()
    await has_ordered(shop, amina)
    await shop.hears(amina, "I want to return something")
    await shop.taps(amina, "Calm Serum · 30 ml")
    old = shop.bubbles(amina)[-1]
    assert old.shown.list
    await shop.taps(amina, "I don't like it")
    told = await shop.taps(amina, "📮 By post")
    assert any("is noted" in text for text in told)
    assert "within 5 days" in told[-1]
    label = await shop.fetches(await media_of(shop, amina))
    assert label.content.startswith(b"%PDF-")
    [(number, reason, way)] = await shop.rows("select number, reason, way from return_request")
    assert (reason, way) == ("not_liked", "label")
    assert number in (await shop.hears(amina, "where is order 9061"))[-1]
    await shop.hears(amina, "I want to return something")
    await shop.taps(amina, "Calm Serum · 30 ml")  # the row of the old list
    assert len(await shop.rows("select number from return_request")) == 1


async def test_what_cannot_come_back_says_why_and_offers_a_person(shop: Shop) -> None:
    """E7: not yet delivered; too late."""
    amina = shop.phone()
    await has_ordered(shop, amina)
    await shop.hears(amina, "where is order 9104")
    assert "hasn't arrived yet" in (await shop.taps(amina, "↩️ Return"))[-1]
    assert "Talk to a person" in shop.offered(amina)
    await shop.passes(days=40)
    async with shop.wiring.database.write() as tx:
        await tx.run("delete from order_line where order_id in (select id from shop_order where number = '9104')")
    assert "our 30 days for returns are over" in (await shop.hears(amina, "I want to return something"))[-1]
    assert "Talk to a person" in shop.offered(amina)


async def test_the_demo_has_orders_for_its_people(shop: Shop) -> None:
    """The simulated phone has something to ask about from the first moment, once, however often it starts."""
    await shop.opens(demo=True)
    await shop.opens(demo=True)
    assert sorted(await shop.rows("select number from shop_order")) == [("9061",), ("9098",), ("9104",), ("9110",)]
    seoyeon = shop.phone(SEOYEON, "박서연")
    [told] = await shop.hears(seoyeon, "내 주문")
    assert "9098" in told
    assert "R5" in told
