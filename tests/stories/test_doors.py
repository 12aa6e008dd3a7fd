"""Where shoppers come from: the bubble (A1), product buttons (A2), ads (A3), the coupon pop-up (A4), links (A11)."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from bot.clock import ManualClock
from bot.errors import SettingsWrong
from tests.stories.shop import PUBLIC_URL, SENDER, Shop, on_both_databases, open_shop

BROWSER = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1"
SERUM_AD = {
    "source_id": "120211234567890123",
    "source_url": "https://fb.me/serum",
    "headline": "Calm Serum: 30 seconds to find yours",
    "body": "Chat with us and get a recommendation for your skin.",
    "ctwa_clid": "ARAkLkA8rmlFeiCktEJQ-QTwRiyYHAFDLMNDBH0CD3qpjd0HR4irJ6LEkR7JwFF4",
}
SPRING_AD = {"source_id": "120219876543210987", "headline": "Spring sale: up to 30 % off", "ctwa_clid": "AffQ5cVX"}
UNKNOWN_AD = {"source_id": "999", "headline": "Never heard of", "ctwa_clid": "Zz"}
MORE_INFO = "Hello! Can I get more info on this?"


async def opens(shop: Shop, path: str, agent: str = BROWSER, language: str = "en", method: str = "GET") -> str:
    """What a visitor's browser is led to."""
    headers = {"user-agent": agent, "accept-language": language}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(shop.door), base_url=PUBLIC_URL) as client:
        answer = await client.request(method, path, headers=headers)
    assert (answer.status_code, answer.headers["cache-control"]) == (302, "no-store")
    return answer.headers["location"]


async def prefilled(shop: Shop, path: str, **visit: str) -> str:
    """The words that the visitor finds written."""
    return parse_qs(urlsplit(await opens(shop, path, **visit)).query)["text"][0]


async def touches(shop: Shop, *columns: str) -> list[tuple[Any, ...]]:
    return await shop.rows(f"select {', '.join(columns)} from touch order by at, key")


async def clicks(shop: Shop) -> int:
    [(count,)] = await shop.rows("select coalesce(sum(clicks), 0) from door_click")
    return int(count)


@on_both_databases
async def test_the_bubble_opens_a_chat_that_knows_the_page(shop: Shop) -> None:
    """A1: a text with a code; the first message is answered by name and stamped with source and page."""
    address = await opens(shop, "/go/bubble?page=/products/calm-serum%3Fx=1")
    assert address.startswith(f"https://wa.me/{SENDER[1:]}?text=")
    text = parse_qs(urlsplit(address).query)["text"][0]
    assert text.startswith("Hi Mallo! I have a question from your website. (ref ")
    answers = await shop.hears(shop.phone(), text)
    assert "Amina" in answers[0]
    assert "🔎 Find a product" in shop.offered(shop.phone())
    assert await touches(shop, "kind", "door", "page") == [("bubble", "bubble", "/products/calm-serum")]
    assert await clicks(shop) == 1


async def test_the_bubble_writes_the_visitors_language(shop: Shop) -> None:
    """A1: Accept-Language chooses among the shop's languages."""
    text = await prefilled(shop, "/go/bubble", language="ko-KR,ko;q=0.9,en;q=0.5")
    assert text.startswith("안녕하세요! Mallo 홈페이지 보고 문의드려요.")
    minji = shop.phone("+821055550101", "민지")
    assert "민지" in (await shop.hears(minji, text))[0]
    assert "🔎 제품 찾기" in shop.offered(minji)
    assert (await prefilled(shop, "/go/bubble", language="fr")).startswith("Hi Mallo!")
    assert (await prefilled(shop, "/go/bubble", language="fr,ko;q=0.1")).startswith("안녕")


