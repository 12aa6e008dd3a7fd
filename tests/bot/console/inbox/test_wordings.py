"""Templates when the window is closed: approved ones alone, values that are known, price, and what arrives."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import ManualClock
from tests.bot.console.inbox.conftest import Desk
from tests.bot.console.visits import Visits
from tests.stories.templates import open_with_templates

WORDS = {"first_name": "Amina", "order_number": "1001", "total": "$49.00", "path": "x1"}


@pytest.fixture
async def desk(database_url: str, clock: ManualClock, tmp_path: Path) -> AsyncIterator[Desk]:
    """A shop with two templates in two languages; Mina has Amina, who wrote more than a day ago."""
    async with open_with_templates(database_url, clock, tmp_path / "own") as shop:
        visits = Visits(shop)
        mina = await visits.hires("Mina", "admin")
        async with visits.browser(mina) as browser:
            found = Desk(visits, mina, browser)
            await found.has()
            await shop.passes_alone(hours=25)
            await found.post("conversations/1/take", force=True)
            yield found


async def test_only_approved_templates_are_offered(desk: Desk) -> None:
    """26: what is under review or was never submitted cannot be chosen."""
    assert await desk.get("templates", conversation=1) == []
    await desk.shop.wiring.templates.submit()
    names = {each["name"] for each in await desk.get("templates", conversation=1)}
    assert {"order_paid", "new_in"} <= names
    desk.shop.emulator.judge("order_paid", "paused")
    await desk.shop.passes_alone(hours=2)
    await desk.shop.wiring.templates.sync()
    assert "order_paid" not in {each["name"] for each in await desk.get("templates", conversation=1)}


async def test_a_template_says_what_it_needs_and_costs(desk: Desk) -> None:
    """Her language first; her name is filled in; category, estimated price, how it will read."""
    await desk.shop.wiring.templates.submit()
    found = await desk.get("templates", conversation=1)
    paid = next(each for each in found if each["name"] == "order_paid")
    assert (paid["language"], paid["category"], paid["fits_language"]) == ("en", "utility", True)
    assert [each["name"] for each in paid["variables"]] == ["order_number", "first_name", "total", "path"]
    values = {each["name"]: each.get("value") for each in paid["variables"]}
    assert values == {"order_number": None, "first_name": "Amina", "total": None, "path": None}
    assert paid["preview"]["body"].startswith("Hi Amina, thank you!")
    assert float(paid["price"]["amount"]) > 0
    assert (paid["price"]["currency"], paid["price"]["note"]) == ("USD", "estimate")
    news = next(each for each in found if each["name"] == "new_in")
    assert (news["category"], news["warning"]) == ("marketing", "no_consent")


async def test_it_arrives_filled_in_and_is_drawn_so(desk: Desk) -> None:
    """P7: header, body, footer, buttons with their values, on the phone and in the thread."""
    await desk.shop.wiring.templates.submit()
    sent = await desk.post(
        "conversations/1/template", key="a-template-1", name="order_paid", language="en", variables=WORDS
    )
    assert sent["item"]["kind"] == "template"
    await desk.shop.passes(seconds=6)
    bubble = desk.shop.bubbles(desk.shop.phone())[-1]
    assert bubble.is_template
    shown = (await desk.items(1))[-1]
    assert (shown["text"], shown["status"]) == (bubble.shown.text, "delivered")
    assert [each["title"] for each in shown["choices"]] == ["Where is it?", "See the order"]
    assert (shown["template"]["name"], shown["from"], shown["who"]) == ("order_paid", "agent", "Mina")


async def test_a_value_that_is_missing_is_named(desk: Desk) -> None:
    """A blank one would show the sample to a real person."""
    await desk.shop.wiring.templates.submit()
    asked = {"key": "a-template-1", "name": "order_paid", "language": "en"}
    status, error = await desk.refused("conversations/1/template", **asked, variables={**WORDS, "total": " "})
    assert (status, list(error["fields"])) == (422, ["variables.total"])
    status, error = await desk.refused("conversations/1/template", **{**asked, "language": "es"}, variables=WORDS)
    assert (status, list(error["fields"])) == (422, ["name"])
