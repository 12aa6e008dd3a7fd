"""Flows as graphs: targets that do not exist, steps that nobody reaches, circles without an end."""

from collections.abc import Mapping

from flows.engine.flow import END, Flow, Step, targets_of
from flows.engine.patterns import PATTERN_NAMES
from flows.engine.reading.book import Book


def check_graph(book: Book, flows: Mapping[str, Flow]) -> None:
    """Add a fault for whatever cannot be walked."""
    linked = {getattr(step, "flow", "") for flow in flows.values() for step in flow.steps.values()}
    for flow in flows.values():
        _check_targets(book, flow)
        if flow.is_pattern and flow.id not in PATTERN_NAMES and flow.id not in linked:
            book.faults.warn(flow.place, f"the engine never runs a pattern called `{flow.id}`")
        reached = _reached(flow, flow.first)
        for step in flow.steps.values():
            if step.id not in reached:
                book.faults.error(step.place, f"nobody ever comes to the step `{step.id}`")
        if flow.steps and not any(_may_end(flow, step_id) for step_id in reached):
            book.faults.error(flow.place, f"flow {flow.id} has no way to its end")
    _check_calls(book, flows)
    _check_links(book, flows)


def _check_targets(book: Book, flow: Flow) -> None:
    for step in flow.steps.values():
        for branch in step.next:
            if branch.target != END and branch.target not in flow.steps:
                place = branch.place or step.place
                book.faults.error(place, f"there is no step `{branch.target}` in flow {flow.id}")


def _reached(flow: Flow, first: str) -> set[str]:
    reached: set[str] = set()
    waiting = [first]
    while waiting:
        step_id = waiting.pop()
        if step_id in reached or step_id not in flow.steps:
            continue
        reached.add(step_id)
        waiting.extend(targets_of(flow.steps[step_id]))
    return reached


def _may_end(flow: Flow, step_id: str) -> bool:
    step = flow.steps[step_id]
    return not step.next or any(target not in flow.steps for target in targets_of(step))


def _check_calls(book: Book, flows: Mapping[str, Flow]) -> None:
    """A flow that calls itself, perhaps through others, would never come back."""
    calls = {flow.id: [s for s in flow.steps.values() if type(s).__name__ == "Call"] for flow in flows.values()}
    for flow in flows.values():
        for step in calls[flow.id]:
            if flow.id in _called(calls, step):
                book.faults.error(step.place, f"flow {flow.id} calls itself through `{getattr(step, 'flow', '')}`")


def _called(calls: Mapping[str, list[Step]], step: Step) -> set[str]:
    called: set[str] = set()
    waiting = [getattr(step, "flow", "")]
    while waiting:
        flow = waiting.pop()
        if flow not in called:
            called.add(flow)
            waiting.extend(getattr(inner, "flow", "") for inner in calls.get(flow, []))
    return called


def _check_links(book: Book, flows: Mapping[str, Flow]) -> None:
    """Flows that only hand over to each other, without ever asking anything, go round for ever."""
    ways = {flow.id: _links_unasked(flow) for flow in flows.values()}
    for flow in flows.values():
        if not _leads_out(flow, ways, flows):
            book.faults.warn(
                flow.place,
                f"flow {flow.id} and those it links to only lead to each other: nobody asks anything or ends",
            )


def _links_unasked(flow: Flow) -> set[str]:
    """The flows that it goes over to on ways where nobody is asked."""
    steps = (flow.steps[step_id] for step_id in _reached_unasked(flow))
    return {getattr(step, "flow", "") for step in steps if type(step).__name__ == "Link"}


def _leads_out(flow: Flow, ways: Mapping[str, set[str]], flows: Mapping[str, Flow]) -> bool:
    """Whether it, or a flow that it comes to by links alone, waits for an answer or ends."""
    seen: set[str] = set()
    waiting = [flow.id]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        if name not in flows or not ways[name] or _stops(flows[name]):
            return True
        seen.add(name)
        waiting.extend(ways[name])
    return False


def _stops(flow: Flow) -> bool:
    """Whether it asks, or ends without going over to another flow."""
    for step_id in _reached_unasked(flow):
        step = flow.steps[step_id]
        if hasattr(step, "slot") or type(step).__name__ == "Call":
            return True
        if type(step).__name__ != "Link" and _may_end(flow, step_id):
            return True
    return False


def _reached_unasked(flow: Flow) -> set[str]:
    """The steps that are come to before any question."""
    reached: set[str] = set()
    waiting = [flow.first]
    while waiting:
        step_id = waiting.pop()
        if step_id in reached or step_id not in flow.steps:
            continue
        reached.add(step_id)
        if not hasattr(flow.steps[step_id], "slot"):
            waiting.extend(targets_of(flow.steps[step_id]))
    return reached