@on_both_databases
async def test_a_product_button_opens_on_the_products_card(shop: Shop) -> None:
    """A2: the first message names the product, and the chat begins with its card."""
    text = await prefilled(shop, "/go/product?sku=SKN-301-30&page=/p/calm-serum")
    assert "Calm Serum" in text
    amina = shop.phone()
    answers = await shop.hears(amina, text)
    assert any("*Calm Serum" in answer for answer in answers)
    assert len(answers) <= 3
    assert (await shop.slots(amina))["sku"] == "SKN-301-30"
    assert await touches(shop, "kind", "page", "sku") == [("product", "/p/calm-serum", "SKN-301-30")]


@on_both_databases
async def test_a_sold_out_product_offers_the_alert_in_the_same_turn(shop: Shop) -> None:
    """A2, D13: sold out → asked at once whether to be told; written down once, however often she asks."""
    await shop.sells("SKN-301-30", stock=0)
    amina = shop.phone()
    text = await prefilled(shop, "/go/product?sku=SKN-301-30")
    assert "sold out" in (await shop.hears(amina, text))[-1]
    assert shop.offered(amina)[0] == "🔔 Yes, tell me"
    assert "Noted" in (await shop.taps(amina, "🔔 Yes, tell me"))[-1]
    assert "already" in (await shop.hears(amina, text))[-1]
    wishes = await shop.rows("select sku, status from restock_wish")
    assert wishes == [("SKN-301-30", "waiting")]


@on_both_databases
@pytest.mark.parametrize(
    ("address", "query", "told", "found"),
    [
        ("+14155550101", "sku=calm-serum-2024&page=/p/1", "We don't have “calm serum 2024” just so", "Calm Serum"),
        ("+14155550101", "sku=880055&page=/shop/fig-tree-candle", "We don't have “fig tree candle”", "Fig"),
        ("+821055550102", "sku=calm-serum-2024", "“calm serum 2024” 그대로는", "캄 세럼"),
    ],
)
async def test_a_link_to_what_we_do_not_know_opens_on_what_is_nearest(
    shop: Shop, address: str, query: str, told: str, found: str
) -> None:
    """A2: an old or mistyped name is searched by its words, in the same turn, and the door keeps its credit."""
    phone = shop.phone(address)
    text = await prefilled(shop, f"/go/product?{query}", language="ko" if address.startswith("+82") else "en")
    answers = "\n".join(await shop.hears(phone, text))
    assert told in answers
    shown = answers + str(shop.bubbles(phone)[-1].shown)
    assert found in shown
    assert (await touches(shop, "kind", "door"))[0] == ("product", "product")
    assert await clicks(shop) == 1


async def test_a_page_named_like_a_product_is_that_product(shop: Shop) -> None:
    """A2: a store's own number says nothing to us, the address of its page does."""
    text = await prefilled(shop, "/go/product?sku=4412345&page=/products/calm-serum")
    answers = await shop.hears(shop.phone(), text)
    assert any("*Calm Serum" in answer for answer in answers)
    assert await touches(shop, "door", "sku") == [("product", "calm-serum")]


@pytest.mark.parametrize("name", ["NOPE", "1234567", "%00%01", "<b>x</b>"])
async def test_a_link_to_nothing_says_so_and_goes_on(shop: Shop, name: str) -> None:
    """A2: no words to search by, or none that find anything: a clear answer with ways on, the door credited."""
    amina = shop.phone()
    text = await prefilled(shop, f"/go/product?sku={name}")
    assert "<" not in text
    await shop.hears(amina, text)
    assert "🔎 Find a product" in shop.offered(amina)
    assert (await touches(shop, "kind", "door"))[0] == ("product", "product")


