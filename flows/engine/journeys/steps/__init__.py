"""The kinds of steps of journeys, each found by the property that names it."""

from flows.engine.journeys.steps.call import Call
from flows.engine.journeys.steps.emit import EmitEvent
from flows.engine.journeys.steps.fetch import FetchFrom
from flows.engine.journeys.steps.noop import Noop
from flows.engine.journeys.steps.send import SendResponse
from flows.engine.journeys.steps.split import Split
from flows.engine.journeys.steps.wait import Wait

Kind = type[Wait] | type[SendResponse] | type[Split] | type[EmitEvent] | type[Call] | type[FetchFrom] | type[Noop]

JOURNEY_STEPS: dict[str, Kind] = {
    "wait": Wait,
    "send": SendResponse,
    "split": Split,
    "emit": EmitEvent,
    "call": Call,
    "fetch": FetchFrom,
    "noop": Noop,
}
