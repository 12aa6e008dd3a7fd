"""People and the bot: who asks is answered in time or told so, and nobody is ever talked over (F1, F2, G6)."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.clock import ManualClock
from tests.stories.happened import happens, has_order, outcomes
from tests.stories.people import People
from tests.stories.shop import ROOT, Shop, on_both_databases, open_shop
from tests.stories.test_cart_recovery import with_cart

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
async def people(shop: Shop) -> AsyncIterator[People]:
    """The agents; and after every story here nobody is stranded (P17)."""
    at_work = People(shop)
    yield at_work
    assert await at_work.stranded() == []


async def with_rules(folder: Path, database_url: str, clock: ManualClock, rules: str) -> AsyncIterator[People]:
    """A shop whose file says `rules` under `[handoff]`."""
    written = (ROOT / "shop.toml").read_text("utf-8")
    text = re.sub(r"(?<=\[handoff\]\n).*?\n\n", f"{rules}\n\n", written, count=1, flags=re.DOTALL)
    assert rules in text
    (folder / "shop.toml").write_text(text, "utf-8")
    async with open_shop(database_url, clock, shop_file=str(folder / "shop.toml")) as shop:
        at_work = People(shop)
        yield at_work
        assert await at_work.stranded() == []


@on_both_databases
async def test_a_person_answers_in_the_same_chat(shop: Shop, people: People) -> None:
    """F1, P16: the agent's words arrive, the bot's do not, until the chat is handed back."""
    amina, joon = shop.phone(), await people.hire("Joon")
    await shop.walks(amina, "find a product", "skin care", "agent")
    await people.takes(joon, amina)
    await people.says(joon, amina, "Hi Amina, how can I help?")
    await shop.passes(seconds=5)
    assert amina.hears[-1] == "Hi Amina, how can I help?"
    assert await shop.hears(amina, "menu") == []
    await people.says(joon, amina, "Bye!")
    await people.releases(joon, amina)
    assert amina.hears[-2:] == ["Bye!", "It's me again, the bot. Shall we go on with this: find a product?"]
    assert shop.offered(amina) == ["Go on", "Skip it", "Start again"]
    said = (await shop.rows("select state from conversation"))[0][0]
    assert "Hi Amina, how can I help?" in said, "the bot knows what was said"


@pytest.mark.parametrize(
    ("tap", "answer"),
    [("Go on", "Which kind"), ("Skip it", "stopped"), ("Start again", "What")],
)
async def test_the_shopper_says_what_becomes_of_the_quiz(shop: Shop, people: People, tap: str, answer: str) -> None:
    """G6: go on, skip it, or start again."""
    amina, joon = shop.phone(), await people.hire("Joon")
    await shop.walks(amina, "find a product", "skin care")
    await people.takes(joon, amina)
    await people.says(joon, amina, "Hello")
    await people.releases(joon, amina)
    assert answer in " ".join(await shop.taps(amina, tap))


async def test_nobody_answers_in_time(shop: Shop, people: People) -> None:
    """F2, P17: after five minutes it goes in front; then she is asked; then asked again; at last the bot is back."""
    amina = shop.phone()
    await people.hire("Joon")
    await shop.walks(amina, "hi", "agent")
    before = len(amina.hears)
    await shop.passes(minutes=5)
    assert amina.hears[before:] == []
    assert await shop.rows("select escalated, priority, breached_at is not null from handoff") == [(1, 1, 1)]
    await shop.passes(minutes=5)
    assert "keep your place" in amina.hears[-1]
    assert "kept" in (await shop.taps(amina, "I'll wait"))[-1]
    await shop.passes(minutes=29)
    assert "is kept" in amina.hears[-1]
    await shop.passes(minutes=1)
    assert "keep your place" in amina.hears[-1]
    await shop.passes(hours=3, minutes=20)
    assert "nobody got round" in amina.hears[-1]
    assert await people.owner(amina) == "bot"
    assert await shop.hears(amina, "menu") != []


async def test_she_would_rather_have_the_bot(shop: Shop, people: People) -> None:
    """P17: back by a tap; what was open goes on, and an old tap later changes nothing."""
    amina, joon = shop.phone(), await people.hire("Joon")
    await shop.walks(amina, "find a product", "skin care", "serum", "agent")
    await shop.passes(minutes=5)
    await shop.passes(minutes=5)
    told = await shop.taps(amina, "Back to the bot")
    assert "Here I am again" in told[0]
    assert "How does your skin" in " ".join(told)
    assert await people.owner(amina) == "bot"
    assert await shop.rows("select outcome from handoff") == [("returned",)]
    await people.takes(joon, amina)
    await people.says(joon, amina, "Hi!")
    await shop.passes(seconds=5)
    assert await shop.taps(amina, "Back to the bot") == [], "nobody waits: the agent has answered"
    assert await people.owner(amina) == joon.owns_as


async def test_who_was_taken_over_hears_nothing_of_the_bot(shop: Shop, people: People) -> None:
    """P16: not even when the agent lets her wait; the leads hear of it instead. After four hours the bot is back."""
    amina, joon = shop.phone(), await people.hire("Joon")
    await shop.walks(amina, "hi", "agent")
    await people.takes(joon, amina)
    before = len(amina.hears)
    for minutes in (5, 5, 60):
        await shop.passes(minutes=minutes)
    assert amina.hears[before:] == []
    assert await shop.rows("select escalated > 0 from handoff") == [(1,)]
    await shop.passes(hours=3)
    assert "nobody got round" in amina.hears[-1]


async def test_a_chat_that_has_gone_quiet_is_the_bots_again(shop: Shop, people: People) -> None:
    """Console 33: after four hours without a word, in silence; each word begins the four hours anew."""
    amina, joon = shop.phone(), await people.hire("Joon")
    await shop.walks(amina, "hi", "agent")
    await people.takes(joon, amina)
    await people.says(joon, amina, "Done!")
    await shop.passes(hours=3)
    assert await shop.hears(amina, "thanks") == []
    await people.says(joon, amina, "You're welcome")
    await shop.passes(hours=3, minutes=59)
    assert await people.owner(amina) == joon.owns_as
    await shop.passes(minutes=2)
    assert await people.owner(amina) == "bot"
    assert amina.hears[-1] == "You're welcome"
    assert await shop.hears(amina, "menu") != []


async def test_every_word_of_hers_is_owed_an_answer(shop: Shop, people: People) -> None:
    """F2: also the second time; the timer begins with the oldest word that nobody answered."""
    amina, joon = shop.phone(), await people.hire("Joon")
    await shop.walks(amina, "hi", "agent")
    await people.takes(joon, amina)
    await people.says(joon, amina, "Hello")
    await shop.passes(hours=1)
    await shop.hears(amina, "is it in stock?")
    [(since, due)] = await shop.rows("select waiting_since, due_at from handoff")
    await shop.passes(minutes=2)
    await shop.hears(amina, "hello?")
    assert await shop.rows("select waiting_since, due_at from handoff") == [(since, due)]
    await shop.passes(minutes=3)
    assert await shop.rows("select escalated from handoff") == [(1,)]


async def test_what_she_is_told_at_night(tmp_path: Path, database_url: str) -> None:
    """F2: outside the hours the answer says from when on people are there; the five minutes begin then."""
    clock = ManualClock(MONDAY.replace(hour=20))
    rules = 'timezone = "UTC"\nhours = {mon = "09:00-18:00", tue = "09:00-18:00"}'
    async for people in with_rules(tmp_path, database_url, clock, rules):
        shop, amina = people.shop, people.shop.phone()
        assert "back Tue 9:00" in (await shop.walks(amina, "hi", "agent"))[-1]
        minji = shop.phone("+821055550101", "Minji")
        assert "오전 9:00" in (await shop.walks(minji, "안녕하세요", "상담원"))[-1]
        await shop.passes(hours=13)
        assert await shop.rows("select max(escalated) from handoff") == [(0,)]
        await shop.passes(minutes=5)
        assert await shop.rows("select min(escalated) from handoff") == [(1,)]


async def test_hours_that_end_while_she_waits(tmp_path: Path, database_url: str) -> None:
    """P17: told once, and her place is kept over night."""
    clock = ManualClock(MONDAY.replace(hour=17, minute=57))
    rules = 'timezone = "UTC"\nhours = {mon = "09:00-18:00", tue = "09:00-18:00"}'
    async for people in with_rules(tmp_path, database_url, clock, rules):
        shop, amina = people.shop, people.shop.phone()
        assert "right here" in (await shop.walks(amina, "hi", "agent"))[-1]
        await shop.passes(minutes=5)
        assert "back Tue 9:00" in amina.hears[-1]
        heard = len(amina.hears)
        await shop.passes(hours=15)
        assert len(amina.hears) == heard
        assert await people.owner(amina) == "queue"


async def test_a_long_closure_is_told_once(tmp_path: Path, database_url: str) -> None:
    """P17: they close for longer than two weeks while she waits: one word, and her place is kept."""
    clock = ManualClock(MONDAY.replace(hour=17, minute=57))
    rules = 'timezone = "UTC"\nspecial = {2026-11-23 = "09:00-18:00", 2026-12-21 = "09:00-18:00"}'
    async for people in with_rules(tmp_path, database_url, clock, rules):
        shop, amina = people.shop, people.shop.phone()
        await shop.walks(amina, "hi", "agent")
        heard = len(amina.hears)
        for minutes in (5, 5, 5, 24 * 60, 24 * 60, 24 * 60):
            await shop.passes(minutes=minutes)
        assert len(amina.hears) == heard + 1
        assert await people.owner(amina) == "queue"
        await shop.passes(days=24, hours=20)
        assert await shop.rows("select escalated > 0 from handoff") == [(1,)]


@pytest.mark.parametrize(
    ("rules", "words", "reason"),
    [
        ("", ["this is ridiculous"], "angry"),
        ("", ["hi", "qwertz uiop", "asdf ghjk"], "misses"),
        ('keywords = ["lawyer"]', ["I will call my LAWYER now"], "keyword"),
        ('keywords = ["변호사"]', ["변호사한테 말할게요"], "keyword"),
    ],
)
async def test_rules_hand_over(
    tmp_path: Path, database_url: str, clock: ManualClock, rules: str, words: list[str], reason: str
) -> None:
    """B4, G6: with the reason, her words, and the place in the queue that the reason deserves."""
    async for people in with_rules(tmp_path, database_url, clock, rules):
        shop, amina = people.shop, people.shop.phone()
        await people.hire("Joon")
        await shop.walks(amina, *words)
        [(found, said, priority)] = await shop.rows("select reason, words, priority from handoff")
        assert (found, said) == (reason, words[-1])
        assert priority == {"angry": 2, "misses": 0, "keyword": 1}[reason]
        assert await people.owner(amina) == "queue"


async def test_without_agents_no_rule_hands_over(shop: Shop, people: People) -> None:
    """Nobody is left with people who are not there."""
    amina = shop.phone()
    await shop.walks(amina, "hi", "qwertz uiop", "asdf ghjk", "this is ridiculous")
    assert await people.owner(amina) == "bot"


async def test_who_buys_much_is_looked_after(tmp_path: Path, database_url: str, clock: ManualClock) -> None:
    """G6: a VIP, or whoever has much in the cart, is handed over at the first message that is not understood."""
    async for people in with_rules(
        tmp_path, database_url, clock, "misses = 0\ncart_from = 1000\nvip.tiers = ['gold']"
    ):
        shop, amina, bo = people.shop, people.shop.phone(), people.shop.phone("+14155550102", "Bo")
        await people.hire("Joon")
        for phone in (amina, bo):
            await shop.walks(phone, "hi", "qwertz uiop")
            assert await people.owner(phone) == "bot"
        contact_id = await people.contact(amina)
        async with shop.wiring.database.write() as tx:
            await tx.run(
                "insert into profile_answer (contact_id, name, value, source, at) values ($1, 'tier', $2, '', $3)",
                contact_id,
                '"gold"',
                people.now,
            )
            row = await tx.row(
                "insert into cart (contact_id, status, created_at, changed_at) values ($1, 'open', $2, $2) "
                "returning id",
                await people.contact(bo),
                people.now,
            )
            assert row is not None
            await tx.run(
                "insert into cart_line (cart_id, sku, quantity, price, currency, added_at, changed_at) "
                "values ($1, 'X', 2, 600, 'USD', $2, $2)",
                row[0],
                people.now,
            )
        for phone in (amina, bo):
            await shop.hears(phone, "asdf ghjk")
        assert await shop.rows("select reason, priority from handoff order by id") == [("vip", 3), ("cart", 2)]


async def test_chats_are_given_out_in_turn(tmp_path: Path, database_url: str, clock: ManualClock) -> None:
    """Console 33: to those who are there and have room; who speaks the language, or had them, first."""
    async for people in with_rules(tmp_path, database_url, clock, 'assign = "round_robin"'):
        shop = people.shop
        joon = await people.hire("Joon", languages=["ko"])
        mina = await people.hire("Mina", most_chats=2)
        await people.hire("Away", away=True)
        phones = [shop.phone(f"+1415555010{n}", f"P{n}") for n in range(4)]
        for phone in phones:
            await shop.walks(phone, "hi", "agent")
        owners = [await people.owner(phone) for phone in phones]
        assert owners == [joon.owns_as, mina.owns_as, joon.owns_as, mina.owns_as]
        minji = shop.phone("+821055550101", "Minji")
        await shop.walks(minji, "안녕하세요", "상담원")
        assert await people.owner(minji) == joon.owns_as
        await people.releases(joon, phones[2], "skip")
        await people.releases(mina, phones[1], "skip")
        await shop.hears(phones[1], "agent")
        assert await people.owner(phones[1]) == mina.owns_as


async def test_who_does_not_answer_loses_the_chat(tmp_path: Path, database_url: str, clock: ManualClock) -> None:
    """F2: to somebody else; with nobody else, to all."""
    async for people in with_rules(tmp_path, database_url, clock, 'assign = "least_load"'):
        shop, amina = people.shop, people.shop.phone()
        joon, mina = await people.hire("Joon"), await people.hire("Mina")
        await shop.walks(amina, "hi", "agent")
        assert await people.owner(amina) == joon.owns_as
        await shop.passes(minutes=5)
        assert await people.owner(amina) == mina.owns_as
        await people.says(mina, amina, "Here I am")
        await shop.passes(hours=1)
        assert amina.hears[-1] == "Here I am"
        assert await people.owner(amina) == mina.owns_as


async def test_who_has_left_is_not_waited_for(shop: Shop, people: People) -> None:
    """P17: an agent who may not sign in any more loses the chat once an answer is late, also where agents choose."""
    amina, joon = shop.phone(), await people.hire("Joon")
    await shop.walks(amina, "hi", "agent")
    await people.takes(joon, amina)
    async with shop.wiring.database.write() as tx:
        await tx.run("update agent set disabled_at = $2 where id = $1", joon.id, people.now)
    await shop.passes(minutes=5)
    assert await people.owner(amina) == "queue"


async def test_stop_reaches_through(shop: Shop, people: People) -> None:
    """F9: after STOP an agent's message is refused with its reason, until she writes again."""
    amina, joon = shop.phone(), await people.hire("Joon")
    await shop.walks(amina, "hi", "agent")
    await people.takes(joon, amina)
    await shop.hears(amina, "STOP")
    before = len(amina.hears)
    await people.says(joon, amina, "Wait!")
    await shop.passes(seconds=5)
    assert amina.hears[before:] == []
    assert await shop.rows("select status, reason from outbox where kind = 'agent'") == [
        ("dropped", "the contact has opted out")
    ]
    await shop.hears(amina, "one more question")
    await people.says(joon, amina, "Sure")
    await shop.passes(seconds=5)
    assert amina.hears[-1] == "Sure"