@on_both_databases
async def test_an_alert_can_be_seen_and_taken_back(shop: Shop) -> None:
    """D13: listed and cancelled, by a tap or by words; nothing is a dead end."""
    await shop.sells("SKN-301-30", stock=0)
    amina = shop.phone()
    await shop.hears(amina, await prefilled(shop, "/go/product?sku=SKN-301-30"))
    await shop.taps(amina, "🔔 Yes, tell me")
    assert "Calm Serum" in (await shop.hears(amina, "my restock alerts"))[-1]
    [title] = [title for title in shop.offered(amina) if "Calm Serum" in title]
    assert "won't hear" in (await shop.taps(amina, title))[-1]
    assert await shop.rows("select status from restock_wish") == [("cancelled",)]
    assert "aren't waiting" in (await shop.taps(amina, title))[-1]
    assert "aren't waiting" in (await shop.hears(amina, "cancel my restock alert"))[-1]
    assert "Which product" in (await shop.hears(shop.phone("+14155550102", "Bo"), "tell me when it's back"))[-1]


async def test_something_like_it_instead_of_waiting(shop: Shop) -> None:
    """A2: whoever does not want to wait sees what is nearest."""
    for sku in ("SKN-301-30", "SKN-301-50"):
        if await shop.rows("select 1 from offer where sku = $1", sku):
            await shop.sells(sku, stock=0)
    amina = shop.phone()
    await shop.hears(amina, await prefilled(shop, "/go/product?sku=SKN-301-30"))
    answers = await shop.taps(amina, "Something like it")
    assert answers
    assert (await shop.slots(amina))["sku"] not in ("SKN-301-30", None)


@on_both_databases
async def test_an_ad_click_is_kept_whole_and_begins_its_own_flow(shop: Shop) -> None:
    """A3, P25: ad id and click id strictly apart, the raw referral kept, the ad's flow after the greeting."""
    amina = shop.phone()
    answers = await shop.hears(amina, MORE_INFO, referral=SERUM_AD)
    assert "Amina" in answers[0]
    assert "How does your skin" in answers[-1]
    [row] = await touches(shop, "kind", "source_id", "click_id", "source_url", "headline", "body", "raw")
    assert row[:3] == ("ad", SERUM_AD["source_id"], SERUM_AD["ctwa_clid"])
    assert row[3:6] == (SERUM_AD["source_url"], SERUM_AD["headline"], SERUM_AD["body"])
    assert '"ReferralCtwaClid"' in row[6]


async def test_a_click_id_is_never_read_as_an_ad_id(shop: Shop) -> None:
    """P25: a referral that carries a click id alone begins no ad's flow, whatever the click id looks like."""
    lone = {"ctwa_clid": SPRING_AD["source_id"], "source_url": "https://fb.me/x", "headline": "x"}
    await shop.hears(shop.phone(), MORE_INFO, referral=lone)
    assert await touches(shop, "source_id", "click_id") == [("", SPRING_AD["source_id"])]
    assert "🔎 Find a product" in shop.offered(shop.phone())


@on_both_databases
async def test_first_and_last_touch_are_both_known(shop: Shop) -> None:
    """A3, P25: what brought her first stays first; the same delivery twice is one touch."""
    amina = shop.phone()
    await shop.hears(amina, MORE_INFO, referral=SERUM_AD, copies=3)
    await shop.passes(days=2)
    await shop.hears(amina, "I would like the coupon", referral=SPRING_AD)
    await shop.hears(amina, "quality")
    ads = [SERUM_AD["source_id"], SPRING_AD["source_id"]]
    assert [source for (source,) in await touches(shop, "source_id")] == ads


async def test_a_clear_question_goes_before_the_ads_flow(shop: Shop) -> None:
    """A3: what she asks is answered; where she came from is remembered all the same."""
    answers = await shop.hears(shop.phone(), "how much is shipping?", referral=SPRING_AD)
    assert "$4" in answers[-1]
    assert await touches(shop, "source_id") == [(SPRING_AD["source_id"],)]


@pytest.mark.parametrize(("said", "heard"), [("STOP", "won't get any more"), ("talk to a person", "colleagues")])
async def test_stop_and_a_person_go_before_everything(shop: Shop, said: str, heard: str) -> None:
    """A3, P34: an ad begins nothing for somebody who wants out, or a person."""
    answers = await shop.hears(shop.phone(), said, referral=SPRING_AD)
    assert heard in answers[-1]
    assert await touches(shop, "kind") == [("ad",)]


