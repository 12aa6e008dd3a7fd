"""The shipped conversations: without faults, and none of their buttons leads nowhere."""

from pathlib import Path

import pytest

from flows.engine.commands import StartFlow
from flows.engine.compile import Source, check_flows, compile_flows
from flows.engine.events import ActionDone
from flows.engine.flow import said_by
from flows.engine.payloads import commands_for
from tests.flows.engine.chat import Chat

ROOT = Path(__file__).parents[2] / "flows"
SOURCES = [Source(str(path.name), path.read_text()) for path in sorted(ROOT.glob("l*/*.yml"))]


class Shop(Chat):
    """A shop whose actions all succeed and say that they did."""

    def run(self, asked):
        return ActionDone(asked.name, (), ({"text": f"{asked.name} was done"},))


@pytest.fixture(scope="module")
def flows():
    return compile_flows(SOURCES)


def test_the_shipped_library_has_no_faults():
    """Neither errors nor warnings, in any language."""
    assert [str(fault) for fault in check_flows(SOURCES)] == []


def test_every_flow_begins_with_a_word(flows):
    for flow in flows.flows.values():
        if not flow.is_pattern:
            assert Shop(flows).hears(StartFlow(flow.id, guarded=False)), flow.id


@pytest.mark.parametrize("language", ["en", "ko", "es"])
def test_every_shipped_button_leads_somewhere(flows, language):
    """G5, P19: tapped out of the blue, each gets an answer in every language."""
    tapped = 0
    for flow in flows.flows.values():
        for step in flow.steps.values():
            for name in said_by(step):
                for variation in flows.responses[name].variations:
                    for button in variation.buttons:
                        chat = Shop(flows, language=language)
                        chat.hears(*commands_for(flow.id, step.id, button.key, flows) or ())
                        assert chat.replies, (flow.id, step.id, button.key)
                        tapped += 1
    assert tapped > 20
