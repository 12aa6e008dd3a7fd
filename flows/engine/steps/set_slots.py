"""A step that gives slots a value."""

from dataclasses import dataclass
from typing import Any, ClassVar

from flows.engine.faults import Place
from flows.engine.flow import Branch
from flows.engine.reading.part import Part
from flows.engine.state import Frame
from flows.engine.turn import Turn
from flows.engine.values import WrongValue, fit, plain
from flows.engine.yamltext import Items, Map


@dataclass(frozen=True, slots=True)
class SetSlots:
    """Give slots a value; null empties one."""

    id: str
    next: tuple[Branch, ...]
    place: Place
    values: tuple[tuple[str, Any], ...]

    KEYS: ClassVar[frozenset[str]] = frozenset({"set_slots"})

    @classmethod
    def read(cls, part: Part) -> "SetSlots":
        """`set_slots: [{slot: value}]`."""
        listed = part.body["set_slots"]
        pairs = [listed] if isinstance(listed, Map) else listed if isinstance(listed, Items) else []
        if not pairs or not all(isinstance(pair, Map) for pair in pairs):
            part.error("set_slots", "`set_slots` is a list of `- slot: value`")
            return cls(part.id, part.next, part.place, ())
        values = tuple((name, plain(value)) for pair in pairs for name, value in pair.items())
        for name, value in values:
            _check(part, name, value)
        return cls(part.id, part.next, part.place, values)

    def run(self, turn: Turn, frame: Frame) -> None:
        for name, value in self.values:
            turn.fill(name, value, frame)
        turn.move_on(turn.find_frame(frame.frame_id) or frame, self)


def _check(part: Part, name: str, value: Any) -> None:
    slot = part.known.slots.get(name)
    if slot is None:
        part.error("set_slots", f"there is no slot `{name}`")
        return
    try:
        fit(slot, value)
    except WrongValue as wrong:
        part.error("set_slots", f"{value!r} does not fit the slot `{name}`: {wrong}")