async def test_an_unknown_ad_leads_to_the_menu(shop: Shop) -> None:
    """A3: no ad is a dead end."""
    amina = shop.phone()
    assert len(await shop.hears(amina, MORE_INFO, referral=UNKNOWN_AD)) == 1
    assert "🔎 Find a product" in shop.offered(amina)
    assert await touches(shop, "source_id", "headline") == [("999", "Never heard of")]


async def test_an_ad_is_found_by_its_headline(shop: Shop) -> None:
    """A3: a pattern stands for all ads of a sale."""
    answers = await shop.hears(shop.phone(), "Hi", referral={"source_id": "7", "headline": "Big SPRING SALE today"})
    assert "10%" in answers[-1]


async def test_an_ad_in_the_middle_of_a_quiz_begins_its_flow(shop: Shop) -> None:
    """A3: a returning shopper taps an ad while a question is open."""
    amina = shop.phone()
    await shop.walks(amina, "find a product", "skin care")
    assert "10%" in (await shop.hears(amina, MORE_INFO, referral=SPRING_AD))[-1]


@on_both_databases
async def test_the_coupon_pop_up_asks_two_questions_and_gives_the_code(shop: Shop) -> None:
    """A4, C3: no e-mail, no confirmation step: pop-up → two answers → a code."""
    amina = shop.phone()
    answers = await shop.hears(amina, await prefilled(shop, "/go/coupon?page=/"))
    assert "matters most" in answers[-1]
    await shop.hears(amina, "quality")
    assert "MALLO-" in (await shop.hears(amina, "a gift"))[-1]
    assert await shop.rows("select campaign_id from coupon") == [("welcome",)]
    assert await touches(shop, "kind", "door") == [("coupon", "coupon")]


def _edits(text: str, code: str) -> list[str]:
    """What people make of a text that they find written."""
    return [
        text,
        text.lower(),
        text.replace("(", "").replace(")", ""),
        f"{code} hello",
        f"Good morning! {text} 🙏",
        f"Bonjour, je voudrais en savoir plus sur le sérum ({code})",
        f"안녕하세요 {code}입니다",
        code,
        f" {code.lower()} ",
        text.partition(" (ref")[0],
        text.partition(" (ref")[0].upper() + "!!",
        text.replace(code, "K7Q4Q"),
        f"（ref {code}）",
    ]


async def test_however_the_text_is_edited_it_is_recognised(shop: Shop) -> None:
    """A2, A11: code anywhere, any case, no brackets, translated, alone; without the code the unchanged text."""
    text = await prefilled(shop, "/go/product?sku=SKN-301-30")
    code = text.rpartition("ref ")[2].rstrip(")")
    for number, edited in enumerate(_edits(text, code)):
        phone = shop.phone(f"+1415555{1000 + number}", f"Shopper {number}")
        answers = await shop.hears(phone, edited)
        assert any("*Calm Serum" in answer or "*캄 세럼" in answer for answer in answers), (edited, answers)
    assert set(await touches(shop, "kind", "door")) == {("product", "product")}


async def test_without_code_and_text_it_is_organic(shop: Shop) -> None:
    """A11: what nobody can know is not guessed; and only the first message of a contact is written down so."""
    await prefilled(shop, "/go/product?sku=SKN-301-30")
    amina = shop.phone()
    await shop.walks(amina, "hi", "what do you recommend", "skin care")
    assert await touches(shop, "kind", "door", "code") == [("organic", "", "")]


async def test_a_question_added_to_the_text_is_answered(shop: Shop) -> None:
    """A2: the text stays, a question follows: it is answered."""
    text = await prefilled(shop, "/go/product?sku=SKN-301-30")
    answers = await shop.hears(shop.phone(), f"{text} How much is shipping?")
    assert "$4" in answers[-1]
    assert await touches(shop, "sku") == [("SKN-301-30",)]


