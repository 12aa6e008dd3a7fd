"""A merchant's own conversations: YAML in a folder, no Python, beside the shipped ones and before them."""

from pathlib import Path

import pytest

from bot.clock import ManualClock
from bot.errors import SettingsWrong
from tests.stories.shop import ROOT, Shop, on_both_databases, open_shop

QUIZ = (ROOT / "benchmarks" / "flows" / "quiz.yml").read_text()


@on_both_databases
async def test_a_six_question_quiz_written_only_in_yaml(
    database_url: str, clock: ManualClock, tmp_path: Path
) -> None:
    """B1: opened by its example phrase, typed exactly; buttons, a list, a number and free text."""
    own = tmp_path / "own"
    own.mkdir()
    (own / "quiz.yml").write_text(QUIZ)
    async with open_shop(database_url, clock, flows_dir=str(own)) as shop:
        amina = shop.phone()
        assert "Which room is it for?" in (await shop.hears(amina, "open the bench quiz"))[-1]
        assert "Which style" in (await shop.taps(amina, "Kitchen"))[-1]
        assert "How large" in (await shop.hears(amina, "calm"))[-1]
        assert "colour" in (await shop.hears(amina, "3"))[-1]
        assert shop.offered(amina) == ["Blue", "Green", "White", "Red", "Grey"]
        assert "budget" in (await shop.taps(amina, "Green"))[-1]
        assert "Anything else" in (await shop.hears(amina, "$50"))[-1]
        done = (await shop.hears(amina, "it should match my grandmother's cups"))[-1]
        assert done == "Thank you: a calm green one for the kitchen, up to 50."


async def test_own_quiz_and_shipped_ones_interrupt_each_other(clock: ManualClock, tmp_path: Path) -> None:
    """B4: a question of the shipped FAQ is answered in the middle of an own flow."""
    (tmp_path / "quiz.yml").write_text(QUIZ)
    async with open_shop(f"sqlite:///{tmp_path}/shop.db", clock, flows_dir=str(tmp_path)) as shop:
        amina = shop.phone()
        await shop.walks(amina, "open the bench quiz", "kitchen")
        [text] = await shop.hears(amina, "how much is shipping?")
        assert "$4" in text
        assert "Which style" in text


async def test_own_words_win(clock: ManualClock, tmp_path: Path) -> None:
    """A text of the shop's own replaces the shipped one of the same name, everywhere it is said."""
    (tmp_path / "words.yml").write_text(
        """
responses:
  utter_menu:
    - text: "Welcome to the grove. What shall it be?"
      buttons: [{title: Surprise me, payload: /find_product}]
  utter_faq/shipping_cost: [{text: "Shipping costs nothing at all."}]
"""
    )
    async with open_shop(f"sqlite:///{tmp_path}/shop.db", clock, flows_dir=str(tmp_path)) as shop:
        amina = shop.phone()
        assert "Welcome to the grove" in (await shop.hears(amina, "menu"))[-1]
        assert shop.offered(amina) == ["Surprise me"]
        assert await shop.hears(amina, "how much is shipping?") == ["Shipping costs nothing at all."]
        assert "mood for" in (await shop.taps(amina, "Surprise me"))[-1]


async def test_edited_words_are_said_after_a_restart(clock: ManualClock, tmp_path: Path) -> None:
    """P18: editing and restarting in the middle of a quiz changes words, not the place in it."""
    own = tmp_path / "own"
    own.mkdir()
    (own / "quiz.yml").write_text(QUIZ)
    async with open_shop(f"sqlite:///{tmp_path}/shop.db", clock, flows_dir=str(own)) as shop:
        amina = shop.phone()
        await shop.walks(amina, "open the bench quiz", "kitchen")
        (own / "quiz.yml").write_text(QUIZ.replace("How large is it?", "And its size?"))
        await shop.opens()
        assert await shop.hears(amina, "calm") == ["And its size?"]


async def test_a_faulty_file_stops_the_start_with_its_line(shop: Shop, tmp_path: Path) -> None:
    """A shop that was good goes on; one that would strand shoppers does not open, and says where the fault is."""
    own = tmp_path / "own"
    own.mkdir()
    (own / "broken.yml").write_text(
        "flows:\n  a:\n    description: x\n    steps:\n      - {id: s, collect: nowhere}\n"
    )
    with pytest.raises(SettingsWrong, match=r"broken\.yml:5"):
        await shop.opens(flows_dir=str(own))
    await shop.opens()
    assert await shop.hears(shop.phone(), "hi")


async def test_a_reading_that_does_not_exist_stops_the_start(shop: Shop, tmp_path: Path) -> None:
    """G7: a message that could never be written is found before anybody waits for it."""
    own = tmp_path / "own"
    own.mkdir()
    lines = "journeys:", "  a:", "    trigger: {event: x.y}", "    steps: [{id: s, send: utter_menu, reads: [carts]}]"
    (own / "broken.yml").write_text("\n".join(lines))
    with pytest.raises(SettingsWrong, match=r"broken\.yml:4: there is no reading `carts`; there are cart, coupon"):
        await shop.opens(flows_dir=str(own))
    await shop.opens()
