"""Links that leave the chat (B5): signed, counted once per click, credited with the order that follows (C2, C3)."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from bot.clock import ManualClock
from bot.desk.doors import _opened
from bot.doors.outgoing import Outgoing, Purpose, sign_outgoing
from bot.doors.report import read_outgoing
from bot.whatsapp.emulator.handset import Handset
from tests.stories.checkout import buys, link_to_pay
from tests.stories.shop import PUBLIC_URL, Shop, on_both_databases, open_shop

BROWSER = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1"
PREVIEWS = ("WhatsApp/2.24.6.77 A", "facebookexternalhit/1.1", "Googlebot/2.1", "curl/8.5", "")
SHOP = """
name = "Linden"
currency = "USD"
base_url = "https://linden.example/shop"
[finder]
quizzes = ["skincare", "home"]
[[coupons]]
id = "welcome"
prefix = "LIN"
percent = 10
budget = 50
[[doors]]
id = "bubble"
kind = "bubble"
"""
SHOPIFY = """
[checkout]
store = "shopify"
url = "https://linden.myshopify.com"
ids = {"HOM-102" = 41234567890, "SKN-301-30" = "41234567891"}
"""
WOO = """
[checkout]
store = "woocommerce"
url = "https://linden.example"
ids = {"HOM-102" = 123}
"""
BY_HAND = """
[checkout]
url = "https://pay.linden.example/basket?goods={items}&from={ref}"
item = "{quantity}x{id}"
separator = ";"
"""


@pytest.fixture
def more() -> str:
    """What else is in the shop's file."""
    return ""


@pytest.fixture
async def shop(database_url: str, clock: ManualClock, tmp_path: Path, more: str) -> AsyncIterator[Shop]:
    (tmp_path / "shop.toml").write_text(SHOP + more, "utf-8")
    async with open_shop(database_url, clock, shop_file=str(tmp_path / "shop.toml")) as opened:
        yield opened


async def visits(shop: Shop, url: str, agent: str = BROWSER, method: str = "GET", **headers: str) -> httpx.Response:
    """What a browser gets."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(shop.door)) as client:
        return await client.request(method, url, headers={"user-agent": agent, **headers})


async def looks_at_a_candle(shop: Shop, phone: Handset) -> str:
    """The link on the card of a candle."""
    answers = await shop.walks(phone, "find a product", "home", "candle", "calm", "no limit")
    return link_in(answers, "p")


def link_in(answers: list[str], letter: str) -> str:
    found = re.search(rf"{re.escape(PUBLIC_URL)}/l/{letter}\.\S+", "\n".join(answers))
    assert found, answers
    return found[0]


async def clicks(shop: Shop) -> list[tuple[str, str, str]]:
    return [(*row,) for row in await shop.rows("select purpose, thing, door from link_click order by id")]


async def report(shop: Shop) -> list[tuple[str, ...]]:
    lines = await read_outgoing(shop.wiring.database, shop.clock.now() - timedelta(days=7))
    return [_opened(line, plain=True) for line in lines]


@on_both_databases
async def test_a_cards_link_leads_to_the_products_page_and_is_counted_once(shop: Shop) -> None:
    """B5: picture, link and caption; the click is counted for the contact, the product and the door."""
    amina = shop.phone()
    await shop.hears(amina, "Hi Linden! I have a question from your website.")
    link = await looks_at_a_candle(shop, amina)
    assert shop.bubbles(amina)[-1].shown.media
    answer = await visits(shop, link)
    assert answer.status_code == 302
    target = urlsplit(answer.headers["location"])
    assert (target.netloc, target.path) == ("linden.example", "/shop/products/fig-candle")
    told = {name: values[0] for name, values in parse_qs(target.query).items()}
    ref = told.pop("wa_ref")
    assert told == {
        "variant": "HOM-102",
        "utm_source": "whatsapp",
        "utm_medium": "chat",
        "utm_campaign": "bubble",
    }
    assert await shop.rows("select ref from link_click") == [(ref,)]
    await visits(shop, link)  # the same tap, twice
    assert await clicks(shop) == [("product", "HOM-102", "bubble")]
    await shop.passes_alone(minutes=5)
    await visits(shop, link)
    assert len(await clicks(shop)) == 2


async def test_previews_and_robots_are_led_on_and_not_counted(shop: Shop) -> None:
    """B5: WhatsApp's own preview, Facebook's, crawlers, HEAD and what a browser fetches ahead."""
    link = await looks_at_a_candle(shop, shop.phone())
    for agent in PREVIEWS:
        assert (await visits(shop, link, agent)).status_code == 302
    assert (await visits(shop, link, method="HEAD")).status_code == 302
    assert (await visits(shop, link, purpose="prefetch")).status_code == 302
    assert await clicks(shop) == []


async def test_a_forged_link_is_a_friendly_page_and_leads_nowhere(shop: Shop) -> None:
    """B5: no token but ours is followed, wherever it claims to lead; the page is in the visitor's language."""
    link = await looks_at_a_candle(shop, shop.phone())
    head, mac = link.rsplit(".", 1)
    for wrong in (
        f"{head}.{'a' * len(mac)}",
        link.replace("HOM-102", "HOM-101"),
        f"{PUBLIC_URL}/l/https://evil.example",
        f"{PUBLIC_URL}/l/x?to=https://evil.example",
        link[:-3],
    ):
        answer = await visits(shop, wrong)
        assert answer.status_code == 404
        assert "location" not in answer.headers
    page = await visits(shop, link[:-3], **{"accept-language": "ko-KR,ko"})
    assert "확인할 수 없는 링크예요" in page.text
    assert 'href="https://wa.me/15550100000"' in page.text
    assert "evil" not in (await visits(shop, f"{link}?to=https://evil.example")).headers["location"]
    assert len(await clicks(shop)) == 1


