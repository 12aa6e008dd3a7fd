"""What is wrong with a journey before anybody is under way in it: graph, window, templates, circles."""

from collections import deque
from collections.abc import Iterator, Mapping
from datetime import timedelta

from flows.engine.conditions.grammar import Compare, ConditionWrong, Literal, Name, parse_condition
from flows.engine.flow import END, Branch, Flow, targets_of
from flows.engine.journeys.journey import Journey, JourneyStep
from flows.engine.journeys.steps.call import Call
from flows.engine.journeys.steps.fetch import FetchFrom
from flows.engine.journeys.steps.send import SendResponse
from flows.engine.journeys.steps.split import Split
from flows.engine.journeys.steps.wait import Wait
from flows.engine.reading.book import Book
from flows.engine.responses import Response

WINDOW = timedelta(hours=24)
CLOSED = timedelta.max  # since the contact last wrote: nobody knows
HEARD = ("message.in",)  # what opens the window
_OUTCOME = "context.outcome"


def check_journeys(
    book: Book, journeys: Mapping[str, Journey], responses: Mapping[str, Response], flows: Mapping[str, Flow]
) -> None:
    """Add a fault for whatever cannot be walked, never ends, or would be refused when it is sent."""
    for journey in journeys.values():
        if not journey.steps:
            continue
        _check_targets(book, journey)
        reached = _reached(journey)
        for step in journey.steps.values():
            if step.id not in reached:
                book.faults.error(step.place, f"nobody ever comes to the step `{step.id}`")
        if not any(target == END for step_id in reached for target in targets_of(journey.steps[step_id])):
            book.faults.error(journey.place, f"journey {journey.id} has no way to its end")
        _check_circles(book, journey)
        _check_outcomes(book, journey)
        _check_window(book, journey, responses, flows)


def _check_targets(book: Book, journey: Journey) -> None:
    for step in journey.steps.values():
        for branch in step.next:
            if branch.target != END and branch.target not in journey.steps:
                place = branch.place or step.place
                book.faults.error(place, f"there is no step `{branch.target}` in journey {journey.id}")


def _reached(journey: Journey) -> set[str]:
    reached: set[str] = set()
    waiting = [journey.first]
    while waiting:
        step_id = waiting.pop()
        if step_id in journey.steps and step_id not in reached:
            reached.add(step_id)
            waiting.extend(targets_of(journey.steps[step_id]))
    return reached


def _check_circles(book: Book, journey: Journey) -> None:
    """A circle in which no time passes would never stop."""
    for step in journey.steps.values():
        if not isinstance(step, Wait | Call | FetchFrom) and _returns(journey, step):
            book.faults.error(step.place, f"from `{step.id}` it goes round in circles without a wait between")
            return


def _returns(journey: Journey, start: JourneyStep) -> bool:
    seen: set[str] = set()
    waiting = [*targets_of(start)]
    while waiting:
        step_id = waiting.pop()
        if step_id == start.id:
            return True
        step = journey.steps.get(step_id)
        if step is None or step_id in seen or isinstance(step, Wait | Call | FetchFrom):
            continue
        seen.add(step_id)
        waiting.extend(targets_of(step))
    return False


def _check_outcomes(book: Book, journey: Journey) -> None:
    """`context.outcome = "…"` asks for something that the step before can come to, `context.arm` for an arm."""
    arms = {arm for step in journey.steps.values() if isinstance(step, Split) for arm, _ in step.arms}
    for step in journey.steps.values():
        for branch in step.next:
            for word in _asked(branch, "context.arm"):
                if word not in arms:
                    book.faults.error(branch.place or step.place, f"no arm of a split is called “{word}”")
        possible = _outcomes(step)
        for branch in step.next if possible is not None else ():
            for word in _asked(branch):
                if possible is not None and word not in possible:
                    told = ", ".join(sorted(possible))
                    book.faults.error(branch.place or step.place, f"`{step.id}` never ends in “{word}”: {told}")


def _outcomes(step: JourneyStep) -> frozenset[str] | None:
    """None where anything may have come before."""
    match step:
        case Wait():
            return frozenset({*step.until, "timeout"})
        case Call():
            return frozenset({"completed", "cancelled", "timeout", "suppressed"})
        case FetchFrom():
            return frozenset({"ok", "failed", "timeout"})
        case SendResponse():
            return frozenset({"sent", "suppressed"})
        case _:
            return None


def _asked(branch: Branch, name: str = _OUTCOME) -> Iterator[str]:
    """The word that a condition compares this value with, if that is all it does."""
    if not branch.text or name not in branch.text:
        return
    try:
        condition = parse_condition(branch.text)
    except ConditionWrong:
        return
    match condition:
        case Compare("=", Name(path), Literal(str(word))) if path == name:
            yield word


def _check_window(book: Book, journey: Journey, responses: Mapping[str, Response], flows: Mapping[str, Flow]) -> None:
    """Whatever may be said when the contact has not written for 24 hours needs a template (Twilio 63016)."""
    for step_id, silent in _silences(journey).items():
        step = journey.steps[step_id]
        if silent < WINDOW:
            continue
        utters = [step.utter] if isinstance(step, SendResponse) else _opening(step, flows)
        for utter in utters:
            if utter in responses and not has_template(responses[utter]):
                say = f"`{step_id}` may come more than 24 hours after the contact wrote"
                book.faults.error(step.place, f"{say}: {utter} needs `metadata: {{whatsapp: {{template: …}}}}`")


def has_template(response: Response) -> bool:
    """Whether every variation names a template."""
    return all(_template_of(variation.metadata) for variation in response.variations)


def _template_of(metadata: Mapping[str, object]) -> str:
    told = metadata.get("whatsapp")
    return str(told.get("template") or "") if isinstance(told, Mapping) else ""


def _opening(step: JourneyStep, flows: Mapping[str, Flow]) -> list[str]:
    """What a called flow says first."""
    flow = flows.get(step.flow) if isinstance(step, Call) else None
    first = flow.steps.get(flow.first) if flow else None
    if first is None:
        return []
    if slot := getattr(first, "slot", ""):
        return [getattr(first, "utter", "") or f"utter_ask_{slot}"]
    return [name for name in (getattr(first, "name", ""),) if name.startswith("utter_")]


def _silences(journey: Journey) -> dict[str, timedelta]:
    """For each step, the longest that the contact may have been silent when it is come to."""
    began = timedelta(0) if all(on.event in HEARD for on in journey.triggers) else CLOSED
    longest = {journey.first: began}
    waiting = deque([journey.first])
    while waiting:
        step_id = waiting.popleft()
        step = journey.steps.get(step_id)
        if step is None:
            longest.pop(step_id, None)
            continue
        for branch in step.next:
            after = _after(step, branch, longest[step_id])
            if branch.target not in longest or after > longest[branch.target]:
                longest[branch.target] = after
                waiting.append(branch.target)
    return {step_id: silent for step_id, silent in longest.items() if step_id in journey.steps}


def _after(step: JourneyStep, branch: Branch, silent: timedelta) -> timedelta:
    """The silence behind a step, on one of its ways."""
    asked = [*_asked(branch)]
    if isinstance(step, Wait):
        if asked and all(word in HEARD for word in asked):
            return timedelta(0)
        passed = step.span + (timedelta(days=1) if step.local is not None else timedelta(0))
        return CLOSED if silent == CLOSED else min(silent + passed, WINDOW * 2)
    if isinstance(step, Call):
        return timedelta(0) if "completed" in asked else CLOSED
    if isinstance(step, FetchFrom):
        return CLOSED if silent == CLOSED else silent + step.timeout
    return silent
