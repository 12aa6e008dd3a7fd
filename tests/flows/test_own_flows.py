"""What README and docs/flows.md show is what works: copied word for word."""

import re
from pathlib import Path

import pytest

from bot.actions.registry import list_actions
from bot.understanding.heard import Heard
from bot.understanding.understand import LexicalUnderstanding
from flows.engine.compile import Source, check_flows, compile_flows
from flows.shipped import list_shipped_sources
from tests.flows.engine.chat import Chat

ROOT = Path(__file__).parents[2]
QUIZ = re.search(r"```yaml\n(slots:.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
GUIDE = (ROOT / "docs" / "flows.md").read_text("utf-8")


def own(text: str) -> Source:
    return Source("my-flows/plants.yml", text, own=True)


@pytest.fixture
def plants() -> Source:
    assert QUIZ
    return own(QUIZ[1])


def faults_of(text: str) -> list[str]:
    return [str(fault) for fault in check_flows([*list_shipped_sources(), own(text)], list_actions(None))]


def test_the_readmes_quiz_has_no_errors(plants: Source) -> None:
    """Part 10: a quiz written only in a file."""
    assert [fault for fault in faults_of(plants.text) if "warning" not in fault] == []


@pytest.mark.parametrize("phrase", ["help me choose a plant", "which plant suits me"])
def test_the_readmes_quiz_is_opened_by_its_phrases_and_answered_by_words(plants: Source, phrase: str) -> None:
    flows = compile_flows([*list_shipped_sources(), plants], list_actions(None))
    shop, chat = LexicalUnderstanding(flows), Chat(flows, language="en")

    def says(text: str) -> list[str]:
        return chat.hears(*shop.commands_for(Heard(text), chat.state))

    assert says(phrase)[-1] == "How big may it be?"
    assert says("Small") == ["Where will it stand?"]
    assert says("in the shade") == ["A small one for a shady place: ask for our fern."]


def test_the_guides_action_says_its_tip(tmp_path: Path) -> None:
    written = re.search(r"```python\n(.*?)```", GUIDE, re.DOTALL)
    assert written
    (tmp_path / "actions.py").write_text(written[1])
    assert "action_care_tip" in list_actions(None, tmp_path)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("intent: [a]", "did you mean `intents`?"),
        ("responses:\n\tutter_x: hi", "a tab: YAML is indented with spaces"),
        ("nlu:\n  - intent: a\n    examples: gift", "begins with `- `"),
        ("flows:\n  a:\n    description: b\n    steps:\n      - {id: c, colect: d}", "this one has `id`, `colect`"),
    ],
)
def test_a_merchants_slip_is_explained(written: str, told: str) -> None:
    """B2: bad input gets a message that says what to do."""
    assert any(told in fault for fault in faults_of(written)), faults_of(written)


def test_a_partial_language_has_no_gaps() -> None:
    """Without `partial` every text that is missing would be told."""
    said = "language: fr\n{}responses:\n  utter_menu: {{text: Que puis-je faire pour vous ?}}\n"
    assert any("utter_opted_out has no fr text" in fault for fault in faults_of(said.format("")))
    assert not any(" fr " in fault for fault in faults_of(said.format("partial: true\n")))
    assert any("`partial` is true or false" in fault for fault in faults_of(said.format("partial: maybe\n")))
