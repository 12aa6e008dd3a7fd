"""By which rules a chat goes to people, and to whom of them (F1, F2, G6)."""

from pathlib import Path

import pytest

from bot.clock import ManualClock
from tests.stories.people import People, with_rules
from tests.stories.shop import Shop


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
