"""A changed flow shows first what it does to whom; then it is published, without a restart."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.changes.state import Changes
from bot.clock import ManualClock
from bot.keeper import FlowKeeper
from bot.turns.parts import TurnParts
from tests.bot.console.merchant.house import House
from tests.stories.shop import ROOT, on_both_databases, open_shop

FLOW = """
flows:
  plant:
    name: find a plant
    description: Finds a plant.
    nlu_trigger: [{{intent: find_plant}}]
    {moved}
    steps:
      - {{id: light, collect: light}}
      - {{id: {water}, collect: water}}
      - {{id: done, action: utter_plant}}
intents: [find_plant]
slots:
  light: {{type: categorical, values: [sunny, shady]}}
  water: {{type: categorical, values: [much, little]}}
nlu:
  - intent: find_plant
    examples: |
      - find a plant
      - which plant
responses:
  utter_ask_light:
    - text: "{ask}"
      buttons: [{{title: Sunny, payload: /SetSlots(light=sunny)}}, {{title: Shady, payload: /SetSlots(light=shady)}}]
  utter_ask_water:
    - text: "How much water?"
      buttons: [{{title: Much, payload: /SetSlots(water=much)}}, {{title: Little, payload: /SetSlots(water=little)}}]
  utter_plant: [{{text: "A fern!"}}]
"""


def written(folder: Path, ask: str = "How light is it?", water: str = "water", moved: str = "") -> None:
    """The shop's own flow, so or otherwise."""
    (folder / "plant.yml").write_text(FLOW.format(ask=ask, water=water, moved=moved), "utf-8")


@pytest.fixture
async def house(database_url: str, clock: ManualClock, tmp_path: Path) -> AsyncIterator[House]:
    """With a flow of its own."""
    (tmp_path / "flows").mkdir()
    written(tmp_path / "flows")
    async with open_shop(database_url, clock, flows_dir=str(tmp_path / "flows")) as opened:
        yield House(opened)


@on_both_databases
async def test_a_change_is_shown_with_the_people_it_concerns_and_used_once_published(
    house: House, tmp_path: Path
) -> None:
    """One stands at the first question, one at the second, whose id changes: with `moved:` she goes on there."""
    shop, folder = house.shop, tmp_path / "flows"
    amina, bela = shop.phone(), shop.phone("+14155550102", "Bela")
    await shop.walks(amina, "find a plant", "sunny")
    await shop.walks(bela, "find a plant")
    async with house.browser(await house.hires("Joon", "admin")) as browser:
        assert (await browser.get("/api/flows/changes")).json()["is_same"]
        written(folder, "How much light?", "watering", "moved: {water: watering}")
        told = (await browser.get("/api/flows/changes")).json()
        [change] = told["changes"]
        steps = {step["id"]: (step["what"], step["people"], step["then"], step["to"]) for step in change["steps"]}
        assert steps["light"] == ("changed", 1, "stays", "")
        assert steps["water"] == ("removed", 1, "moved", "watering")
        page = await browser.get("/console/flows/changes")
        assert "They go on at “watering”." in page.text

        carl = shop.phone("+14155550103", "Carl")
        assert "How light is it?" in " ".join(await shop.hears(carl, "find a plant"))
        assert (await browser.post("/api/flows/publish", json={"version": "old"})).status_code == 409
        answer = await browser.post("/api/flows/publish", json={"version": told["version"]})
        assert answer.status_code == 200, answer.text
        dora = shop.phone("+14155550104", "Dora")
        assert "How much light?" in " ".join(await shop.hears(dora, "find a plant"))
        assert "A fern!" in " ".join(await shop.hears(amina, "much"))
        assert (await browser.get("/api/flows/changes")).json()["is_same"]
    assert await shop.rows("select action, target from audit") == [("flows.published", told["version"])]


async def test_what_is_half_written_is_used_by_nothing_else(house: House, tmp_path: Path) -> None:
    """A journey that is switched meanwhile brings no unpublished file along; faults are shown with their line."""
    written(tmp_path / "flows", "Half written")
    async with house.browser(await house.hires("Joon", "admin")) as browser:
        await browser.put("/api/journeys/cart_recovery", json={"on": False})
        assert "How light is it?" in " ".join(await house.shop.hears(house.shop.phone(), "find a plant"))
        (tmp_path / "flows" / "plant.yml").write_text("flows: {plant: {steps: [{collect: nothing}]}}", "utf-8")
        page = await browser.get("/console/flows/changes")
        assert page.status_code == 200
        assert "plant.yml:1" in page.text
        assert 'data-deed="POST /api/flows/publish"' not in page.text


def test_an_outline_is_the_same_in_every_process() -> None:
    """Else a terminal would tell of changes that nobody made."""
    command = [
        "from bot.actions.registry import list_actions",
        "from bot.changes.outline import outline_of",
        "from bot.sources import read_flows",
        "print(outline_of(read_flows(None, list_actions(None, None))).to_json())",
    ]
    told = {
        subprocess.run(
            [sys.executable, "-c", "; ".join(command)],
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=ROOT,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1


async def test_only_admins_publish(house: House) -> None:
    """Leads see what would happen."""
    async with house.browser(await house.hires(role="lead")) as browser:
        assert (await browser.post("/api/flows/publish", json={"version": "x"})).status_code == 403
        assert (await browser.get("/console/flows/changes")).status_code == 200


async def test_the_same_files_are_tried_once_however_many_look(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cost: seconds of work, which viewers cannot ask for at all; files that are wrong are remembered too."""
    tried: list[int] = []
    whole = FlowKeeper.try_out

    async def counted(keeper: FlowKeeper, changes: Changes) -> TurnParts:
        tried.append(changes.number)
        return await whole(keeper, changes)

    monkeypatch.setattr(FlowKeeper, "try_out", counted)
    async with house.browser(await house.hires("Vera", "viewer")) as browser:
        assert (await browser.get("/api/flows/changes")).status_code == 403
        assert "/console/flows/changes" not in (await browser.get("/console/flows")).text
    async with house.browser(await house.hires("Joon", "admin")) as browser:
        assert "/console/flows/changes" in (await browser.get("/console/flows")).text
        written(tmp_path / "flows", "How much light?")
        told = await asyncio.gather(*[browser.get("/api/flows/changes") for _ in range(4)])
        assert len({answer.json()["version"] for answer in told}) == 1
        assert len(tried) == 1
        (tmp_path / "flows" / "plant.yml").write_text("flows: {plant: {steps: [{collect: nothing}]}}", "utf-8")
        faults = [(await browser.get("/api/flows/changes")).json()["fault"] for _ in range(2)]
        assert faults[0] == faults[1] != ""
        assert len(tried) == 2
