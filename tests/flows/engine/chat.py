"""A conversation with the bare engine: the state is saved and read back between any two turns."""

import copy
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from flows.engine.advance import Outcome, advance
from flows.engine.commands import Command
from flows.engine.compile import Source, compile_flows
from flows.engine.effects import Effect, Note, Perform, RunAction, Say
from flows.engine.events import ActionDone, ActionFailed, Event, Understood
from flows.engine.flowset import FlowSet
from flows.engine.replies import Reply
from flows.engine.state import ConversationState
from flows.engine.statejson import dump_state, load_state

NOW = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
Answer = Callable[[ConversationState], tuple[Sequence[dict[str, Any]], Sequence[dict[str, Any]]]]


def flows_of(text: str, *more: Source, actions: Sequence[str] | None = None) -> FlowSet:
    """Flows compiled from one shipped file and perhaps others."""
    return compile_flows([Source("test.yml", text), *more], actions)


def saved_and_read(state: ConversationState) -> ConversationState:
    """What a state is after a night in the database."""
    return load_state(json.loads(json.dumps(dump_state(state))))


class Chat:
    """Feeds events to the engine and remembers what it did. `actions` answers `RunAction` by name."""

    def __init__(self, flows: FlowSet, actions: dict[str, Answer] | None = None, **slots: Any) -> None:
        self.flows, self.actions = flows, actions or {}
        self.state = ConversationState(slots=slots)
        self.effects: list[Effect] = []

    def hears(self, *commands: Command) -> list[str]:
        """A message; returns the texts of the answer."""
        return self.happens(Understood(commands))

    def happens(self, event: Event) -> list[str]:
        """Any event, its actions run; returns the texts that were said."""
        self.effects = []
        while True:
            outcome = self.step(event)
            self.effects += outcome.effects
            if not self.effects or not isinstance(self.effects[-1], RunAction):
                return self.texts
            event = self.run(self.effects.pop())

    def step(self, event: Event) -> Outcome:
        """One call of `advance`, which changes neither its input nor anything by being saved."""
        before = copy.deepcopy(self.state)
        outcome = advance(self.flows, self.state, event, NOW, 7)
        assert self.state == before, "advance changed its input"
        assert saved_and_read(outcome.state) == outcome.state, "the state does not survive JSON"
        self.state = saved_and_read(outcome.state)
        return outcome

    def run(self, asked: Effect) -> Event:
        """The action's answer; an unknown action fails."""
        assert isinstance(asked, RunAction)
        if asked.name not in self.actions:
            return ActionFailed(asked.name, "there is none")
        events, responses = self.actions[asked.name](self.state)
        return ActionDone(asked.name, tuple(events), tuple(responses))

    @property
    def replies(self) -> list[Reply]:
        return [effect.reply for effect in self.effects if isinstance(effect, Say)]

    @property
    def texts(self) -> list[str]:
        return [reply.text for reply in self.replies]

    @property
    def performs(self) -> list[Perform]:
        return [effect for effect in self.effects if isinstance(effect, Perform)]

    def notes(self, name: str) -> list[dict[str, Any]]:
        return [effect.data for effect in self.effects if isinstance(effect, Note) and effect.name == name]

    @property
    def asked(self) -> str:
        """The slot of the open question."""
        return self.state.question.slot if self.state.question else ""
