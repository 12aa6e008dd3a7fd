"""The first minute: a greeting, a menu, a quiz."""

from tests.stories.shop import Shop, on_both_databases


async def test_a_stranger_is_greeted_by_name_with_a_menu(shop: Shop) -> None:
    amina = shop.phone()
    answers = await shop.hears(amina, "hi")
    assert len(answers) == 1
    assert "Amina" in answers[0]


@on_both_databases
async def test_the_same_message_five_times_is_answered_once(shop: Shop) -> None:
    """P1: delivered one to five times at the same instant."""
    amina = shop.phone()
    assert len(await shop.hears(amina, "hi", copies=5)) == 1


async def test_two_bots_do_not_answer_each_other_for_ever(shop: Shop) -> None:
    """P38: another machine answers every message of ours at once; it ends by itself, and people are served again."""
    robot = shop.phone(name="Auto-reply")
    await robot.says("Thank you for your message. We will be back on Monday.")
    for _ in range(100):
        before = len(robot.hears)
        await shop.settles()
        for text in robot.hears[before:]:
            await robot.says(f"Thank you for your message: {text[:40]}")
    assert len(robot.hears) < 25
    await shop.passes(minutes=2)
    assert "$4" in (await shop.hears(robot, "how much is shipping?"))[0]