async def test_a_reminder_waits_while_a_person_has_the_chat(clock: ManualClock, tmp_path: Path) -> None:
    """G6: marketing is put off, with its reason, until the chat is handed back."""
    async with with_cart(clock, tmp_path) as (shop, amina):
        people = People(shop)
        joon = await people.hire("Joon")
        await people.takes(joon, amina)
        before = len(amina.hears)
        await shop.passes(hours=1)
        assert amina.hears[before:] == []
        assert "a person has the conversation" in str(await outcomes(shop, "cart_recovery"))
        await people.releases(joon, amina, "skip")
        await shop.passes(hours=1)
        assert "Your cart is still here" in " ".join(amina.hears[before:])
        assert await people.stranded() == []


async def test_news_of_an_order_go_out_and_are_marked(shop: Shop, people: People) -> None:
    """G6: what she bought is confirmed also while a person has the chat."""
    amina, joon = shop.phone(), await people.hire("Joon")
    await shop.hears(amina, "hi")
    await people.takes(joon, amina)
    told = await has_order(shop, amina)
    await happens(shop, amina, "order.paid", "order.paid:7", **told)
    await shop.passes(minutes=5)
    assert "is in" in " ".join(amina.hears)
    assert ("a person had the conversation",) in await shop.rows("select note from outbox where kind = 'journey'")


@pytest.mark.parametrize("why", ["failed", "refused"])
async def test_an_answer_that_never_arrives_is_none(shop: Shop, people: People, why: str) -> None:
    """F2, P17: the provider could not deliver it, or the gate did not let it out: an answer is owed again."""
    amina, joon = shop.phone(), await people.hire("Joon")
    await shop.walks(amina, "hi", "agent")
    await people.takes(joon, amina)
    await people.says(joon, amina, "Hi Amina")
    if why == "failed":
        shop.emulator.faults.fail_next()
    else:
        async with shop.wiring.database.write() as tx:
            await tx.run("update contact set opted_out_at = $1", people.now + 1)
    await shop.passes(seconds=5)
    await shop.passes(seconds=1)
    assert await shop.rows("select status from outbox where kind = 'agent'") == [
        ("failed" if why == "failed" else "dropped",)
    ]
    assert await shop.rows("select waiting_since is not null, first_reply_at from handoff") == [(1, None)]
    assert await shop.rows("select count(*) from timer where name = 'handoff:wait'") == [(1,)]