async def test_a_link_ends_and_says_so(shop: Shop) -> None:
    """B5: after ninety days, or when the product is sold no more, a page says what to do."""
    amina = shop.phone()
    link = await looks_at_a_candle(shop, amina)
    await shop.drops("fig-candle")
    gone = await visits(shop, link)
    assert (gone.status_code, "nothing here any more" in gone.text) == (404, True)
    await shop.passes_alone(days=92)
    over = await visits(shop, link)
    assert (over.status_code, "This link has expired" in over.text) == (410, True)
    assert await clicks(shop) == []


async def test_strange_names_come_through_whole(shop: Shop) -> None:
    """B5: whatever a merchant calls a variant."""
    until = shop.clock.now() + timedelta(days=1)
    for sku in ("스킨/30 ml", "a.b.c", "x" * 80, "../../etc"):
        token = sign_outgoing(Outgoing(Purpose.PRODUCT, sku, 1, until), shop.wiring.keys[0])
        assert (await visits(shop, f"{PUBLIC_URL}/l/{token}")).status_code == 404  # read, and not sold here


@on_both_databases
async def test_an_order_is_credited_to_the_link_before_it(shop: Shop) -> None:
    """B5, A11: clicks, people, orders and revenue for each product's link and door; another's order is not."""
    amina, bo = shop.phone(), shop.phone("+14155550109", "Bo")
    await visits(shop, await looks_at_a_candle(shop, bo))
    await visits(shop, await looks_at_a_candle(shop, amina))
    await shop.taps(amina, "🛒 Add to cart")
    link = link_in(await shop.hears(amina, "check out"), "k")
    await shop.passes_alone(minutes=1)
    answer = await visits(shop, link)
    await buys(shop, f"{PUBLIC_URL}/{answer.headers['location'].removeprefix('../')}")
    await shop.settles()
    assert await report(shop) == [
        ("checkout", "", "", "1", "1", "1", "25.00 USD"),
        ("product", "HOM-102", "", "2", "2", "1", "25.00 USD"),
    ]
    await shop.passes_alone(days=40)
    assert await report(shop) == []


async def test_who_asks_to_be_forgotten_leaves_no_trail_of_clicks(shop: Shop) -> None:
    """B5: that a link was opened stays countable, what it was for does not; the link opens nothing any more."""
    amina = shop.phone()
    link = await looks_at_a_candle(shop, amina)
    await visits(shop, link)
    await shop.walks(amina, "delete my data")
    await shop.taps(amina, next(title for title in shop.offered(amina) if "elete" in title))
    assert await clicks(shop) == [("product", "", "")]
    assert (await visits(shop, link)).status_code == 404


async def test_a_parcels_link_leads_to_the_carrier(shop: Shop) -> None:
    """E3: the carrier's own address, unchanged; nobody else's parcel."""
    from bot.orders.demo import load_demo_orders

    async with shop.wiring.database.write() as tx:
        await load_demo_orders(tx, shop.clock.now(), sender="+15550100000")
    link = link_in(await shop.hears(shop.phone(), "where is my order?"), "o")
    assert (await visits(shop, link)).headers["location"] == "https://track.example/MPX910470"
    assert [purpose for purpose, *_ in await clicks(shop)] == ["parcel"]


