"""People and the bot: who asks is answered in time or told so, and nobody is ever talked over (F1, F2, G6)."""

from pathlib import Path

import pytest

from bot.clock import ManualClock
from tests.stories.happened import happens, has_order, outcomes
from tests.stories.people import People
from tests.stories.shop import Shop, on_both_databases
from tests.stories.test_cart_recovery import with_cart


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
