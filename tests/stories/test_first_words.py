"""The first minute: a greeting, a menu, a quiz."""

from tests.stories.shop import Shop


async def test_a_stranger_is_greeted_by_name_with_a_menu(shop: Shop) -> None:
    amina = shop.phone()
    answers = await shop.hears(amina, "hi")
    assert len(answers) == 1
    assert "Amina" in answers[0]


async def test_the_same_message_five_times_is_answered_once(shop: Shop) -> None:
    """P1: delivered one to five times at the same instant."""
    amina = shop.phone()
    assert len(await shop.hears(amina, "hi", copies=5)) == 1
