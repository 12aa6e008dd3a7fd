"""What is known of a contact can be seen, and forgotten for good; a STOP outlives it, nothing else does."""

import json

import pytest

from bot.desk.people import erase_contact, export_contact
from bot.errors import Stale
from bot.handoff.marks import add_note
from bot.turns.exports import EXPORTS, everything_about
from tests.bot.handoff.make import add_agent
from tests.stories.checkout import buys, link_to_pay
from tests.stories.shop import Shop, on_both_databases
from tests.stories.test_cart import add_a_candle
from tests.stories.test_coupon import code_in, unlock

SECRETS = ("4155550101", "Amina", "peanut", "1990", "Oakland")
TABLES = {
    "contact": "name || given_name || language",
    "handle": "value",
    "conversation": "state || address || sender",
    "consent": "words || profile_name || address || message_id",
    "inbox_event": "body || address || error",
    "outbox": "content || to_handle",
    "lead": "answers",
    "profile_answer": "value",
    "suppression": "hash",
    "timer": "data",
    "touch": "page || source_url || headline || body || raw",
    "restock_wish": "sku",
    "cart_line": "sku",
}


async def left_of(shop: Shop) -> list[tuple[str, str]]:
    """Where anything personal can still be read."""
    found = []
    for table, columns in TABLES.items():
        for (text,) in await shop.rows(f"select {columns} from {table}"):
            found += [(table, secret) for secret in SECRETS if secret in str(text)]
    return found


async def lives(shop: Shop) -> None:
    """Amina tells a lot about herself."""
    amina = shop.phone()
    await shop.walks(amina, "hi", "I am allergic to peanut", "coupon", "quality", "a gift")
    await shop.walks(amina, "change my birthday", "March 5 1990", "send me your offers", "yes")


@pytest.mark.parametrize(
    ("address", "name", "wish", "parts"),
    [
        (
            "+14155550101",
            "Amina",
            "what do you know about me",
            ["Amina", "+14•••••0101", "English · United States", "MALLO-"],
        ),
        ("+821055550101", "민지", "저에 대해 뭘 알고 있어요", ["민지", "+82••••••0101", "한국어 · 대한민국"]),
    ],
    ids=["en", "ko"],
)
async def test_what_is_known_is_told(shop: Shop, address: str, name: str, wish: str, parts: list[str]) -> None:
    """Privacy: name, masked number, language, country, consents with dates, answers, coupons."""
    phone = shop.phone(address, name)
    if name == "Amina":
        await shop.walks(phone, "coupon", "quality", "a gift", "change my birthday", "March 5 1990")
        await shop.walks(phone, "send me your offers", "yes")
    told = "\n".join(await shop.hears(phone, wish))
    assert [part for part in parts if part not in told] == []
    if name == "Amina":
        assert "🎂 March 5, 1990" in told
        assert "Offers and news: ✅" in told
    assert address not in told
    assert len(told) < 1024


@on_both_databases
async def test_delete_me_leaves_nothing(shop: Shop) -> None:
    """Privacy: asked, explained, confirmed, gone everywhere; the goodbye arrives and is swept away as well."""
    await lives(shop)
    amina = shop.phone()
    assert "invoices" in (await shop.hears(amina, "delete my data"))[-1]
    assert "forgotten you" in (await shop.taps(amina, "Yes, delete"))[-1]
    left = await left_of(shop)
    assert {table for table, _ in left} <= {"outbox"}  # the goodbye's own address, until it is swept
    await shop.passes(hours=26)
    assert await left_of(shop) == []
    assert await shop.rows("select granted, version <> '' from consent") == [(True, True)]


async def test_delete_me_in_korean_and_changing_ones_mind(shop: Shop) -> None:
    """Privacy: a no keeps everything."""
    minji = shop.phone("+821055550101", "민지")
    assert "삭제할까요" in (await shop.hears(minji, "내 정보 삭제"))[-1]
    assert "그대로" in (await shop.hears(minji, "아니요"))[-1]
    assert await shop.rows("select name from contact") == [("민지",)]
    await shop.hears(minji, "개인정보 삭제해 주세요")
    assert "지웠어요" in (await shop.taps(minji, "네, 삭제해 주세요"))[-1]
    assert await shop.rows("select name from contact") == [("",)]


@on_both_databases
async def test_whoever_writes_again_is_somebody_new(shop: Shop) -> None:
    """Privacy: a new contact, greeted as such, though this process still knew the old address."""
    await lives(shop)
    await erase_contact(shop.wiring.settings, "+14155550101")
    amina = shop.phone()
    assert "Welcome" in (await shop.hears(amina, "hi"))[0]
    assert await shop.rows("select contact_id from handle") == [(2,)]
    assert await shop.rows("select name from contact order by id") == [("",), ("Amina",)]
    assert await shop.rows("select count(*) from profile_answer") == [(0,)]


@on_both_databases
async def test_a_stop_outlives_its_contact(shop: Shop) -> None:
    """F9, P34: the new contact is opted out from the start, by a hash; START frees it for good."""
    amina = shop.phone()
    await shop.walks(amina, "hi", "STOP")
    await erase_contact(shop.wiring.settings, "+14155550101")
    assert await left_of(shop) == []
    await shop.passes(minutes=2)
    await shop.hears(amina, "hi")
    assert await shop.rows("select opted_out_at is null from contact order by id") == [(False,), (False,)]
    await shop.hears(amina, "START")
    assert await shop.rows("select count(*) from suppression") == [(0,)]
    await erase_contact(shop.wiring.settings, "+14155550101")
    await shop.passes(minutes=2)
    await shop.hears(amina, "hi")
    assert await shop.rows("select opted_out_at is null from contact where id = 3") == [(True,)]