class TestAtTheStore:
    """C2: people pay at the merchant's own checkout; the cart, the coupon and a reference go along."""

    @pytest.mark.parametrize("more", [SHOPIFY])
    async def test_shopify(self, shop: Shop) -> None:
        """C2, C3, C4: a cart permalink with the coupon in place, made from the cart as it is when it is opened."""
        amina = shop.phone()
        answers = await shop.walks(amina, "get a coupon", "a good price", "for myself")
        assert "comes off by itself" in "\n".join(answers)
        code = re.search(r"LIN-[\w-]+", "\n".join(answers))
        assert code
        in_place = urlsplit((await visits(shop, link_in(answers, "c"))).headers["location"])
        assert (in_place.netloc, in_place.path) == ("linden.myshopify.com", f"/discount/{code[0]}")
        await looks_at_a_candle(shop, amina)
        added = await shop.taps(amina, "🛒 Add to cart")
        assert "comes off by itself at checkout" in "\n".join(added)
        answers = await shop.hears(amina, "check out")
        assert "is filled in already" in "\n".join(answers)
        assert "confirm your order" not in "\n".join(answers)
        target = urlsplit((await visits(shop, link_in(answers, "k"))).headers["location"])
        assert (target.netloc, target.path) == ("linden.myshopify.com", "/cart/41234567890:1")
        told = parse_qs(target.query)
        assert told["discount"] == [code[0]]
        [ref] = told["attributes[wa_ref]"]
        assert await shop.rows("select purpose from link_click where ref = $1", ref) == [("checkout",)]

    @pytest.mark.parametrize("more", [WOO])
    async def test_woocommerce_without_a_coupon(self, shop: Shop) -> None:
        """C2: goods only; a name without a value is left out."""
        amina = shop.phone()
        await looks_at_a_candle(shop, amina)
        await shop.taps(amina, "🛒 Add to cart")
        link = link_in(await shop.hears(amina, "check out"), "k")
        target = urlsplit((await visits(shop, link)).headers["location"])
        told = parse_qs(target.query)
        assert (target.netloc, target.path, told["products"]) == ("linden.example", "/checkout-link/", ["123:1"])
        assert "coupon" not in told

    @pytest.mark.parametrize("more", [WOO])
    async def test_goods_that_the_store_cannot_take_go_to_a_person(self, shop: Shop) -> None:
        """C2, F1: a variant whose number nobody has told us is no dead end."""
        amina = shop.phone()
        await shop.walks(amina, "calm serum")
        await shop.taps(amina, "🛒 Add to cart")
        await shop.taps(amina, "30 ml")
        answers = await shop.hears(amina, "check out")
        assert "/l/k." not in "\n".join(answers)
        assert "Talk to a person" in shop.offered(amina)

    @pytest.mark.parametrize("more", [BY_HAND])
    @pytest.mark.parametrize(
        ("address", "coupon", "added", "paying"),
        [
            ("+14155550101", "Type it at the store's checkout", "Type it at the store's checkout", "Type your code"),
            ("+821055550102", "스토어 결제 화면에서 입력해 주세요", "스토어 결제 화면에서 입력", "입력하시면"),
        ],
    )
    async def test_a_template_without_coupon_says_type_it(
        self, shop: Shop, address: str, coupon: str, added: str, paying: str
    ) -> None:
        """C3: all texts agree that the code is typed at the store, in both languages."""
        phone = shop.phone(address)
        korean = address.startswith("+82")
        words = ("쿠폰 주세요", "1", "1") if korean else ("get a coupon", "a good price", "for myself")
        answers = await shop.walks(phone, *words)
        assert coupon in "\n".join(answers)
        await shop.hears(phone, "cedar & rain candle" if not korean else "시더 앤 레인 캔들")
        cart = await shop.taps(phone, "🛒 장바구니 담기" if korean else "🛒 Add to cart")
        assert added in "\n".join(cart)
        answers = await shop.hears(phone, "주문할게요" if korean else "check out")
        assert paying in "\n".join(answers)
        target = (await visits(shop, link_in(answers, "k"))).headers["location"]
        assert target.startswith("https://pay.linden.example/basket?goods=1x")


async def test_our_own_page_is_the_default(shop: Shop) -> None:
    """C2, C3: and there the coupon comes off by itself; all texts say so."""
    amina = shop.phone()
    answers = await shop.walks(amina, "get a coupon", "a good price", "for myself")
    assert "nothing to type" in "\n".join(answers)
    assert "/l/c." not in "\n".join(answers)
    await looks_at_a_candle(shop, amina)
    await shop.taps(amina, "🛒 Add to cart")
    page = await visits(shop, await link_to_pay(shop, amina))
    assert "LIN-" in page.text
