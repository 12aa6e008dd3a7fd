"""What a quiz turn costs the pure engine: `python -m benchmarks.engine`.

The floor is a JSON round trip of the same states in the same run: what merely remembering them costs.
"""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime

from flows.engine.advance import advance
from flows.engine.commands import SetSlot, StartFlow
from flows.engine.compile import Source, compile_flows
from flows.engine.events import Event, Understood
from flows.engine.flowset import FlowSet
from flows.engine.state import ConversationState
from flows.engine.statejson import dump_state, load_state

NOW = datetime(2026, 1, 5, tzinfo=UTC)
ROUNDS = 2000
QUESTIONS = 6


def quiz() -> str:
    """Six questions with buttons, a rejection, two branches and a closing line."""
    names = [f"q{number}" for number in range(QUESTIONS)]
    slots = "".join(f"  {name}: {{type: categorical, values: [a, b, c]}}\n" for name in names)
    buttons = "[{title: A, payload: a}, {title: B, payload: b}, {title: C, payload: c}]"
    asks = "".join(f'  utter_ask_{name}: [{{text: "Question {name}?", buttons: {buttons}}}]\n' for name in names)
    steps = "".join(
        f"      - id: {name}\n        collect: {name}\n"
        f"        rejections: [{{if: slots.{name} = 'c', utter: utter_no}}]\n"
        f"        next: [{{if: slots.{name} = 'b', then: {target}}}, {{else: {target}}}]\n"
        for name, target in zip(names, [*names[1:], "done"], strict=True)
    )
    return (
        f"slots:\n{slots}responses:\n{asks}"
        "  utter_no: [{text: No.}]\n  utter_done: [{text: 'Done {q0} {q1}'}]\n"
        f"flows:\n  quiz:\n    description: A quiz.\n    steps:\n{steps}      - {{id: done, action: utter_done}}\n"
    )


def turns() -> list[Event]:
    """Nine turns: begin, one refused answer and one not understood, six answers."""
    answers = [SetSlot(f"q{number}", "ab"[number % 2]) for number in range(QUESTIONS)]
    commands = [StartFlow("quiz"), SetSlot("q0", "c"), SetSlot("q0", "wrong"), *answers]
    return [Understood((command,)) for command in commands]


def walk(flows: FlowSet, events: list[Event]) -> list[ConversationState]:
    """Every state of one conversation."""
    states = [ConversationState()]
    for event in events:
        states.append(advance(flows, states[-1], event, NOW, 7).state)
    return states


def microseconds(work: Callable[[], object], count: int) -> float:
    """CPU time, the best of five, for each of `count` things."""
    best = min(_timed(work) for _ in range(5))
    return best / ROUNDS / count * 1e6


def _timed(work: Callable[[], object]) -> float:
    started = time.process_time()
    for _ in range(ROUNDS):
        work()
    return time.process_time() - started


def main() -> None:
    started = time.process_time()
    flows = compile_flows([Source("quiz.yml", quiz())])
    compiled = (time.process_time() - started) * 1000
    events = turns()
    states = walk(flows, events)[1:]
    pure = microseconds(lambda: walk(flows, events), len(events))
    floor = microseconds(lambda: [load_state(json.loads(json.dumps(dump_state(s)))) for s in states], len(states))
    print(f"compile            {compiled:8.1f} ms")
    print(f"turn, pure         {pure:8.1f} µs   (bar: 40)")
    print(f"state through JSON {floor:8.1f} µs")
    print(f"ratio to the floor {pure / floor:8.2f}")


if __name__ == "__main__":
    main()
