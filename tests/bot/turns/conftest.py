"""A shop whose own actions can be told to fail, stall or want the impossible."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import ManualClock
from tests.stories.shop import Shop, open_shop

FLOWS = """
intents: [poke, grab, leave, drop]
nlu:
  - intent: poke
    examples: |
      - poke the bear
  - intent: grab
    examples: |
      - grab the moon
  - intent: leave
    examples: |
      - leave the building
  - intent: drop
    examples: |
      - drop the ball
actions: [action_poke, action_grab, action_leave, action_drop]
responses:
  utter_poked: [{text: "poked"}]
flows:
  poke:
    description: Runs an action that may fail.
    nlu_trigger: [{intent: poke}]
    steps:
      - {id: do, action: action_poke}
      - {id: say, action: utter_poked}
  grab:
    description: Runs an action that asks for what nobody can do.
    nlu_trigger: [{intent: grab}]
    steps:
      - {id: do, action: action_grab}
  leave:
    description: Runs an action that ends the program.
    nlu_trigger: [{intent: leave}]
    steps:
      - {id: do, action: action_leave}
  drop:
    description: Runs an action that waits for something that was cancelled.
    nlu_trigger: [{intent: drop}]
    steps:
      - {id: do, action: action_drop}
"""
ACTIONS = """
import asyncio
import sys

from rasa_sdk import Action


class Poke(Action):
    def name(self):
        return "action_poke"

    async def run(self, dispatcher, tracker, domain):
        return [{"event": "perform", "name": "save_lead", "data": {"flow": "poke", "answers": {"n": 1}}}]


class Grab(Action):
    def name(self):
        return "action_grab"

    async def run(self, dispatcher, tracker, domain):
        return [{"event": "perform", "name": "reach_for_the_moon", "data": {}}]


class Leave(Action):
    def name(self):
        return "action_leave"

    async def run(self, dispatcher, tracker, domain):
        sys.exit("no licence")


class Drop(Action):
    def name(self):
        return "action_drop"

    async def run(self, dispatcher, tracker, domain):
        await asyncio.sleep(0.1)
        dropped = asyncio.ensure_future(asyncio.sleep(60))
        dropped.cancel()
        await dropped
"""


@pytest.fixture(scope="session")
def own_flows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the shop's own flows and actions; nobody writes into it, so that it is compiled once."""
    folder = tmp_path_factory.mktemp("own")
    (folder / "own.yml").write_text(FLOWS)
    (folder / "actions.py").write_text(ACTIONS)
    return folder


@pytest.fixture
async def shop(database_url: str, clock: ManualClock, own_flows: Path) -> AsyncIterator[Shop]:
    """The demo shop with two flows of its own."""
    async with open_shop(database_url, clock, flows_dir=str(own_flows)) as opened:
        yield opened
