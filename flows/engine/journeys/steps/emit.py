"""A step that lets something happen, which other journeys may hear."""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from flows.engine.faults import Place
from flows.engine.flow import Branch
from flows.engine.journeys.effects import Emit
from flows.engine.journeys.enrollment import Happening
from flows.engine.journeys.walk import Walk
from flows.engine.reading.part import Part
from flows.engine.texts import Text, compile_text
from flows.engine.yamltext import Map


@dataclass(frozen=True, slots=True)
class EmitEvent:
    """`data` are texts that may quote `{event.x}`, `{contact.x}` and `{context.x}`."""

    id: str
    next: tuple[Branch, ...]
    place: Place
    event: str
    data: dict[str, Text] = field(default_factory=dict)

    KEYS: ClassVar[frozenset[str]] = frozenset({"emit"})

    @classmethod
    def read(cls, part: Part) -> "EmitEvent":
        """`emit: {event: cart.lost, data: {cart_id: "{event.cart_id}"}}` or `emit: cart.lost`."""
        body = part.body.get("emit")
        event = body.get("event") if isinstance(body, Map) else body
        data = body.get("data") if isinstance(body, Map) else None
        if not isinstance(event, str) or "." not in event:
            part.error("emit", "`emit` takes the name of an event, such as `cart.lost`")
        values = data if isinstance(data, Map) else {}
        return cls(part.id, part.next, part.place, str(event), {name: compile_text(v) for name, v in values.items()})

    def enter(self, walk: Walk) -> None:
        told = {name: fill(text, walk.scope) for name, text in self.data.items()}
        walk.effects.append(Emit(self.event, told))
        walk.move_on(self)

    def hear(self, walk: Walk, happening: Happening) -> None:  # noqa: ARG002 - as every step
        """It never waits: whoever does has stood here when the step was another kind."""
        self.enter(walk)


def fill(text: Text, scope: dict[str, Any]) -> str:
    """A text with what its placeholders name; what is not there is left out."""
    return text.render(lambda name: look(scope, name), "en")


def look(scope: dict[str, Any], name: str) -> Any:
    """`event.total` → scope["event"]["total"]; `context.arm` → scope["arm"]."""
    value: Any = scope
    for part in name.removeprefix("context.").split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value