@on_both_databases
async def test_only_people_are_counted(shop: Shop) -> None:
    """A11: previews and crawlers are led on, but are no clicks."""
    for agent in ("WhatsApp/2.23.20.0", "facebookexternalhit/1.1", "Twitterbot/1.0", "Googlebot/2.1", ""):
        await opens(shop, "/go/instagram", agent=agent)
    await opens(shop, "/go/instagram", method="HEAD")
    assert await clicks(shop) == 0
    await opens(shop, "/go/instagram")
    await opens(shop, "/go/instagram")
    assert await clicks(shop) == 2


async def test_a_link_leads_nowhere_but_to_us(shop: Shop) -> None:
    """A11: whatever is put into the address, it is our number; an unknown or mistyped code opens a plain chat."""
    asked = ["//evil.example", "nothing", "K7Q4Q", "bubble?page=https://evil.example/x&url=https://evil.example"]
    for path in [*asked, "bubble?lang=../../etc", "product?sku=javascript:alert(1)", "%0d%0aX", "bubble?demo=1"]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(shop.door), base_url=PUBLIC_URL) as client:
            answer = await client.get(f"/go/{path}", headers={"user-agent": BROWSER})
        assert answer.status_code in (302, 404)
        if answer.status_code == 302:
            assert answer.headers["location"].startswith(f"https://wa.me/{SENDER[1:]}?text=")
    assert await prefilled(shop, "/go/nothing") == "Hi Mallo!"


async def test_strangers_fill_no_database_with_pages(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """A11: after so many pages a door answers its own link."""
    monkeypatch.setattr("bot.doors.links.MOST_LINKS", 5)
    for number in range(12):
        await opens(shop, f"/go/bubble?page=/made-up/{number}")
    assert len(await shop.rows("select code from door_link where door = 'bubble'")) == 5
    assert await clicks(shop) == 12


async def test_a_door_that_is_gone_opens_a_plain_chat(shop: Shop, tmp_path: Path) -> None:
    """A11: an old QR code still leads to the shop, and its code in a message is remembered."""
    text = await prefilled(shop, "/go/product?sku=SKN-301-30")
    code = text.rpartition("ref ")[2].rstrip(")")
    (tmp_path / "shop.toml").write_text('name = "Mallo"\n')
    await shop.opens(shop_file=str(tmp_path / "shop.toml"))
    assert await prefilled(shop, f"/go/{code}") == "Hi Mallo!"
    answers = await shop.hears(shop.phone(), f"Hi ({code})")
    assert "Amina" in answers[0]
    assert await touches(shop, "door", "sku") == [("product", "SKN-301-30")]


async def test_a_door_that_leads_nowhere_stops_the_start(clock: ManualClock, tmp_path: Path) -> None:
    """A11: a slip in the shop's file is named."""
    (tmp_path / "shop.toml").write_text(
        '[[doors]]\nid = "x"\nflow = "nowhere"\nslots = {colour_of_money = "green"}\n'
    )
    with pytest.raises(SettingsWrong, match=r"nowhere(.|\n)*colour_of_money"):
        async with open_shop(f"sqlite:///{tmp_path}/x.db", clock, shop_file=str(tmp_path / "shop.toml")):
            pass


async def test_codes_are_drawn(shop: Shop) -> None:
    """A11: a QR code for posters, as svg and png; the poster's link is the door's own."""
    svg = await shop.fetches(f"{PUBLIC_URL}/go/counter/qr.svg")
    png = await shop.fetches(f"{PUBLIC_URL}/go/counter/qr.png")
    assert svg.headers["content-type"] == "image/svg+xml"
    assert svg.text.startswith("<?xml")
    assert png.content.startswith(b"\x89PNG")
    assert (await shop.fetches(f"{PUBLIC_URL}/go/nothing/qr.svg")).status_code == 404
    assert await clicks(shop) == 0