@on_both_databases
async def test_what_is_under_way_does_not_come_back(shop: Shop) -> None:
    """Privacy: an event that waits, a message that waits to be sent and a redelivery bring nothing back."""
    amina = shop.phone()
    await shop.hears(amina, "hi")
    shop.emulator.faults.refuse_next(status=429, retry_after=60)
    await shop.hears(amina, "how much is shipping?")
    await amina.says("I am allergic to peanut")  # kept, not yet handled
    await erase_contact(shop.wiring.settings, "+14155550101")
    before = len(amina.hears)
    await shop.passes(hours=26)
    assert len(amina.hears) == before
    assert await left_of(shop) == []
    reasons = await shop.rows("select distinct reason from outbox where status = 'dropped'")
    assert reasons == [("the contact was erased",)]


async def test_erasing_twice_is_once(shop: Shop) -> None:
    """Privacy: the sweep and a second request find nothing more to do."""
    await lives(shop)
    await erase_contact(shop.wiring.settings, "+14155550101")
    await erase_contact(shop.wiring.settings, "1")
    assert await left_of(shop) == []


async def test_everything_can_be_exported(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    """Privacy: `shopclerk export` tells all that is kept, as JSON."""
    await lives(shop)
    capsys.readouterr()
    await export_contact(shop.wiring.settings, "+14155550101")
    told = json.loads(capsys.readouterr().out)
    assert told["contact"][0]["name"] == "Amina"
    profile = {row["name"]: (row["value"], row["source"]) for row in told["profile"]}
    assert profile["birthday"] == ("1990-03-05", "preferences")
    assert told["consents"][0]["granted"]
    assert [row["flow"] for row in told["leads"]] == ["unlock_coupon"]
    assert any("peanut" in json.dumps(row["body"]) for row in told["received"])
    assert told["sent"]


async def test_nothing_is_told_twice_and_a_note_has_its_author(shop: Shop) -> None:
    """Privacy: each part of an export has a name of its own, and a note says who wrote it."""
    names = [name for name, *_ in EXPORTS]
    assert len(names) == len(set(names))
    await shop.hears(shop.phone(), "hi")
    joon = await add_agent(shop.wiring.database, "Joon")
    async with shop.wiring.database.write() as tx:
        await add_note(tx, 1, joon, "her ring", 1)
    async with shop.wiring.database.read() as tx:
        told = await everything_about(tx, 1)
    assert [(note["name"], note["text"]) for note in told["notes"]] == [("Joon", "her ring")]


@on_both_databases
async def test_a_turn_that_was_computed_before_does_not_count(shop: Shop) -> None:
    """Privacy: its version is out of date, whatever it wanted to write down."""
    amina = shop.phone()
    await shop.walks(amina, "hi", "coupon", "quality")
    await amina.says("a gift")
    worker = shop.wiring.worker
    [claim] = await worker._claim()
    turn = await worker._compute(claim)
    await erase_contact(shop.wiring.settings, "+14155550101")
    with pytest.raises(Stale):
        await worker._commits.add(turn)
    await shop.settles()
    assert await shop.rows("select count(*) from lead") == [(0,)]
    assert await left_of(shop) == []


@on_both_databases
async def test_a_cart_and_a_coupon_go_and_an_order_stays_nameless(shop: Shop) -> None:
    """Privacy: tax law keeps number, day, goods and sums; what was about to be bought and an open code are lost."""
    amina = shop.phone()
    await unlock(shop, amina)
    await add_a_candle(shop, amina)
    url = await link_to_pay(shop, amina)
    await buys(shop, url)
    await shop.settles()
    assert "📦 Your orders: 1" in "\n".join(await shop.hears(amina, "what do you know about me"))
    await shop.passes(minutes=1)
    await add_a_candle(shop, amina)
    await erase_contact(shop.wiring.settings, "+14155550101")
    assert await left_of(shop) == []
    assert await shop.rows("select status from cart") == [("ordered",)]
    assert await shop.rows("select count(*) from cart_line") == [(0,)]
    assert await shop.rows("select o.total, l.sku from shop_order o join order_line l on l.order_id = o.id") == [
        (2740, "HOM-101")
    ]


@on_both_databases
async def test_being_forgotten_brings_no_second_coupon(shop: Shop) -> None:
    """P36, privacy: by a hash of number and campaign; somebody else still gets theirs."""
    amina = shop.phone()
    code = code_in(await unlock(shop, amina))
    until = await shop.rows("select expires_at from coupon where code = $1", code)
    await erase_contact(shop.wiring.settings, "+14155550101")
    assert await shop.rows("select expires_at from coupon where code = $1", code) < until
    traces = await shop.rows("select hash, campaign_id from coupon_trace where campaign_id = 'welcome'")
    assert traces
    assert "4155550101" not in str(traces)
    await shop.passes(minutes=2)
    told = await shop.walks(amina, "hi", "coupon")
    assert "has had its code" in "\n".join(told)
    assert await shop.rows("select count(*) from coupon") == [(1,)]
    assert code_in(await unlock(shop, shop.phone("+14155550102", "Bo")))
