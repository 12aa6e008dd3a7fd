"""The kinds of steps, each found by the property that names it."""

from flows.engine.steps.action import Action
from flows.engine.steps.call import Call
from flows.engine.steps.collect import Collect
from flows.engine.steps.link import Link
from flows.engine.steps.noop import Noop
from flows.engine.steps.set_slots import SetSlots

Kind = type[Collect] | type[Action] | type[SetSlots] | type[Call] | type[Link] | type[Noop]

STEPS: dict[str, Kind] = {
    "collect": Collect,
    "action": Action,
    "set_slots": SetSlots,
    "call": Call,
    "link": Link,
    "noop": Noop,
}
